/// Where the next chunk of a file goes, the table of those before it, and small writes made one.
///
/// What is small is gathered from the start of the file on, with room for prelude, header and table: a small file
/// is written at once, and many small tensors by few calls.
struct ChunkOutput {
  private(set) var position: UInt64
  private var table: [UInt8]

  /// Bytes that are not written yet, and where they go.
  private var gathered: [UInt8]
  private var gatheredStart: UInt64 = 0

  /// Whether prelude and table have their room among the gathered bytes, as long as these are not written.
  private var isFrontGathered: Bool

  /// Whether the disk begins with what is written while more is coded: it will have to be waited for.
  private let isFlushed: Bool
  private var flushed: UInt64 = 0

  /// Bytes that are gathered, and bytes that the disk is given at a time.
  private static let gatheredSize = 64 << 10
  private static let flushSize: UInt64 = 4 << 20

  /// Starts a file with its header, between the prelude and the table, which are filled in at the end.
  init(
    header: [UInt8], _ prelude: Prelude, isFlushed: Bool, to file: borrowing AtomicFile
  ) throws(FormatError) {
    position = prelude.tableEnd
    table = try [UInt8](reserving: 8 * prelude.chunkCount)
    self.isFlushed = isFlushed
    isFrontGathered = position <= UInt64(Self.gatheredSize)
    if isFrontGathered {
      gathered = [UInt8](repeating: 0, count: Int(position))
      gathered.replaceSubrange(Prelude.byteCount..<Prelude.byteCount + header.count, with: header)
    } else {
      try file.write(header.span, at: UInt64(Prelude.byteCount))
      gathered = []
      gatheredStart = position
    }
  }

  /// The CRC-32 of the table.
  var tableChecksum: UInt32 { Checksum.crc32(table.span) }

  /// Writes a chunk behind those before it.
  mutating func write(
    _ raw: RawChunk, _ coded: CodedChunk, to file: borrowing AtomicFile
  ) throws(FormatError) {
    // The first chunk of a tensor begins at the next multiple of 64.
    let start = raw.isFirst ? position.roundedUp(toMultipleOf: 64) : position
    gathered += [UInt8](repeating: 0, count: Int(start - position))
    if coded.encoding == .raw, case .memory(let bytes, let range) = raw.source {
      try append(bytes.span.extracting(range), to: file)
    } else {
      try append(coded.buffer.span.extracting(..<coded.count), to: file)
    }
    ChunkEntry(encoding: coded.encoding, stored: coded.count, checksum: coded.checksum)
      .append(to: &table)
    position = start + UInt64(coded.count)
    if isFlushed, gatheredStart >= flushed + Self.flushSize {
      file.startFlushing(flushed..<gatheredStart)
      flushed = gatheredStart
    }
  }

  private mutating func append(
    _ bytes: Span<UInt8>, to file: borrowing AtomicFile
  ) throws(FormatError) {
    if gathered.count + bytes.count <= Self.gatheredSize {
      return gathered.append(contentsOf: bytes)
    }
    try writeGathered(to: file)
    if bytes.count <= Self.gatheredSize { return gathered.append(contentsOf: bytes) }
    try file.write(bytes, at: gatheredStart)
    gatheredStart += UInt64(bytes.count)
  }

  private mutating func writeGathered(to file: borrowing AtomicFile) throws(FormatError) {
    try file.write(gathered.span, at: gatheredStart)
    isFrontGathered = false
    gatheredStart += UInt64(gathered.count)
    gathered.removeAll(keepingCapacity: true)
  }

  /// Fills in prelude and table, and writes what is left.
  mutating func finish(
    prelude: [UInt8], tableOffset: UInt64, to file: borrowing AtomicFile
  ) throws(FormatError) {
    for (bytes, offset) in [(prelude, 0), (table, tableOffset)] {
      if isFrontGathered {
        gathered.replaceSubrange(Int(offset)..<Int(offset) + bytes.count, with: bytes)
      } else {
        try file.write(bytes.span, at: offset)
      }
    }
    try writeGathered(to: file)
  }
}
