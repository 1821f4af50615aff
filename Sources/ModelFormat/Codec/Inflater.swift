import CZlib
import Glibc

/// Reads zlib streams as the format defines them (spec/format.md D2), one after another.
@safe struct Inflater: ~Copyable {
  private let stream: UnsafeMutablePointer<z_stream>

  init() throws(FormatError) {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    let status = unsafe inflateInit_(stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    if status != Z_OK {
      unsafe stream.deallocate()
      throw FormatError(.system(errno: ENOMEM), field: "prepare decompression")
    }
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Inflates one stream that must fill `output` exactly and end where `bytes` end.
  ///
  /// - Returns: nil, or what is wrong with the stream.
  func inflate(_ bytes: Span<UInt8>, into output: inout MutableSpan<UInt8>) -> String? {
    guard bytes.count >= 2 else { return "shorter than its header" }
    guard bytes[0] == 0x78 else { return "its first byte is not 78 (hexadecimal)" }
    guard bytes[1] & 0x20 == 0 else { return "it asks for a preset dictionary" }
    unsafe inflateReset(stream)
    let wanted = output.count
    // zlib refuses a null output, and so much as one spare byte shows a stream that is too long.
    var spare: UInt8 = 0
    return unsafe output.withUnsafeMutableBufferPointer { output in
      unsafe withUnsafeMutablePointer(to: &spare) { spare in
        unsafe bytes.withUnsafeBufferPointer { input in
          unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
          unsafe stream.pointee.avail_in = UInt32(input.count)
          unsafe stream.pointee.next_out = output.baseAddress ?? spare
          unsafe stream.pointee.avail_out = UInt32(output.count)
          var status = unsafe CZlib.inflate(stream, Z_FINISH)
          if unsafe status == Z_BUF_ERROR && stream.pointee.avail_out == 0 {
            unsafe stream.pointee.next_out = spare
            unsafe stream.pointee.avail_out = 1
            status = unsafe CZlib.inflate(stream, Z_FINISH)
          }
          return fault(after: status, wanted: wanted)
        }
      }
    }
  }

  private func fault(after status: Int32, wanted: Int) -> String? {
    let (inflated, rest) = unsafe (Int(stream.pointee.total_out), stream.pointee.avail_in)
    if status == Z_STREAM_END {
      if inflated != wanted { return "it inflates to \(inflated) bytes instead of \(wanted)" }
      return rest == 0 ? nil : "\(rest) bytes follow its end"
    }
    if inflated > wanted { return "it inflates to more than \(wanted) bytes" }
    if status == Z_DATA_ERROR, let message = unsafe stream.pointee.msg {
      return unsafe String(cString: message)
    }
    return "it does not end after \(inflated) of \(wanted) bytes"
  }
}
