/// Reads the chunks of a file, each checked before it is believed (spec/format.md T6, D1, D2, D4).
///
/// One thread's reader: it keeps what decoding needs from chunk to chunk.
struct ChunkReader: ~Copyable {
  private var decoder = ChunkDecoder()
  private var stored: [UInt8] = []
  private var raw: [UInt8] = []

  init() {}

  /// Hands over every chunk from the first of the file to the last, and checks that nothing follows.
  ///
  /// The way to read a pipe. Holds one chunk at a time.
  mutating func forEachChunk(
    of contents: borrowing Contents, in source: borrowing ByteSource,
    _ body: (_ tensor: Int, _ raw: Span<UInt8>) throws(FormatError) -> Void
  ) throws(FormatError) {
    for tensor in contents.header.tensors.indices {
      try forEachChunk(of: tensor, contents, in: source) { (raw) throws(FormatError) in
        try body(tensor, raw)
      }
    }
    if try source.hasBytes(after: contents.prelude.length) {
      throw Contents.trailingBytes(after: contents.prelude.length)
    }
  }

  /// Hands over the chunks of one tensor, in order.
  mutating func forEachChunk(
    of tensor: Int, _ contents: borrowing Contents, in source: borrowing ByteSource,
    _ body: (_ raw: Span<UInt8>) throws(FormatError) -> Void
  ) throws(FormatError) {
    try Self.checkPadding(before: tensor, contents, in: source)
    let info = contents.header.tensors[tensor]
    for chunk in contents.chunks(of: tensor) {
      try read(chunk, of: info, from: source)
      try body(raw.span.extracting(..<chunk.range.count))
    }
  }

  /// Decodes a chunk where it is wanted, or what is wanted of it.
  ///
  /// - Parameters:
  ///   - range: what is wanted of the tensor; at least some bytes of the chunk are.
  ///   - target: as large as that part.
  mutating func read(
    _ chunk: Chunk, of info: TensorInfo, clampedTo range: Range<Int>,
    from source: borrowing ByteSource, into target: inout MutableSpan<UInt8>
  ) throws(FormatError) {
    let wanted = chunk.range.clamped(to: range)
    if wanted == chunk.range {
      return try Self.read(chunk, of: info, from: source, &decoder, via: &stored, into: &target)
    }
    try read(chunk, of: info, from: source)
    let start = wanted.lowerBound - chunk.range.lowerBound
    for index in 0..<wanted.count { target[index] = raw[start + index] }
  }

  /// Decodes a chunk to see that it is whole.
  mutating func check(
    _ chunk: Chunk, of info: TensorInfo, from source: borrowing ByteSource
  ) throws(FormatError) {
    try read(chunk, of: info, from: source)
  }

  /// Decodes a chunk into ``raw``.
  private mutating func read(
    _ chunk: Chunk, of info: TensorInfo, from source: borrowing ByteSource
  ) throws(FormatError) {
    if raw.count < chunk.range.count {
      try requireMemory(chunk.range.count, for: "hold a chunk in memory")
    }
    grow(&raw, to: chunk.range.count)
    try Self.read(chunk, of: info, from: source, &decoder, via: &stored, whole: &raw)
  }

  private static func read(
    _ chunk: Chunk, of info: TensorInfo, from source: borrowing ByteSource,
    _ decoder: inout ChunkDecoder, via stored: inout [UInt8], whole raw: inout [UInt8]
  ) throws(FormatError) {
    var buffer = raw.mutableSpan
    var target = buffer._mutatingExtracting(..<chunk.range.count)
    try read(chunk, of: info, from: source, &decoder, via: &stored, into: &target)
  }

  private static func read(
    _ chunk: Chunk, of info: TensorInfo, from source: borrowing ByteSource,
    _ decoder: inout ChunkDecoder, via stored: inout [UInt8], into raw: inout MutableSpan<UInt8>
  ) throws(FormatError) {
    let entry = chunk.entry
    if entry.encoding == .raw {
      try source.read(into: &raw, at: chunk.offset)
      try check(raw.span, chunk, of: info)
    } else {
      if stored.count < entry.stored {
        // Its planes, too, which the decoder makes room for.
        try requireMemory(entry.stored + raw.count, for: "hold a chunk in memory")
      }
      grow(&stored, to: entry.stored)
      var buffer = stored.mutableSpan
      var target = buffer._mutatingExtracting(..<entry.stored)
      try source.read(into: &target, at: chunk.offset)
      try check(target.span, chunk, of: info)
      let fault = decoder.decode(
        target.span, entry.encoding, elementSize: info.type.size, into: &raw)
      if let fault { throw chunk.error(.invalidStream(fault), of: info) }
    }
    if info.type == .bool { try checkBools(raw.span, chunk, of: info) }
  }

  /// The stored bytes are those that the table tells of (D1).
  static func check(
    _ stored: Span<UInt8>, _ chunk: Chunk, of info: TensorInfo
  ) throws(FormatError) {
    let (expected, found) = (chunk.entry.checksum, Checksum.crc32(stored))
    if found != expected {
      throw chunk.error(.checksumMismatch(expected: expected, found: found), of: info)
    }
  }

  private static func checkBools(
    _ raw: Span<UInt8>, _ chunk: Chunk, of info: TensorInfo
  ) throws(FormatError) {
    for index in raw.indices where raw[index] > 1 {
      throw chunk.error(.invalidValue(expected: "0 or 1", found: "\(raw[index])"), of: info)
    }
  }

  /// The gap before a tensor is zero (T6).
  static func checkPadding(
    before tensor: Int, _ contents: borrowing Contents, in source: borrowing ByteSource
  ) throws(FormatError) {
    let place = contents.table.places[tensor]
    let count = Int(place.offset - place.paddingStart)
    if count == 0 { return }
    let padding = try source.bytes(at: place.paddingStart, count: count)
    if let index = padding.firstIndex(where: { $0 != 0 }) {
      throw FormatError(
        .nonzeroPadding(padding[index]),
        field: "tensors[\"\(contents.header.tensors[tensor].name)\"].padding",
        offset: place.paddingStart + UInt64(index))
    }
  }
}
