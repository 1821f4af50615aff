import Glibc

extension Array where Element: BitwiseCopyable {
  /// An array whose memory is filled as bytes, without being zeroed first.
  ///
  /// Asks for the memory before it relies on it: a file may honestly describe a tensor that this machine
  /// cannot hold, which is an error and not a crash.
  ///
  /// - Throws: ``FormatError`` with `system` where there is not enough memory, or what `fill` throws.
  init(
    count: Int, filledBy fill: (inout MutableSpan<UInt8>) throws(FormatError) -> Void
  ) throws(FormatError) {
    let size = count.multipliedFullWidth(by: MemoryLayout<Element>.stride)
    // Room for what an array needs besides its elements; what no `Int` counts no memory holds.
    let byteCount = size.high == 0 && size.low < UInt(Int.max - 64) ? Int(size.low) : Int.max - 64
    if byteCount >= 1 << 20 {
      // Not `malloc`: an optimiser takes out what is asked for and given back.
      let probe = unsafe mmap(
        nil, byteCount + 64, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
      guard unsafe probe != MAP_FAILED else {
        throw FormatError(
          .system(errno: ENOMEM),
          field: "hold \(count) elements of \(MemoryLayout<Element>.stride) bytes in memory")
      }
      unsafe munmap(probe, byteCount + 64)
    }
    try unsafe self.init(unsafeUninitializedCapacity: count) {
      (buffer, initialized) throws(FormatError) in
      let raw = UnsafeMutableRawBufferPointer(buffer)
      try unsafe raw.withMemoryRebound(to: UInt8.self) { (bytes) throws(FormatError) in
        var span = unsafe MutableSpan(_unsafeElements: bytes)
        try fill(&span)
      }
      initialized = count
    }
  }
}
