/// What a reader takes at most of what the format allows: for who opens strangers' files on a small machine.
///
/// The format's own bounds (spec/format.md §3 … §6) hold besides; none of these widens them.
public struct ReaderLimits: Equatable, Sendable {
  /// Raw bytes of the header.
  public var headerSize = Limits.headerSize

  /// Tensors of a file.
  public var tensorCount = Limits.tensorCount

  /// Bytes of tensors, or of rows of numbers, that are held at the same time, and what is made of a JSON text, if that
  /// is more than a MiB. What is read in pieces holds a few chunks, whatever it is.
  public var memory = Int.max

  /// The format's own bounds, and no bound of memory.
  public init() {}
}

extension ReaderLimits {
  /// Refuses a header before it is inflated.
  func check(headerSize size: Int) throws(FormatError) {
    guard size > headerSize else { return }
    throw FormatError(
      .limitExceeded(expected: "at most \(headerSize), which the reader takes,", found: "\(size)"),
      field: "prelude.headerRaw", offset: 24)
  }

  /// Refuses a JSON text of which so many bytes would be made, before they are.
  func check(header size: Int) throws(FormatError) {
    guard size > 1 << 20 else { return }
    try check(memory: UInt64(size), of: "header")
  }

  /// Refuses what has too many tensors.
  func check(tensorCount count: Int) throws(FormatError) {
    guard count > tensorCount else { return }
    throw FormatError(
      .limitExceeded(
        expected: "at most \(tensorCount), which the reader takes,", found: "\(count)"),
      field: "header.tensors", offset: Header.offset)
  }

  /// Refuses what would take too much memory, before a byte of it is read.
  ///
  /// - Throws: ``FormatError`` with `limit-exceeded`.
  public func check(memory byteCount: UInt64, of field: String) throws(FormatError) {
    guard byteCount > UInt64(memory) else { return }
    throw FormatError(
      .limitExceeded(
        expected: "at most \(memory) bytes in memory, the limit that was asked for,",
        found: "\(byteCount)"),
      field: field)
  }

  /// Refuses more numbers of rows than memory is to be taken for: 8 bytes each.
  ///
  /// - Throws: ``FormatError`` with `limit-exceeded`.
  public func check(numbers count: Int, of field: String) throws(FormatError) {
    let (size, overflow) = UInt64(count).multipliedReportingOverflow(by: 8)
    try check(memory: overflow ? .max : size, of: field)
  }
}
