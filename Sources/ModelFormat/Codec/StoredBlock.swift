/// Blocks of bytes as they are (RFC 1951, 3.2.4).
enum StoredBlock {
  static let longest = 65_535
  /// At most so many bits besides the bytes: type, what is left of a byte, and the length twice.
  static let overhead = 3 + 7 + 32

  /// Writes bytes in as many blocks as they need.
  static func write(_ bytes: Span<UInt8>, isLast: Bool, to writer: inout BitWriter) {
    var start = 0
    repeat {
      let count = min(longest, bytes.count - start)
      let ends = isLast && start + count == bytes.count
      writer.write(ends ? 1 : 0, count: 3)
      writer.align()
      writer.write(UInt64(count) | UInt64(~UInt16(count)) << 16, count: 32)
      writer.copy(bytes.extracting(start..<start + count))
      start += count
    } while start < bytes.count
  }
}
