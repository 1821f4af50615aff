import ModelFormat

extension [UInt8] {
  /// Turns every element of `size` bytes round, from one order of bytes to the other.
  mutating func reverse(each size: Int) {
    switch size {
    case 2: swapPairs(2)
    case 4: swapPairs(4)
    case 8: swapPairs(8)
    default: break
    }
  }

  @inline(__always)
  private mutating func swapPairs(_ size: Int) {
    var bytes = mutableSpan
    for start in stride(from: 0, to: bytes.count, by: size) {
      for index in 0..<(size / 2) { bytes.swapAt(start + index, start + size - 1 - index) }
    }
  }

  /// Checks that every byte is a bool.
  ///
  /// - Parameter offset: where the bytes begin in the file.
  /// - Throws: `FormatError` with `invalid-value`.
  func checkBools(from offset: UInt64) throws(FormatError) {
    if let index = firstIndex(where: { $0 > 1 }) {
      throw FormatError(
        .invalidValue(expected: "a bool of 0 or 1", found: "\(self[index])"), field: "elements",
        offset: offset + UInt64(index))
    }
  }
}
