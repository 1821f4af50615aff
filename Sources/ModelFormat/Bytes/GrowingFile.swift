/// A file that is written from front to back, in memory for a piece of it, and is there whole or not at all.
public struct GrowingFile: ~Copyable, Sendable {
  private let file: AtomicFile
  private var buffer: [UInt8] = []
  private var written: UInt64 = 0

  /// So many bytes are gathered before they are written.
  private static let pieceSize = 1 << 16

  /// Creates a temporary file that ``finish(front:)`` puts in the place of `path`.
  ///
  /// - Throws: ``FormatError`` with `system`.
  public init(replacing path: String) throws(FormatError) {
    file = try AtomicFile(replacing: path)
  }

  /// Appends bytes.
  ///
  /// - Throws: ``FormatError`` with `system`, such as for a full disk.
  public mutating func append(_ bytes: some Sequence<UInt8>) throws(FormatError) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.pieceSize { try write() }
  }

  /// Puts the file in its place.
  ///
  /// - Parameter front: what its first bytes are to be after all: counts that only the end knows.
  /// - Throws: ``FormatError`` with `system`.
  public consuming func finish(front: [UInt8] = []) throws(FormatError) {
    try write()
    try file.write(front.span, at: 0)
    try file.commit()
  }

  private mutating func write() throws(FormatError) {
    try file.write(buffer.span, at: written)
    written += UInt64(buffer.count)
    buffer.removeAll(keepingCapacity: true)
  }
}
