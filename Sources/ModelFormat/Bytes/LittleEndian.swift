/// Integers as they lie in a file: little-endian, at any alignment.
extension Span<UInt8> {
  /// The integer whose first byte is at `offset`.
  func littleEndian<Value: FixedWidthInteger & UnsignedInteger>(
    _ type: Value.Type, at offset: Int
  ) -> Value {
    var value: Value = 0
    for index in 0..<(Value.bitWidth / 8) {
      value |= Value(truncatingIfNeeded: self[offset + index]) << Value(8 * index)
    }
    return value
  }
}

extension [UInt8] {
  /// Appends an integer, little-endian.
  package mutating func append<Value: FixedWidthInteger & UnsignedInteger>(
    littleEndian value: Value
  ) {
    for index in 0..<(Value.bitWidth / 8) {
      append(UInt8(truncatingIfNeeded: value >> Value(8 * index)))
    }
  }

  /// Appends every byte of a span.
  package mutating func append(contentsOf bytes: Span<UInt8>) {
    append(addingCapacity: bytes.count) { output in
      for index in bytes.indices { output.append(bytes[index]) }
    }
  }
}
