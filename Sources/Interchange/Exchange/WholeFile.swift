import ModelFormat

/// Foreign files that are read and written whole.
enum WholeFile {
  /// The bytes of a file, in memory that grows as they arrive.
  ///
  /// - Throws: `FormatError` with `limit-exceeded` for more than `limit` bytes, or `system`.
  static func read(_ path: String, limit: Int) throws(FormatError) -> [UInt8] {
    let file = try File(opening: path)
    let size = file.size ?? 0
    try check(size, limit, path)
    var bytes = try [UInt8](reserving: Int(size))
    // One more than there should be, for a file that grows; a small one needs no large buffer.
    let step = Int(min(file.size ?? 1 << 16, 1 << 20 - 1)) + 1
    while true {
      let piece = try file.readNext(upTo: step)
      if piece.isEmpty { return bytes }
      bytes += piece
      try check(UInt64(bytes.count), limit, path)
    }
  }

  private static func check(_ size: UInt64, _ limit: Int, _ path: String) throws(FormatError) {
    guard size > UInt64(limit) else { return }
    throw FormatError(
      .limitExceeded(expected: "at most \(limit) bytes", found: "\(size)"), field: "file",
      path: path)
  }

  /// Writes a file: whole or not at all.
  ///
  /// - Throws: `FormatError` with `system`.
  static func write(_ bytes: [UInt8], to path: String) throws(FormatError) {
    let file = try AtomicFile(replacing: path)
    try file.write(bytes.span, at: 0)
    try file.commit()
  }
}
