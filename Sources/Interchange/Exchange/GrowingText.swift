import ModelFormat

/// The text of a file as it is put together, never longer than what is read again.
struct GrowingText {
  private let path: String
  private var bytes: [UInt8] = []

  /// No text yet.
  ///
  /// - Parameter path: the file that it is for.
  init(for path: String) { self.path = path }

  /// Appends what comes next.
  ///
  /// - Throws: `FormatError` with `limit-exceeded` where the text becomes too long, or `system`.
  mutating func append(_ text: String) throws(FormatError) {
    let more = text.utf8.count
    guard more <= TextFile.maximumLength - bytes.count else {
      throw FormatError(
        .limitExceeded(expected: "at most \(TextFile.maximumLength) bytes", found: "more"),
        field: "file", path: path)
    }
    try bytes.requireRoom(for: more)
    bytes += text.utf8
  }

  /// Writes the file: whole or not at all.
  ///
  /// - Throws: `FormatError` with `system`.
  func write() throws(FormatError) { try WholeFile.write(bytes, to: path) }
}
