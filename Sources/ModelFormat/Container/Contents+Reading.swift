import Synchronization

extension Contents {
  /// Chunks that are asked of the disk before they are wanted.
  private static let lookahead = 8

  /// Fills a buffer with a range of a tensor's raw bytes, reading only the chunks that hold them, on several
  /// threads.
  func read(
    _ range: Range<Int>, of tensor: Int, in source: borrowing ByteSource, threads: Int,
    into target: inout MutableSpan<UInt8>
  ) throws(FormatError) {
    if range.isEmpty { return }
    try ChunkReader.checkPadding(before: tensor, self, in: source)
    let info = header.tensors[tensor]
    let chunks = chunks(of: tensor, holding: range)
    try SharedBytes.lend(&target) { (shared) throws(FormatError) in
      let useful = usefulThreads(of: threads, for: range.count)
      try TaskQueue.perform(chunks.count, threads: useful) {
        ChunkReader()
      } _: { (task, reader) throws(FormatError) in
        let chunk = chunks[task]
        if task + Self.lookahead < chunks.count { source.prefetch(chunks[task + Self.lookahead]) }
        let wanted = chunk.range.clamped(to: range)
        let place = wanted.lowerBound - range.lowerBound..<wanted.upperBound - range.lowerBound
        try shared.withPart(place) { (part) throws(FormatError) in
          try reader.read(chunk, of: info, clampedTo: range, from: source, into: &part)
        }
      }
    }
  }

  /// Reads whole tensors: large ones chunk by chunk, the others one a thread.
  func read(
    _ tensors: [Int], in source: borrowing ByteSource, threads: Int
  ) throws(FormatError) -> [[UInt8]] {
    let all = try checkMemory(of: tensors)
    // All together: many small ones are not asked for one by one, and threads ask at the same time.
    try requireMemory(
      Int(clamping: all), for: "hold tensors of \(all) bytes in memory")
    let results = Mutex([[UInt8]](repeating: [], count: tensors.count))
    let isLarge = tensors.map { size($0) >= 4 * prelude.chunkSize }
    // What is wrong with a large one is told where nothing is wrong before it.
    var failed: (index: Int, error: FormatError)?
    for index in tensors.indices where isLarge[index] && failed == nil {
      do throws(FormatError) {
        let bytes = try [UInt8](count: size(tensors[index])) { (target) throws(FormatError) in
          try read(
            0..<target.count, of: tensors[index], in: source, threads: threads, into: &target)
        }
        results.withLock { $0[index] = bytes }
      } catch {
        failed = (index, error)
      }
    }
    let others = tensors.indices.filter { !isLarge[$0] && $0 < failed?.index ?? .max }
    let total = others.reduce(0) { $0 + size(tensors[$1]) }
    try TaskQueue.perform(others.count, threads: usefulThreads(of: threads, for: total)) {
      ChunkReader()
    } _: { (task, reader) throws(FormatError) in
      let index = others[task]
      let bytes = try readWhole(tensors[index], in: source, by: &reader)
      results.withLock { $0[index] = bytes }
    }
    if let failed { throw failed.error }
    return results.withLock { $0 }
  }

  /// The bytes of some tensors, which must be within the limit.
  func checkMemory(of tensors: [Int]) throws(FormatError) -> UInt64 {
    let all = tensors.reduce(UInt64(0)) { $0 + UInt64(size($1)) }
    try limits.check(memory: all, of: "tensors")
    return all
  }

  private func size(_ tensor: Int) -> Int { header.tensors[tensor].byteCount }

  private func readWhole(
    _ tensor: Int, in source: borrowing ByteSource, by reader: inout ChunkReader
  ) throws(FormatError) -> [UInt8] {
    let info = header.tensors[tensor]
    if info.byteCount == 0 { return [] }
    try ChunkReader.checkPadding(before: tensor, self, in: source)
    let chunks = chunks(of: tensor)
    return try [UInt8](count: info.byteCount) { (target) throws(FormatError) in
      for chunk in chunks {
        var part = target._mutatingExtracting(chunk.range)
        try reader.read(chunk, of: info, clampedTo: chunk.range, from: source, into: &part)
      }
    }
  }

