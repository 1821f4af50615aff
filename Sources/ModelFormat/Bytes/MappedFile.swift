import Glibc

/// A file mapped into memory, read-only; unmapped when nobody uses it any more.
///
/// The corresponding C function is `mmap`. Where another process makes the file shorter while it is mapped,
/// reading past its end kills this process with SIGBUS; replacing it by renaming is safe.
@safe final class MappedFile: @unchecked Sendable {
  private let base: UnsafeMutableRawPointer
  private let count: Int

  /// Maps the first `count` bytes, at least one.
  ///
  /// - Throws: ``FormatError`` with `system`.
  init(_ file: borrowing File, count: Int) throws(FormatError) {
    let result = unsafe mmap(nil, count, PROT_READ, MAP_SHARED, file.descriptor, 0)
    guard let base = unsafe result, unsafe base != MAP_FAILED else {
      throw FormatError(.system(errno: errno), field: "map", path: file.path)
    }
    unsafe self.base = base
    self.count = count
  }

  deinit { unsafe munmap(base, count) }

  /// Hands over some of the mapped bytes.
  func withBytes<Result, Failure: Error>(
    _ range: Range<Int>, _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "not in the file")
    let bytes = unsafe UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count)
    return try body(unsafe Span(_unsafeBytes: bytes))
  }
}
