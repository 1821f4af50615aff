import CZlib
import Glibc

/// Writes zlib streams (RFC 1950) with zlib, one after another.
///
/// The stream's state lives on the heap, since zlib keeps a pointer to it.
@safe struct Deflater: ~Copyable {
  /// How a stretch of bytes is coded; one stream may mix them.
  enum Method {
    /// Stored blocks.
    case stored
    /// Huffman codes and runs of one byte: what a plane of exponents needs.
    case runs
    /// Matches at any distance, at zlib's level 6.
    case matches

    fileprivate var level: Int32 { if case .stored = self { 0 } else { 6 } }
    fileprivate var strategy: Int32 { if case .runs = self { Z_RLE } else { Z_DEFAULT_STRATEGY } }
  }

  private let stream: UnsafeMutablePointer<z_stream>

  init() throws(FormatError) {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    let status = unsafe deflateInit2_(
      stream, 6, Z_DEFLATED, MAX_WBITS, 9, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
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

  /// Codes the bytes as one stream: `methods` for as many stretches of equal length.
  ///
  /// - Returns: the stream's length, or nil where it does not fit into `output`.
  func deflate(
    _ bytes: Span<UInt8>, by methods: [Method], into output: inout MutableSpan<UInt8>
  ) -> Int? {
    unsafe deflateReset(stream)
    let stretch = bytes.count / methods.count
    return unsafe output.withUnsafeMutableBufferPointer { output in
      unsafe stream.pointee.next_out = output.baseAddress
      unsafe stream.pointee.avail_out = UInt32(output.count)
      for (index, method) in methods.enumerated() {
        // A change of method ends the block of what came before, which may take some output.
        guard unsafe deflateParams(stream, method.level, method.strategy) == Z_OK else {
          return nil
        }
        let isLast = index == methods.count - 1
        let piece = bytes.extracting(
          index * stretch..<(isLast ? bytes.count : (index + 1) * stretch))
        let status = unsafe piece.withUnsafeBufferPointer { piece in
          unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: piece.baseAddress)
          unsafe stream.pointee.avail_in = UInt32(piece.count)
          return unsafe CZlib.deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
        }
        let isWhole = unsafe isLast ? status == Z_STREAM_END : stream.pointee.avail_in == 0
        guard isWhole else { return nil }
      }
      return unsafe output.count - Int(stream.pointee.avail_out)
    }
  }
}
