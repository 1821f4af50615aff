import CZlib

/// zlib's one-call functions: what any other program would read and write a stream with.
enum StockZlib {
  /// What `uncompress` makes of a stream; nil where it refuses, or where more than `limit` bytes come out.
  static func inflate(_ stream: [UInt8], upTo limit: Int) -> [UInt8]? {
    var output = [UInt8](repeating: 0, count: limit)
    var count = uLong(limit)
    guard unsafe uncompress(&output, &count, stream, uLong(stream.count)) == Z_OK else {
      return nil
    }
    return Array(output[..<Int(count)])
  }

  /// What `compress2` makes of some bytes at a level.
  static func deflate(_ bytes: [UInt8], level: Int32) -> [UInt8] {
    var count = compressBound(uLong(bytes.count))
    var output = [UInt8](repeating: 0, count: Int(count))
    let status = unsafe compress2(&output, &count, bytes, uLong(bytes.count), level)
    precondition(status == Z_OK, "zlib has no memory")
    return Array(output[..<Int(count)])
  }
}
