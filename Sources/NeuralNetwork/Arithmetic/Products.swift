/// An operand of a product: a row-major array read as it stands or transposed.
///
/// Element (i, k) is at `i · rowStride + k · depthStride`.
struct LeftOperand: Sendable {
  let elements: [Float]
  let rowStride: Int
  let depthStride: Int

  /// The array as it stands, `width` elements a row.
  static func rows(_ elements: [Float], width: Int) -> LeftOperand {
    LeftOperand(elements: elements, rowStride: width, depthStride: 1)
  }

  /// The transpose of an array of `width` elements a row.
  static func columns(_ elements: [Float], width: Int) -> LeftOperand {
    LeftOperand(elements: elements, rowStride: 1, depthStride: width)
  }
}

/// c[i, j] = Σₖ a(i, k) · b[k, j], the sum taken with k ascending, one chain of fused
/// multiply-adds an output that starts at +0.
///
/// Every product of the library is this one: forward, weight gradient and input gradient differ
/// only in which operand is read transposed. The inner loop runs over outputs, so the order of
/// each sum is fixed by this text. Rule A2 of spec/arithmetic.md.
///
/// - Parameters:
///   - c: at least `rows` × `columns` elements, overwritten.
///   - b: at least `depth` × `columns` elements, row-major.
func product(
  _ a: LeftOperand, _ b: [Float], into c: inout [Float], rows: Int, depth: Int, columns: Int,
  threads: Int
) {
  forEachRowBlock(
    of: &c, rows: rows, width: columns, threads: threads, work: rows * depth * columns
  ) { range, block in
    let left = a.elements.span
    let right = b.span
    for (index, row) in range.enumerated() {
      let out = index * columns
      for j in 0..<columns { block[out + j] = 0 }
      for k in 0..<depth {
        let factor = left[row * a.rowStride + k * a.depthStride]
        let from = k * columns
        for j in 0..<columns {
          block[out &+ j] = block[out &+ j].addingProduct(factor, right[from &+ j])
        }
      }
    }
  }
}

/// The transpose of a row-major array of `rows` × `columns` elements.
func transposed(_ elements: [Float], rows: Int, columns: Int) -> [Float] {
  var result = [Float](repeating: 0, count: rows * columns)
  transpose(elements, into: &result, rows: rows, columns: columns)
  return result
}

/// Writes the transpose of `elements`, `rows` × `columns`, over `result`.
func transpose(_ elements: [Float], into result: inout [Float], rows: Int, columns: Int) {
  let source = elements.span
  var target = result.mutableSpan
  for row in 0..<rows {
    for column in 0..<columns {
      target[column &* rows &+ row] = source[row &* columns &+ column]
    }
  }
}
