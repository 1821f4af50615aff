import CZlib

/// CRC-32 with zlib's polynomial, as the format uses it everywhere (spec/format.md §2).
enum Checksum {
  /// The CRC-32 of some bytes.
  static func crc32(_ bytes: Span<UInt8>) -> UInt32 {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      return unsafe UInt32(truncatingIfNeeded: crc32_z(0, base, buffer.count))
    }
  }

  static func adler32(_ bytes: Span<UInt8>) -> UInt32 {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return 1 }
      return unsafe UInt32(truncatingIfNeeded: adler32_z(1, base, buffer.count))
    }
  }
}
