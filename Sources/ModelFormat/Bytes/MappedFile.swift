import Glibc

/// A stretch of a file mapped into memory, read-only; unmapped when the value goes.
///
/// The corresponding C function is `mmap`. Where another process makes the file shorter while it is mapped,
/// reading past its end kills this process with SIGBUS; replacing it by renaming is safe.
@safe struct MappedFile: ~Copyable, @unchecked Sendable {
  private let base: UnsafeMutableRawPointer
  private let mappedCount: Int
  private let start: UnsafeRawPointer
  private let count: Int

  /// Maps `count` bytes at `offset`.
  ///
  /// - Throws: ``FormatError`` with `system`.
  init(_ file: borrowing File, offset: UInt64, count: Int) throws(FormatError) {
    let pageSize = UInt64(sysconf(Int32(_SC_PAGESIZE)))
    let pageOffset = offset / pageSize * pageSize
    let lead = Int(offset - pageOffset)
    let result = unsafe mmap(
      nil, count + lead, PROT_READ, MAP_SHARED, file.descriptor, off_t(pageOffset))
    guard let base = unsafe result, unsafe base != MAP_FAILED else {
      throw FormatError(.system(errno: errno), field: "map", path: file.path)
    }
    unsafe self.base = base
    mappedCount = count + lead
    unsafe start = UnsafeRawPointer(base + lead)
    self.count = count
  }

  deinit { unsafe munmap(base, mappedCount) }

  /// Hands over the mapped bytes.
  func withBytes<Result, Failure: Error>(
    _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(unsafe Span(_unsafeBytes: UnsafeRawBufferPointer(start: start, count: count)))
  }
}
