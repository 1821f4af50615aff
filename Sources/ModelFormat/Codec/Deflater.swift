import CZlib
import Glibc

/// Finds matches at any distance, with zlib: what repeats itself is made small so.
///
/// The stream's state lives on the heap, since zlib keeps a pointer to it.
@safe struct Deflater: ~Copyable {
  /// How hard matches are looked for.
  enum Search {
    /// As zlib's level 6 does.
    case full
    /// For a plane, whose short matches are chance: the long ones, among a hundred places.
    case thorough
    /// The same among a few.
    case quick
  }

  private let stream: UnsafeMutablePointer<z_stream>

  /// Prepares for bytes of which there will not be more than `count` at a time: the memory that zlib needs
  /// takes longer to come by than a short text takes to code.
  init(upTo count: Int = .max) throws(FormatError) {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    // The window and the symbols of a block, as powers of two; from the largest, zlib's own.
    let bits = Int32(Int.bitWidth - max(1, min(count, 1 << 15) - 1).leadingZeroBitCount)
    let window = max(9, min(bits, MAX_WBITS))
    // Blocks alone: what stands around them is ours.
    let status = unsafe deflateInit2_(
      stream, 6, Z_DEFLATED, -window, max(1, window - 6), Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    if status != Z_OK {
      unsafe stream.deallocate()
      throw FormatError(.system(errno: ENOMEM), field: "prepare compression")
    }
  }

  deinit {
    unsafe deflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Codes bytes as blocks that end with a byte: with the end of the stream, or so that others may follow.
  ///
  /// - Returns: their length, or nil where they do not fit into `output`.
  func deflate(
    _ bytes: Span<UInt8>, _ search: Search, isLast: Bool, into output: inout MutableSpan<UInt8>
  ) -> Int? {
    unsafe deflateReset(stream)
    unsafe deflateParams(stream, 6, search == .full ? Z_DEFAULT_STRATEGY : Z_FILTERED)
    switch search {
    case .full: break
    case .thorough: unsafe deflateTune(stream, 8, 16, 128, 128)
    case .quick: unsafe deflateTune(stream, 8, 16, 32, 8)
    }
    return unsafe output.withUnsafeMutableBufferPointer { output in
      unsafe bytes.withUnsafeBufferPointer { bytes in
        unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
        unsafe stream.pointee.avail_in = UInt32(bytes.count)
        unsafe stream.pointee.next_out = output.baseAddress
        unsafe stream.pointee.avail_out = UInt32(output.count)
        let status = unsafe CZlib.deflate(stream, isLast ? Z_FINISH : Z_SYNC_FLUSH)
        // A flush that fills the room to the last byte may not be whole.
        let isWhole =
          unsafe isLast ? status == Z_STREAM_END : status == Z_OK && stream.pointee.avail_out > 0
        return unsafe isWhole ? output.count - Int(stream.pointee.avail_out) : nil
      }
    }
  }
}
