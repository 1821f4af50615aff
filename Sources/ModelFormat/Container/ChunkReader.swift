/// Reads the chunks of a file, each checked before it is believed (spec/format.md T6, D1, D2, D4).
struct ChunkReader: ~Copyable {
  private let decoder: ChunkDecoder
  private var stored: [UInt8] = []
  private var planes: [UInt8] = []
  private var raw: [UInt8] = []

  init() throws(FormatError) { decoder = try ChunkDecoder() }

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
    try checkPadding(before: tensor, contents, in: source)
    let info = contents.header.tensors[tensor]
    let place = contents.table.places[tensor]
    let chunkSize = contents.prelude.chunkSize
    var offset = place.offset
    for index in 0..<place.chunkCount {
      let entry = contents.table[place.firstChunk + index]
      let count = min(chunkSize, info.byteCount - index * chunkSize)
      try Self.read(
        Chunk(entry: entry, info: info, index: index, offset: offset, rawCount: count),
        from: source, decoder, via: &stored, &planes, into: &raw)
      try body(raw.span.extracting(..<count))
      offset += UInt64(entry.stored)
    }
  }

  /// Fills a buffer with a range of a tensor's raw bytes, reading only the chunks that hold them.
  ///
  /// Chunks that lie wholly in the range are decoded where they are wanted.
  mutating func read(
    _ range: Range<Int>, of tensor: Int, _ contents: borrowing Contents,
    in source: borrowing ByteSource, into target: inout MutableSpan<UInt8>
  ) throws(FormatError) {
    try checkPadding(before: tensor, contents, in: source)
    let info = contents.header.tensors[tensor]
    let place = contents.table.places[tensor]
    let chunkSize = contents.prelude.chunkSize
    var offset = place.offset
    for index in 0..<place.chunkCount {
      let entry = contents.table[place.firstChunk + index]
      let start = index * chunkSize
      let count = min(chunkSize, info.byteCount - start)
      let wanted = range.clamped(to: start..<start + count)
      let chunk = Chunk(entry: entry, info: info, index: index, offset: offset, rawCount: count)
      if wanted.count == count {
        var piece = target._mutatingExtracting(
          start - range.lowerBound..<start - range.lowerBound + count)
        try Self.read(chunk, from: source, decoder, via: &stored, &planes, into: &piece)
      } else if !wanted.isEmpty {
        try Self.read(chunk, from: source, decoder, via: &stored, &planes, into: &raw)
        for position in wanted {
          target[position - range.lowerBound] = raw[position - start]
        }
      }
      offset += UInt64(entry.stored)
    }
  }

  /// One chunk and where it is.
  private struct Chunk {
    var entry: ChunkEntry
    var info: TensorInfo
    var index: Int
    var offset: UInt64
    var rawCount: Int

    func error(_ reason: FormatError.Reason) -> FormatError {
      FormatError(reason, field: "tensors[\"\(info.name)\"].chunks[\(index)]", offset: offset)
    }
  }

  private static func read(
    _ chunk: Chunk, from source: borrowing ByteSource, _ decoder: borrowing ChunkDecoder,
    via stored: inout [UInt8], _ planes: inout [UInt8], into raw: inout [UInt8]
  ) throws(FormatError) {
    grow(&raw, to: chunk.rawCount)
    var buffer = raw.mutableSpan
    var target = buffer._mutatingExtracting(..<chunk.rawCount)
    try read(chunk, from: source, decoder, via: &stored, &planes, into: &target)
  }

  private static func read(
    _ chunk: Chunk, from source: borrowing ByteSource, _ decoder: borrowing ChunkDecoder,
    via stored: inout [UInt8], _ planes: inout [UInt8], into raw: inout MutableSpan<UInt8>
  ) throws(FormatError) {
    let entry = chunk.entry
    if entry.encoding == .raw {
      try source.read(into: &raw, at: chunk.offset)
      try check(raw.span, chunk)
    } else {
      grow(&stored, to: entry.stored)
      var buffer = stored.mutableSpan
      var target = buffer._mutatingExtracting(..<entry.stored)
      try source.read(into: &target, at: chunk.offset)
      try check(target.span, chunk)
      let fault = decoder.decode(
        target.span, entry.encoding, elementSize: chunk.info.type.size, via: &planes, into: &raw)
      if let fault { throw chunk.error(.invalidStream(fault)) }
    }
    if chunk.info.type == .bool { try checkBools(raw.span, chunk) }
  }

  private static func check(_ stored: Span<UInt8>, _ chunk: Chunk) throws(FormatError) {
    let found = Checksum.crc32(stored)
    if found != chunk.entry.checksum {
      throw chunk.error(.checksumMismatch(expected: chunk.entry.checksum, found: found))
    }
  }

  private static func checkBools(_ raw: Span<UInt8>, _ chunk: Chunk) throws(FormatError) {
    for index in raw.indices where raw[index] > 1 {
      throw chunk.error(.invalidValue(expected: "0 or 1", found: "\(raw[index])"))
    }
  }

  /// The gap before a tensor is zero (T6).
  private func checkPadding(
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