  /// Hands over every chunk from the first of the file to the last, and checks that nothing follows.
  ///
  /// Of a file, a few chunks are decoded at a time, on several threads; of a pipe, one.
  func forEachChunk(
    in source: borrowing ByteSource, threads: Int = availableProcessors,
    _ body: (_ tensor: Int, _ raw: Span<UInt8>) throws(FormatError) -> Void
  ) throws(FormatError) {
    guard source.isFile, threads > 1, table.hasSeveralChunks else {
      var reader = ChunkReader()
      return try reader.forEachChunk(of: self, in: source) { (tensor, raw) throws(FormatError) in
        try body(tensor, raw)
      }
    }
    try forEachBatch(of: 4 << 20) { (batch) throws(FormatError) in
      try hand(over: batch, of: source, threads: threads, to: body)
    }
    if try source.hasBytes(after: prelude.length) {
      throw Self.trailingBytes(after: prelude.length)
    }
  }

  /// Of small tensors, so many chunks make a batch.
  private static let chunksInBatch = 4096

  /// Goes over all chunks, so many bytes at a time, which are decoded together.
  private func forEachBatch(
    of batchSize: Int, _ body: ([(tensor: Int, chunk: Chunk)]) throws(FormatError) -> Void
  ) throws(FormatError) {
    var batch: [(tensor: Int, chunk: Chunk)] = []
    var size = 0
    for tensor in header.tensors.indices {
      for chunk in chunks(of: tensor) {
        batch.append((tensor, chunk))
        size += chunk.range.count
        if size < batchSize, batch.count < Self.chunksInBatch { continue }
        try body(batch)
        batch.removeAll(keepingCapacity: true)
        size = 0
      }
    }
    try body(batch)
  }

  private func threads(_ threads: Int, for batch: [(tensor: Int, chunk: Chunk)]) -> Int {
    usefulThreads(of: threads, for: batch.reduce(0) { $0 + $1.chunk.range.count })
  }

  /// Decodes some chunks at the same time, and hands them over in their order.
  private func hand(
    over batch: [(tensor: Int, chunk: Chunk)], of source: borrowing ByteSource, threads: Int,
    to body: (_ tensor: Int, _ raw: Span<UInt8>) throws(FormatError) -> Void
  ) throws(FormatError) {
    let decoded = Mutex([[UInt8]](repeating: [], count: batch.count))
    var failure: FormatError?
    do throws(FormatError) {
      try TaskQueue.perform(batch.count, threads: self.threads(threads, for: batch)) {
        ChunkReader()
      } _: { (task, reader) throws(FormatError) in
        let (tensor, chunk) = batch[task]
        let info = header.tensors[tensor]
        if chunk.index == 0 { try ChunkReader.checkPadding(before: tensor, self, in: source) }
        let bytes = try [UInt8](count: chunk.range.count) { (target) throws(FormatError) in
          try reader.read(chunk, of: info, clampedTo: chunk.range, from: source, into: &target)
        }
        decoded.withLock { $0[task] = bytes }
      }
    } catch {
      failure = error
    }
    for (index, bytes) in decoded.withLock({ $0 }).enumerated() {
      // What comes before a damaged chunk is handed over, as it is where chunks are read one by one.
      if bytes.isEmpty { break }
      try body(batch[index].tensor, bytes.span)
    }
    if let failure { throw failure }
  }

  /// Decodes and checks everything.
  func verify(in source: borrowing ByteSource, threads: Int) throws(FormatError) {
    try forEachBatch(of: 64 << 20) { (batch) throws(FormatError) in
      try verify(batch, in: source, threads: threads)
    }
  }

  private func verify(
    _ batch: [(tensor: Int, chunk: Chunk)], in source: borrowing ByteSource, threads: Int
  ) throws(FormatError) {
    try TaskQueue.perform(batch.count, threads: self.threads(threads, for: batch)) {
      ChunkReader()
    } _: { (task, reader) throws(FormatError) in
      let (tensor, chunk) = batch[task]
      if chunk.index == 0 { try ChunkReader.checkPadding(before: tensor, self, in: source) }
      if task + Self.lookahead < batch.count {
        source.prefetch(batch[task + Self.lookahead].chunk)
      }
      try reader.check(chunk, of: header.tensors[tensor], from: source)
    }
  }
}

extension ByteSource {
  fileprivate var isFile: Bool {
    switch self {
    case .file: true
    default: false
    }
  }

  /// Has the disk read a chunk that will soon be wanted.
  fileprivate func prefetch(_ chunk: Chunk) {
    switch self {
    case .file(let fronted): fronted.file.prefetch(chunk.offset, count: chunk.entry.stored)
    default: break
    }
  }
}
