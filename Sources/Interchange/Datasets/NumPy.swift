import ModelFormat

/// Arrays of NumPy's npy files, versions 1 to 3.
enum NumPy {
  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// The longest header: 64 KiB, where that of an array of numbers takes 128 bytes.
  private static let maximumHeaderSize = 1 << 16

  /// Whether a file begins like one of this format.
  static func recognises(_ front: ArraySlice<UInt8>) -> Bool { front.starts(with: magic) }

  /// Reads an array.
  ///
  /// - Throws: `FormatError` for whatever is not as the format wants it.
  static func read(_ stream: ByteStream) throws(FormatError) -> NumericArray {
    let front = try stream.read(8)
    guard recognises(front[...]) else {
      throw FormatError(
        .invalidValue(expected: "an npy file", found: "another"), field: "magic", offset: 0)
    }
    guard (1...3).contains(front[6]), front[7] == 0 else {
      throw FormatError(
        .outOfRange(expected: "1.0, 2.0 or 3.0", found: "\(front[6]).\(front[7])"),
        field: "version", offset: 6)
    }
    let length = try stream.read(front[6] == 1 ? 2 : 4).reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= maximumHeaderSize else {
      throw FormatError(
        .limitExceeded(expected: "at most \(maximumHeaderSize) bytes", found: "\(length)"),
        field: "header length", offset: 8)
    }
    let start = stream.offset
    let header = try NumPyHeader(parsing: try stream.read(length), offset: start)
    let array = try NumericArray(
      reading: stream, shape: header.shape, kind: header.kind, shapeOffset: start)
    return header.isFortranOrder ? array.fromFortranOrder() : array
  }
}

extension NumericArray {
  /// The same array, whose elements stand as if the first dimension ran fastest.
  func fromFortranOrder() -> NumericArray {
    guard shape.count > 1, !elements.isEmpty else { return self }
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in 1..<shape.count { strides[axis] = strides[axis - 1] * shape[axis - 1] }
    var index = [Int](repeating: 0, count: shape.count)
    var source = 0
    var sorted: [Double] = []
    sorted.reserveCapacity(elements.count)
    for _ in elements.indices {
      sorted.append(elements[source])
      for axis in shape.indices.reversed() {
        index[axis] += 1
        source += strides[axis]
        if index[axis] < shape[axis] { break }
        source -= strides[axis] * shape[axis]
        index[axis] = 0
      }
    }
    return NumericArray(shape: shape, elements: sorted)
  }
}
