/// How a file is written.
public struct WriteOptions: Sendable {
  /// How each chunk's encoding is chosen.
  public var compression = Compression.auto

  /// Raw bytes of a chunk: a power of two from 4 KiB to 16 MiB.
  public var chunkSize = Limits.defaultChunkSize

  /// How far a save goes before it returns.
  public var durability = Durability.full

  /// Bits that a reader may ignore (spec/format.md P7).
  public var optionalFeatures: UInt32 = 0

  /// What most files are written with.
  public init() {}
}

/// Writes a model file while its tensors stream by.
///
/// The shapes tell how large header and table will be, so both are reserved, the chunks follow, and table
/// and prelude are filled in at the end: memory for a few chunks, not for a model. The file appears under
/// its name when it is whole, and not before (spec/format.md §12).
public struct ModelFileWriter: ~Copyable {
  private let file: AtomicFile
  private let header: Header
  private let options: WriteOptions
  private var prelude: Prelude
  private var encoder: ChunkEncoder
  private var table: [UInt8] = []
  private var position: UInt64

  /// The tensor whose bytes come next, and how many of them have come.
  private var tensor = 0
  private var received = 0
  private var pending: [UInt8] = []

  /// Starts a file. Whatever a reader would refuse in it is refused here, before the first byte.
  ///
  /// - Throws: ``FormatError`` for a header that no reader would take, or `system`.
  public init(
    replacing path: String, header: Header, options: WriteOptions = WriteOptions()
  ) throws(FormatError) {
    try Prelude.check(chunkSize: options.chunkSize)
    let raw = try header.checkedBytes()
    let stored = try Header.stored(raw)
    let chunkCount = ChunkTable.chunkCount(of: header.tensors, chunkSize: options.chunkSize)
    guard chunkCount <= UInt64(UInt32.max) else {
      throw FormatError(
        .limitExceeded(expected: "fewer than 2^32 chunks", found: "\(chunkCount)"),
        field: "prelude.chunkCount", offset: 28)
    }
    var prelude = Prelude(
      optionalFeatures: options.optionalFeatures, headerStored: stored.count, headerRaw: raw.count,
      chunkCount: Int(chunkCount), length: 0, chunkSize: options.chunkSize,
      headerChecksum: Checksum.crc32(stored.span), tableChecksum: 0)
    prelude.length = prelude.tableEnd
    try prelude.checkNumbers()
    let encoder = try ChunkEncoder(options.compression)
    let file = try AtomicFile(replacing: path)
    try file.write(stored.span, at: UInt64(Prelude.byteCount))
    self.init(file, encoder, header, prelude, options)
    skipWholeTensors()
  }

  private init(
    _ file: consuming AtomicFile, _ encoder: consuming ChunkEncoder, _ header: Header,
    _ prelude: Prelude, _ options: WriteOptions
  ) {
    self.file = file
    self.encoder = encoder
    self.header = header
    self.prelude = prelude
    self.options = options
    position = prelude.tableEnd
  }

  /// Takes the next raw bytes of the tensors, one tensor after another in the order of the header, in
  /// pieces of any size.
  ///
  /// - Throws: ``FormatError`` with `system`, or `invalid-value` for a bool that is neither 0 nor 1.
  /// - Precondition: no more bytes come than the tensors have.
  public mutating func append(_ bytes: Span<UInt8>) throws(FormatError) {
    var start = 0
    while start < bytes.count {
      precondition(tensor < header.tensors.count, "more bytes than the tensors have")
      let left = header.tensors[tensor].byteCount - received
      let wanted = min(options.chunkSize, left + pending.count) - pending.count
      let count = min(wanted, bytes.count - start)
      let piece = bytes.extracting(start..<start + count)
      if pending.isEmpty && count == wanted {
        received += count
        try writeChunk(piece)
      } else {
        pending.append(contentsOf: piece)
        received += count
        if count == wanted {
          let chunk = pending
          try writeChunk(chunk.span)
          pending.removeAll(keepingCapacity: true)
        }
      }
      start += count
      skipWholeTensors()
    }
  }

