import Synchronization

/// How a file is written.
public struct WriteOptions: Sendable {
  /// How each chunk's encoding is chosen.
  public var compression = Compression.auto

  /// Whether `auto` looks for what repeats itself at any distance, where a sample says that it is worth it:
  /// sparse tensors become smaller by a few percent, in ten times the time.
  public var searchesMatches = true

  /// Raw bytes of a chunk: a power of two from 4 KiB to 16 MiB.
  public var chunkSize = Limits.defaultChunkSize

  /// How far a save goes before it returns.
  public var durability = Durability.full

  /// Bits that a reader may ignore (spec/format.md P7).
  public var optionalFeatures: UInt32 = 0

  /// Threads that code chunks, at least 1. The file does not depend on their number.
  public var threads = availableProcessors

  /// Told of the raw bytes of each chunk when it is written; by any thread, one at a time.
  public var progress: (@Sendable (_ byteCount: Int) -> Void)?

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
  private var output: ChunkOutput

  /// The tensor whose bytes come next, and how many of them have come.
  private var tensor = 0
  private var received = 0
  /// What has come of the next chunk, and whole chunks that are not coded yet.
  private var pending: [UInt8] = []
  private var chunks: [RawChunk] = []

  /// So many bytes are gathered before they are coded together.
  private static let batch = 8 << 20

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
    let file = try AtomicFile(replacing: path)
    let output = try ChunkOutput(
      header: stored, prelude, isFlushed: options.durability == .full, to: file)
    self.init(file, output, header, prelude, options)
    skipWholeTensors()
  }

  private init(
    _ file: consuming AtomicFile, _ output: ChunkOutput, _ header: Header, _ prelude: Prelude,
    _ options: WriteOptions
  ) {
    self.file = file
    self.header = header
    self.prelude = prelude
    self.options = options
    self.output = output
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
      let size = min(options.chunkSize, left + pending.count)
      let count = min(size - pending.count, bytes.count - start)
      if pending.isEmpty { pending = try [UInt8](reserving: size) }
      pending.append(contentsOf: bytes.extracting(start..<start + count))
      received += count
      start += count
      if pending.count == size {
        let isFirst = received == size
        try add(pending, 0..<size, isFirst: isFirst)
        pending = []
        if chunks.count * options.chunkSize >= Self.batch { try encodeChunks() }
      }
      skipWholeTensors()
    }
  }

  /// Takes the next tensor whole, without copying it.
  ///
  /// - Precondition: it is the one that the header has there, and no bytes of it have come.
  mutating func append(_ tensor: Tensor) throws(FormatError) {
    if tensor.info.byteCount == 0 { return }
    precondition(received == 0 && header.tensors[self.tensor] == tensor.info, "another tensor")
    for start in stride(from: 0, to: tensor.info.byteCount, by: options.chunkSize) {
      let end = min(start + options.chunkSize, tensor.info.byteCount)
      try add(tensor.bytes, start..<end, isFirst: start == 0)
    }
    received = tensor.info.byteCount
    skipWholeTensors()
  }

  private mutating func add(
    _ bytes: [UInt8], _ range: Range<Int>, isFirst: Bool
  ) throws(FormatError) {
    let info = header.tensors[tensor]
    if info.type == .bool { try Self.checkBools(bytes.span.extracting(range), of: info.name) }
    try chunks.requireRoom(for: 1)
    chunks.append(
      RawChunk(
        tensor: tensor, type: info.type, isFirst: isFirst, source: .memory(bytes, range)))
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
    try encodeChunks()
    prelude.tableChecksum = output.tableChecksum
    prelude.length = output.position
    try output.finish(prelude: prelude.bytes, tableOffset: prelude.tableOffset, to: file)
    try file.commit(durability: options.durability)
  }

  /// Goes on to the next tensor that still wants bytes.
  private mutating func skipWholeTensors() {
    while tensor < header.tensors.count, received == header.tensors[tensor].byteCount {
      tensor += 1
      received = 0
    }
  }

  /// Codes and writes the chunks that have been gathered.
  private mutating func encodeChunks(
    reading input: ChunkEncodingQueue.Input = ChunkEncodingQueue.inMemory
  ) throws(FormatError) {
    try Self.encode(chunks, options, reading: input, to: file, &output)
    chunks.removeAll(keepingCapacity: true)
  }

  private static func encode(
    _ chunks: [RawChunk], _ options: WriteOptions, reading input: ChunkEncodingQueue.Input,
    to file: borrowing AtomicFile, _ output: inout ChunkOutput
  ) throws(FormatError) {
    let shared = Mutex(output)
    try ChunkEncodingQueue.encode(chunks, options, reading: input) {
      (raw, coded) throws(FormatError) in
      try shared.withLock { (output) throws(FormatError) in try output.write(raw, coded, to: file) }
      options.progress?(raw.count)
    }
    output = shared.withLock { $0 }
  }

  private static func checkBools(
    _ raw: Span<UInt8>, of name: String
  ) throws(FormatError) {
    for index in raw.indices where raw[index] > 1 {
      throw FormatError(
        .invalidValue(expected: "0 or 1", found: "\(raw[index])"), field: "tensors[\"\(name)\"]")
    }
  }
}

extension ModelFileWriter {
  /// Takes all tensors from a file in which their bytes lie one after another, in the order of the header: they
  /// are read by the threads that code them.
  ///
  /// - Throws: `FormatError` as ``append(_:)-(Span<UInt8>)``, and with `truncated` where the file has become shorter.
  /// - Precondition: no bytes have come.
  package mutating func appendAll(
    from source: borrowing File, at start: UInt64
  ) throws(FormatError) {
    precondition(received == 0 && pending.isEmpty && chunks.isEmpty, "bytes have come")
    var offset = start
    try chunks.requireRoom(for: prelude.chunkCount)
    chunks.reserveCapacity(prelude.chunkCount)
    for (tensor, info) in header.tensors.enumerated() {
      for position in stride(from: 0, to: info.byteCount, by: options.chunkSize) {
        let count = min(options.chunkSize, info.byteCount - position)
        chunks.append(
          RawChunk(
            tensor: tensor, type: info.type, isFirst: position == 0,
            source: .file(offset: offset, count: count)))
        offset += UInt64(count)
      }
    }
    let tensors = header.tensors
    tensor = tensors.count
    try encodeChunks { (chunk, buffer) throws(FormatError) in
      guard case .file(let offset, let count) = chunk.source else { return }
      var target = buffer.mutableSpan
      var part = target._mutatingExtracting(..<count)
      let found = try source.read(into: &part, at: offset)
      if found < count {
        let end = offset + UInt64(found)
        throw FormatError(
          .truncated(needed: offset + UInt64(count), found: end), field: "file", offset: end,
          path: source.path)
      }
      if chunk.type == .bool { try Self.checkBools(part.span, of: tensors[chunk.tensor].name) }
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
    for tensor in tensors { try writer.append(tensor) }
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
