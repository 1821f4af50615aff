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
    guard isThereMemory(byteCount) else {
      throw FormatError(
        .system(errno: ENOMEM),
        field: "hold \(count) elements of \(MemoryLayout<Element>.stride) bytes in memory")
    }
    try unsafe self.init(unsafeUninitializedCapacity: count) {
      (buffer, initialized) throws(FormatError) in
      let raw = UnsafeMutableRawBufferPointer(buffer)
      unsafe populate(raw)
      try unsafe raw.withMemoryRebound(to: UInt8.self) { (bytes) throws(FormatError) in
        var span = unsafe MutableSpan(_unsafeElements: bytes)
        try fill(&span)
      }
      initialized = count
    }
  }
}

extension [UInt8] {
  /// No bytes yet, and room for so many: memory is given as they arrive, and stays where it is.
  ///
  /// - Throws: ``FormatError`` with `system` where there is not enough memory.
  package init(reserving count: Int) throws(FormatError) {
    guard isThereMemory(Swift.min(count, Int.max - 64)) else {
      throw FormatError(.system(errno: ENOMEM), field: "hold \(count) bytes in memory")
    }
    self = []
    reserveCapacity(count)
  }
}

/// Has the memory given in large pages where a whole one fits, else at once: to be given it page by page, each when it
/// is touched first, takes longer than to fill it.
private func populate(_ memory: UnsafeMutableRawBufferPointer) {
  guard let base = memory.baseAddress, memory.count >= 128 << 10 else { return }
  let isHuge = memory.count >= 4 << 20
  let page = isHuge ? 2 << 20 : Int(sysconf(Int32(_SC_PAGESIZE)))
  let lead = (page - Int(bitPattern: base) % page) % page
  // A kernel that does not know the advice leaves things as they are.
  unsafe madvise(
    base + lead, (memory.count - lead) / page * page, isHuge ? MADV_HUGEPAGE : MADV_POPULATE_WRITE)
}
