/// The shuffle: first bytes of all elements, then second bytes, and so on (spec/format.md D3).
///
/// In a float, sign and exponent repeat and the mantissa does not; side by side they hide each other. Rotated
/// left by a bit, an element has its exponent in one byte, and the sign, which is noise, among the mantissa.
enum BytePlanes {
  /// Splits elements of `size` bytes into planes: `planes[p · n + i] = rotated(raw[i])[p]`.
  static func split(
    _ raw: Span<UInt8>, size: Int, rotated: Bool, into planes: inout MutableSpan<UInt8>
  ) {
    precondition(planes.count >= raw.count, "no room for the planes")
    switch size {
    case 2: split(raw, UInt16.self, rotation: rotated ? 1 : 0, into: &planes)
    case 4: split(raw, UInt32.self, rotation: rotated ? 1 : 0, into: &planes)
    case 8: split(raw, UInt64.self, rotation: rotated ? 1 : 0, into: &planes)
    default: preconditionFailure("no elements of \(size) bytes are split")
    }
  }

  /// Puts planes together again.
  static func join(
    _ planes: Span<UInt8>, size: Int, rotated: Bool, into raw: inout MutableSpan<UInt8>
  ) {
    precondition(raw.count >= planes.count, "no room for the elements")
    switch size {
    case 2: join(planes, UInt16.self, rotation: rotated ? 1 : 0, into: &raw)
    case 4: join(planes, UInt32.self, rotation: rotated ? 1 : 0, into: &raw)
    case 8: join(planes, UInt64.self, rotation: rotated ? 1 : 0, into: &raw)
    default: preconditionFailure("no elements of \(size) bytes are joined")
    }
  }

  // The loops are done sixteen elements at a time, which a check for each byte would prevent.

  @inline(__always)
  private static func split<Word: FixedWidthInteger & UnsignedInteger>(
    _ raw: Span<UInt8>, _ word: Word.Type, rotation: Word, into planes: inout MutableSpan<UInt8>
  ) {
    let size = MemoryLayout<Word>.size
    let count = raw.count / size
    unsafe raw.withUnsafeBytes { raw in
      unsafe planes.withUnsafeMutableBufferPointer { planes in
        for index in 0..<count {
          let value = unsafe raw.loadUnaligned(fromByteOffset: index &* size, as: Word.self)
          let rotated = value &<< rotation | value &>> (Word(8 * size) &- rotation) & (rotation &* 1)
          for plane in 0..<size {
            unsafe planes[plane &* count &+ index] = UInt8(
              truncatingIfNeeded: rotated &>> Word(8 &* plane))
          }
        }
      }
    }
  }

  @inline(__always)
  private static func join<Word: FixedWidthInteger & UnsignedInteger>(
    _ planes: Span<UInt8>, _ word: Word.Type, rotation: Word, into raw: inout MutableSpan<UInt8>
  ) {
    let size = MemoryLayout<Word>.size
    let count = planes.count / size
    unsafe planes.withUnsafeBufferPointer { planes in
      unsafe raw.withUnsafeMutableBytes { raw in
        for index in 0..<count {
          var value: Word = 0
          for plane in 0..<size {
            value |= unsafe Word(planes[plane &* count &+ index]) &<< Word(8 &* plane)
          }
          let turned = value &>> rotation | (value & rotation) &<< Word(8 &* size &- 1)
          unsafe raw.storeBytes(of: turned, toByteOffset: index &* size, as: Word.self)
        }
      }
    }
  }
}
