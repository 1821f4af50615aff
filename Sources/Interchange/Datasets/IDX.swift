import ModelFormat

/// The IDX format of Y. LeCun's MNIST files: two zeros, a byte for the type of the elements, one for
/// the number of dimensions, these as 32-bit numbers, and then the elements, all big-endian.
///
/// <http://yann.lecun.com/exdb/mnist/>, "The IDX file format".
enum IDX {
  private static let kinds: [UInt8: (ElementKind.Form, Int)] = [
    0x08: (.unsigned, 1), 0x09: (.signed, 1), 0x0B: (.signed, 2), 0x0C: (.signed, 4),
    0x0D: (.float, 4), 0x0E: (.float, 8),
  ]

  /// Whether a file begins like one of this format.
  static func recognises(_ front: ArraySlice<UInt8>) -> Bool {
    front.count >= 4 && front.starts(with: [0, 0])
  }

  /// Reads an array.
  ///
  /// - Throws: `FormatError` for a front that is not as described, `truncated` or `trailing-bytes`
  ///   for more or fewer elements than it says.
  static func read(_ stream: ByteStream, limits: ReaderLimits) throws(FormatError) -> NumericArray {
    let front = try stream.read(4)
    guard let (form, size) = kinds[front[2]] else {
      let known = kinds.keys.sorted().map { "\($0)" }.joined(separator: ", ")
      throw FormatError(
        .outOfRange(expected: "one of \(known)", found: "\(front[2])"), field: "element type",
        offset: 2)
    }
    let rank = Int(front[3])
    guard (1...ElementKind.maximumRank).contains(rank) else {
      throw FormatError(
        .outOfRange(expected: "1 to \(ElementKind.maximumRank)", found: "\(rank)"),
        field: "number of dimensions", offset: 3)
    }
    let sizes = try stream.read(4 * rank)
    let shape = (0..<rank).map { index in
      sizes[(4 * index)..<(4 * index + 4)].reduce(0) { $0 << 8 | Int($1) }
    }
    return try NumericArray(
      reading: stream, shape: shape,
      kind: ElementKind(form: form, size: size, isBigEndian: true), shapeOffset: 4, limits: limits)
  }
}

extension NumericArray {
  /// Reads the elements of an array that end where the file ends.
  ///
  /// - Throws: `FormatError` with `limit-exceeded`, `truncated` or `trailing-bytes`.
  init(
    reading stream: ByteStream, shape: [Int], kind: ElementKind, shapeOffset: UInt64,
    limits: ReaderLimits
  ) throws(FormatError) {
    let count = try ElementKind.count(of: shape, offset: shapeOffset)
    try limits.check(numbers: count, of: "elements")
    var left = count * kind.size
    let end = stream.offset + UInt64(left)
    try stream.expect(left)
    var elements: [Double] = []
    // Only what is known to be there: of a pipe, memory grows as the bytes arrive.
    if stream.size != nil {
      try requireMemory(8 * count, for: "hold \(count) elements in memory")
      elements.reserveCapacity(count)
    }
    while left > 0 {
      let piece: [UInt8]
      do throws(FormatError) {
        piece = try stream.read(min(left, 1 << 20))
      } catch {
        guard case .truncated(_, let found) = error.reason else { throw error }
        throw FormatError(.truncated(needed: end, found: found), field: "file", offset: found)
      }
      try kind.append(piece, to: &elements)
      left -= piece.count
    }
    try stream.finish()
    self.init(shape: shape, elements: elements)
  }
}
