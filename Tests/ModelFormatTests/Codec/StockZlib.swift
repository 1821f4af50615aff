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

  /// What `uncompress2` makes of a stream that gives so many bytes and has none behind its end; nil for any
  /// other.
  static func inflateWhole(_ stream: [UInt8], count: Int) -> [UInt8]? {
    // One more: a stream of too many bytes is to be seen as such.
    var output = [UInt8](repeating: 0, count: count + 1)
    var (made, taken) = (uLong(count + 1), uLong(stream.count))
    guard unsafe uncompress2(&output, &made, stream, &taken) == Z_OK, Int(made) == count,
      Int(taken) == stream.count
    else { return nil }
    output.removeLast()
    return output
  }

  /// What `compress2` makes of some bytes at a level.
  static func deflate(_ bytes: [UInt8], level: Int32) -> [UInt8] {
    var count = compressBound(uLong(bytes.count))
    var output = [UInt8](repeating: 0, count: Int(count))
    let status = unsafe compress2(&output, &count, bytes, uLong(bytes.count), level)
    precondition(status == Z_OK, "zlib has no memory")
    return Array(output[..<Int(count)])
  }

  /// What a stream of these settings makes of some bytes.
  static func deflate(
    _ bytes: [UInt8], level: Int32, strategy: Int32, memory: Int32 = 8
  ) -> [UInt8] {
    var stream = unsafe z_stream()
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    let ready = unsafe deflateInit2_(
      &stream, level, Z_DEFLATED, MAX_WBITS, memory, strategy, ZLIB_VERSION, size)
    precondition(ready == Z_OK, "zlib has no memory")
    defer { unsafe deflateEnd(&stream) }
    // Of two bytes at level 0, zlib takes one more than it says.
    let bound = Int(unsafe deflateBound(&stream, uLong(bytes.count))) + 16
    var output = [UInt8](repeating: 0, count: bound)
    return unsafe bytes.withUnsafeBufferPointer { input in
      let length = unsafe output.withUnsafeMutableBufferPointer { output in
        unsafe stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        unsafe stream.avail_in = UInt32(input.count)
        unsafe stream.next_out = output.baseAddress
        unsafe stream.avail_out = UInt32(output.count)
        let status = unsafe CZlib.deflate(&stream, Z_FINISH)
        precondition(status == Z_STREAM_END, "zlib takes more than it says")
        return unsafe output.count - Int(stream.avail_out)
      }
      return Array(output[..<length])
    }
  }

  /// The checksum of stored bytes.
  static func crc32(_ bytes: [UInt8]) -> UInt32 {
    unsafe UInt32(crc32_z(0, bytes, bytes.count))
  }

  /// The checksum at the end of a stream.
  static func adler32(_ bytes: [UInt8]) -> UInt32 {
    unsafe UInt32(adler32_z(1, bytes, bytes.count))
  }
}

extension StockZlib {
  /// Blocks as a whole stream of these bytes.
  static func stream(_ blocks: ArraySlice<UInt8>, of bytes: [UInt8]) -> [UInt8] {
    [0x78, 0x9C] + blocks + checksum(of: bytes)
  }

  /// The last four bytes of a stream.
  static func checksum(of bytes: [UInt8]) -> [UInt8] {
    let sum = adler32(bytes)
    return (0..<4).map { UInt8(truncatingIfNeeded: sum >> (24 - 8 * $0)) }
  }

  /// What a sequence of blocks gives, and how many bytes it takes; nil where zlib refuses it, it does not end,
  /// or it gives more than `limit` bytes.
  static func inflateBlocks(
    _ blocks: [UInt8], upTo limit: Int
  ) -> (bytes: [UInt8], taken: Int)? {
    let (status, output, taken, _) = inflateRaw(blocks, room: limit + 1)
    return status == Z_STREAM_END && output.count <= limit ? (output, taken) : nil
  }

  /// What zlib has against a sequence of blocks; nil where it goes on for more of them.
  static func fault(ofBlocks blocks: [UInt8]) -> String? {
    let (status, _, _, message) = inflateRaw(blocks, room: 1 << 16)
    return status == Z_DATA_ERROR ? message ?? "" : nil
  }

  private static func inflateRaw(
    _ blocks: [UInt8], room: Int
  ) -> (status: Int32, output: [UInt8], taken: Int, message: String?) {
    var stream = unsafe z_stream()
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    precondition(
      unsafe inflateInit2_(&stream, -MAX_WBITS, ZLIB_VERSION, size) == Z_OK, "zlib has no memory")
    defer { unsafe inflateEnd(&stream) }
    var output = [UInt8](repeating: 0, count: room)
    return unsafe blocks.withUnsafeBufferPointer { input in
      let (status, made) = unsafe output.withUnsafeMutableBufferPointer { output in
        unsafe stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        unsafe stream.avail_in = UInt32(input.count)
        unsafe stream.next_out = output.baseAddress
        unsafe stream.avail_out = UInt32(output.count)
        let status = unsafe CZlib.inflate(&stream, Z_FINISH)
        return unsafe (status, output.count - Int(stream.avail_out))
      }
      let message = unsafe stream.msg.map { unsafe String(cString: $0) }
      return unsafe (status, Array(output[..<made]), input.count - Int(stream.avail_in), message)
    }
  }
}
