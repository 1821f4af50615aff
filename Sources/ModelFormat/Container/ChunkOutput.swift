/// Where the next chunk of a file goes, and the table of those before it.
struct ChunkOutput {
  private(set) var position: UInt64
  private(set) var table: [UInt8] = []

  /// Whether the disk begins with what is written while more is coded: it will have to be waited for.
  private let isFlushed: Bool
  private var flushed: UInt64

  init(position: UInt64, isFlushed: Bool) {
    self.position = position
    self.isFlushed = isFlushed
    flushed = position
  }

  /// Bytes that the disk is given at a time.
  private static let flushSize: UInt64 = 4 << 20

  /// Writes a chunk behind those before it.
  mutating func write(
    _ raw: RawChunk, _ coded: CodedChunk, to file: borrowing AtomicFile
  ) throws(FormatError) {
    // The first chunk of a tensor begins at the next multiple of 64.
    let start = raw.isFirst ? position.roundedUp(toMultipleOf: 64) : position
    if start > position {
      let padding = [UInt8](repeating: 0, count: Int(start - position))
      try file.write(padding.span, at: position)
    }
    if coded.encoding == .raw {
      try file.write(raw.bytes.span.extracting(raw.range), at: start)
    } else {
      try file.write(coded.buffer.span.extracting(..<coded.count), at: start)
    }
    ChunkEntry(encoding: coded.encoding, stored: coded.count, checksum: coded.checksum)
      .append(to: &table)
    position = start + UInt64(coded.count)
    if isFlushed, position - flushed >= Self.flushSize {
      file.startFlushing(flushed..<position)
      flushed = position
    }
  }
}