  /// Takes values of a tensor's own type.
  ///
  /// - Throws: as ``append(_:)-(Span<UInt8>)``.
  public mutating func append<Element: TensorElement>(_ values: [Element]) throws(FormatError) {
    try values.withBytes { (bytes) throws(FormatError) in try append(bytes) }
  }

  /// Fills in table and prelude, and puts the file in its place.
  ///
  /// - Throws: ``FormatError`` with `system`; the old file is then as it was.
  /// - Precondition: every byte of every tensor has come.
  public consuming func finish() throws(FormatError) {
    precondition(
      tensor == header.tensors.count,
      "tensor \(header.tensors[min(tensor, header.tensors.count - 1)].name) is not whole")
    prelude.tableChecksum = Checksum.crc32(table.span)
    prelude.length = position
    try file.write(table.span, at: prelude.tableOffset)
    try file.write(prelude.bytes.span, at: 0)
    try file.commit(durability: options.durability)
  }

  /// Goes on to the next tensor that still wants bytes.
  private mutating func skipWholeTensors() {
    while tensor < header.tensors.count, received == header.tensors[tensor].byteCount {
      tensor += 1
      received = 0
    }
  }

  private mutating func writeChunk(_ raw: Span<UInt8>) throws(FormatError) {
    let info = header.tensors[tensor]
    if info.type == .bool { try Self.checkBools(raw, of: info) }
    // The first chunk of a tensor begins at the next multiple of 64.
    let isFirst = received == raw.count
    let start = isFirst ? position.roundedUp(toMultipleOf: 64) : position
    if start > position {
      let padding = [UInt8](repeating: 0, count: Int(start - position))
      try file.write(padding.span, at: position)
    }
    let entry = try encoder.encode(raw, elementSize: info.type.size) {
      (encoding, stored) throws(FormatError) in
      try file.write(stored, at: start)
      return ChunkEntry(
        encoding: encoding, stored: stored.count, checksum: Checksum.crc32(stored))
    }
    entry.append(to: &table)
    position = start + UInt64(entry.stored)
  }

  private static func checkBools(
    _ raw: Span<UInt8>, of info: TensorInfo
  ) throws(FormatError) {
    for index in raw.indices where raw[index] > 1 {
      throw FormatError(
        .invalidValue(expected: "0 or 1", found: "\(raw[index])"),
        field: "tensors[\"\(info.name)\"]")
    }
  }
}

extension ModelFileWriter {
  /// Writes a file from tensors in memory.
  ///
  /// - Parameter members: the header's top-level members besides `tensors`.
  /// - Throws: ``FormatError`` for what no reader would take, or `system`.
  public static func write(
    _ tensors: [Tensor], members: JSONObject = JSONObject(), to path: String,
    options: WriteOptions = WriteOptions()
  ) throws(FormatError) {
    let header = try Header(tensors: tensors.map(\.info), members: members)
    var writer = try ModelFileWriter(replacing: path, header: header, options: options)
    for tensor in tensors { try writer.append(tensor.bytes.span) }
    try writer.finish()
  }
}

extension ModelStream {
  /// Writes the same content again at the current version: every member of the header, known or not, and
  /// every tensor; only `producer` is the new one.
  ///
  /// Optional features are kept, since the content does not change (spec/format.md P7, S9).
  ///
  /// - Throws: ``FormatError`` for whatever is damaged, or `system`.
  public consuming func rewrite(
    to path: String, options: WriteOptions = WriteOptions()
  ) throws(FormatError) {
    var options = options
    options.optionalFeatures = optionalFeatures
    var header = header
    header["producer"] = Producer.json
    var writer = try ModelFileWriter(replacing: path, header: header, options: options)
    try forEachChunk { (_, raw) throws(FormatError) in try writer.append(raw) }
    try writer.finish()
  }
}
