extension File {
  /// The `count` bytes at `offset` of a regular file.
  ///
  /// - Throws: ``FormatError`` with `truncated` where the file ends before; `system`, also where there is not
  ///   enough memory.
  public func bytes(at offset: UInt64, count: Int) throws(FormatError) -> [UInt8] {
    let size = self.size ?? 0
    guard offset <= size, UInt64(count) <= size - offset else {
      let (end, overflow) = offset.addingReportingOverflow(UInt64(count))
      throw FormatError(
        .truncated(needed: overflow ? .max : end, found: size), field: "file", offset: size,
        path: path)
    }
    return try [UInt8](count: count) { (whole) throws(FormatError) in
      // The file may have become shorter since.
      if try read(into: &whole, at: offset) < count {
        throw FormatError(
          .truncated(needed: offset + UInt64(count), found: offset), field: "file",
          offset: offset, path: path)
      }
    }
  }
}

extension [UInt8] {
  /// The CRC-32 of zlib, PNG, gzip and zip archives.
  public var crc32: UInt32 { Checksum.crc32(span) }
}

extension Span<UInt8> {
  /// The same of bytes of which these are the last part.
  ///
  /// - Parameter sum: that of the bytes before these.
  package func crc32(continuing sum: UInt32) -> UInt32 { Checksum.crc32(self, continuing: sum) }
}
