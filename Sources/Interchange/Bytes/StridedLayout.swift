import ModelFormat

/// Where the elements of an array stand in memory whose dimensions do not follow one another as rows do: another order
/// of dimensions, or a view into a larger array.
struct StridedLayout: Equatable {
  let shape: [Int]
  /// Elements from one to the next along each dimension.
  let strides: [Int]
  /// The first element.
  let offset: Int

  /// A layout.
  ///
  /// - Precondition: as many strides as dimensions, none negative.
  init(shape: [Int], strides: [Int], offset: Int = 0) {
    precondition(shape.count == strides.count, "a stride for each dimension")
    self.shape = shape
    self.strides = strides
    self.offset = offset
  }

  /// The first dimension runs fastest.
  init(fortran shape: [Int]) {
    var strides: [Int] = []
    var stride = 1
    for size in shape {
      strides.append(stride)
      stride *= max(1, size)
    }
    self.init(shape: shape, strides: strides)
  }

  /// The elements that memory has to hold, from its first; nil where no `Int` counts them.
  var extent: Int? {
    if shape.contains(0) { return 0 }
    var last = offset
    for (size, stride) in zip(shape, strides) {
      let (step, overflow) = (size - 1).multipliedReportingOverflow(by: stride)
      let (sum, overflowOfSum) = last.addingReportingOverflow(step)
      if overflow || overflowOfSum { return nil }
      last = sum
    }
    return last == .max ? nil : last + 1
  }

  /// The same elements in as few dimensions as tell them.
  private var simplified: [(size: Int, stride: Int)] {
    var dimensions: [(size: Int, stride: Int)] = []
    for (size, stride) in zip(shape, strides) where size != 1 {
      if let last = dimensions.last, last.stride == size * stride {
        dimensions[dimensions.count - 1] = (last.size * size, stride)
      } else {
        dimensions.append((size, stride))
      }
    }
    return dimensions
  }

  /// Goes through all elements: where each stands, and its place among the rows.
  ///
  /// In squares over the two dimensions that run fastest here and there, so that both stay in the caches.
  @inline(__always)
  func visit(_ body: (_ source: Int, _ target: Int) -> Void) {
    if shape.contains(0) { return }
    var outer: [(size: Int, stride: Int, step: Int)] = []
    var step = 1
    for dimension in simplified.reversed() {
      outer.insert((dimension.size, dimension.stride, step), at: 0)
      step *= dimension.size
    }
    let row = outer.popLast() ?? (size: 1, stride: 0, step: 1)
    let fastest = outer.indices.min { outer[$0].stride < outer[$1].stride }
    let column = fastest.map { outer.remove(at: $0) } ?? (size: 1, stride: 0, step: 1)
    var index = [Int](repeating: 0, count: outer.count)
    var (source, target) = (offset, 0)
    while true {
      for top in stride(from: 0, to: column.size, by: Self.side) {
        for left in stride(from: 0, to: row.size, by: Self.side) {
          for i in top..<min(top + Self.side, column.size) {
            for j in left..<min(left + Self.side, row.size) {
              body(
                source + i * column.stride + j * row.stride, target + i * column.step + j)
            }
          }
        }
      }
      var axis = outer.count - 1
      while axis >= 0 {
        index[axis] += 1
        source += outer[axis].stride
        target += outer[axis].step
        if index[axis] < outer[axis].size { break }
        source -= outer[axis].stride * outer[axis].size
        target -= outer[axis].step * outer[axis].size
        index[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }

  private static let side = 32

  /// The elements row by row.
  ///
  /// - Throws: `FormatError` with `system` where there is not enough memory.
  /// - Precondition: the bytes hold the layout's ``extent``.
  func gather(_ bytes: [UInt8], elementSize: Int) throws(FormatError) -> [UInt8] {
    if shape.contains(0) { return [] }
    let count = shape.reduce(1, *) * elementSize
    let dimensions = simplified
    let isWhole = dimensions.isEmpty || dimensions.count == 1 && dimensions[0].stride == 1
    if isWhole, count == bytes.count { return bytes }
    try requireMemory(count, for: "hold \(count) bytes in memory")
    if isWhole {
      let start = offset * elementSize
      return Array(bytes[start..<(start + count)])
    }
    var rows = [UInt8](repeating: 0, count: count)
    switch elementSize {
    case 1: move(bytes.span, 1, to: &rows)
    case 2: move(bytes.span, 2, to: &rows)
    case 4: move(bytes.span, 4, to: &rows)
    default: move(bytes.span, 8, to: &rows)
    }
    return rows
  }

  @inline(__always)
  private func move(_ bytes: Span<UInt8>, _ size: Int, to rows: inout [UInt8]) {
    var rows = rows.mutableSpan
    visit { (source, target) in
      for byte in 0..<size { rows[target * size + byte] = bytes[source * size + byte] }
    }
  }
}
