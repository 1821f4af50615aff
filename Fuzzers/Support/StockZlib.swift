import CZlib

/// What zlib itself makes of a stream: the judge of ours.
public struct StockZlib {
  /// Whether the stream came to its end, and all its checks were right.
  public let isWhole: Bool
  /// What came out, as far as there was room.
  public let bytes: [UInt8]
  /// Bytes that were taken in.
  public let consumed: Int

  /// Inflates a stream into at most `room` bytes.
  ///
  /// - Parameter isBare: the stream is DEFLATE alone, without zlib's header and checksum.
  public init(inflating stream: Span<UInt8>, room: Int, isBare: Bool = false) {
    var state = unsafe z_stream()
    let started = unsafe inflateInit2_(
      &state, isBare ? -MAX_WBITS : MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    require(started == Z_OK, "zlib cannot begin")
    var status = Z_OK
    // zlib wants addresses, also of nothing.
    let output = unsafe [UInt8](unsafeUninitializedCapacity: room + 1) { output, count in
      unsafe stream.withUnsafeBufferPointer { stream in
        unsafe state.next_in = UnsafeMutablePointer(mutating: stream.baseAddress)
        unsafe state.avail_in = UInt32(stream.count)
        unsafe state.next_out = output.baseAddress
        unsafe state.avail_out = UInt32(room)
        status = unsafe inflate(&state, Z_FINISH)
      }
      count = unsafe room - Int(state.avail_out)
    }
    unsafe inflateEnd(&state)
    isWhole = status == Z_STREAM_END
    bytes = output
    consumed = unsafe stream.count - Int(state.avail_in)
  }
}
