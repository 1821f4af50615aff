import CKernels

/// The checksums of the format and of the streams in it, by the widest vectors that the processor has.
///
/// They run over every byte that is read or written; zlib's own take longer than the reading does.
enum Checksum {
  /// The CRC-32 of some bytes, with zlib's polynomial (spec/format.md §2).
  ///
  /// - Parameter sum: that of the bytes before these.
  static func crc32(_ bytes: Span<UInt8>, continuing sum: UInt32 = 0) -> UInt32 {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe nn_crc32(sum, buffer.baseAddress, buffer.count)
    }
  }

  /// The Adler-32 that ends a zlib stream (RFC 1950).
  ///
  /// - Parameter sum: that of the bytes before these.
  static func adler32(_ bytes: Span<UInt8>, continuing sum: UInt32 = 1) -> UInt32 {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe nn_adler32(sum, buffer.baseAddress, buffer.count)
    }
  }
}
