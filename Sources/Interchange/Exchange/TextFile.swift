import ModelFormat

/// Foreign files of text, read whole.
enum TextFile {
  /// The longest text that is read or written.
  static let maximumLength = 64 << 20

  /// What a body makes of the bytes of a file, its errors told of the file.
  ///
  /// - Throws: `FormatError` with `limit-exceeded` for more than 64 MiB, `system`, or what `body` throws.
  static func read<Result>(
    _ path: String, _ body: ([UInt8]) throws(FormatError) -> Result
  ) throws(FormatError) -> Result {
    let bytes = try WholeFile.read(path, limit: maximumLength)
    do throws(FormatError) {
      return try body(bytes)
    } catch {
      throw error.inFile(path)
    }
  }
}
