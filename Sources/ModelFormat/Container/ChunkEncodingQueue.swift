import Dispatch
import Synchronization

/// Codes chunks on several threads and hands them over in their order, one thread at a time: so one chunk is
/// written while others are coded.
///
/// At most a few coded chunks wait for the one before them; bytes and order do not depend on the number of
/// threads.
final class ChunkEncodingQueue: Sendable {
  typealias Output = @Sendable (RawChunk, CodedChunk) throws(FormatError) -> Void
  /// Fills a buffer with the bytes of a chunk that is not in memory.
  typealias Input = @Sendable (RawChunk, inout [UInt8]) throws(FormatError) -> Void

  /// For chunks that are all in memory.
  static let inMemory: Input = { (_, _) in preconditionFailure("a chunk is in a file") }

  private struct State {
    var next = 0
    var delivered = 0
    var waiting: [Int: CodedChunk] = [:]
    var isDelivering = false
    var failure: (index: Int, error: FormatError)?
    /// Buffers to be used again.
    var spare: [[UInt8]] = []
  }

  private let chunks: [RawChunk]
  private let state = Mutex(State())
  /// Counts the chunks that may still be taken before the next one is delivered.
  private let room = DispatchSemaphore(value: 0)

  private init(_ chunks: [RawChunk], window: Int) {
    self.chunks = chunks
    for _ in 0..<window { room.signal() }
  }

  /// Codes chunks and hands them over.
  ///
  /// - Parameter input: needed where chunks are in a file.
  /// - Throws: what `input` or `output` throws first in the order of the chunks, or `system` where there is no
  ///   memory.
  static func encode(
    _ chunks: [RawChunk], _ options: WriteOptions,
    reading input: Input = inMemory,
    _ output: Output
  ) throws(FormatError) {
    if chunks.isEmpty { return }
    let bytes = chunks.reduce(0) { $0 + $1.count }
    let threads = usefulThreads(of: min(options.threads, chunks.count), for: bytes)
    let window = threads == 1 ? 1 : threads + 4
    // A coded chunk for each place of the window; a thread has one that was read, its planes and what zlib finds in them.
    let largest = chunks.reduce(0) { max($0, $1.count) }
    let asked = (window + 3 * threads) * (largest + largest >> 8) + threads << 19
    try requireMemory(asked, for: "code chunks in memory")
    let queue = ChunkEncodingQueue(chunks, window: window)
    onThreads(threads, beside: asked) { _ in
      queue.work(
        ChunkEncoder(options.compression, searchesMatches: options.searchesMatches), input, output)
    }
    if let failure = queue.state.withLock({ $0.failure }) { throw failure.error }
  }

  private func work(_ encoder: consuming ChunkEncoder, _ input: Input, _ output: Output) {
    var read: [UInt8] = []
    while true {
      room.wait()
      guard let (index, spare) = take() else {
        // For another thread that waits in vain.
        room.signal()
        return
      }
      do throws(FormatError) {
        deliver(try code(chunks[index], spare, &encoder, &read, input), of: index, to: output)
      } catch {
        fail(index, error)
      }
    }
  }

  /// Codes a chunk.
  ///
  /// - Parameter read: where a chunk goes that is read from a file; kept for the next one.
  private func code(
    _ chunk: RawChunk, _ spare: consuming [UInt8], _ encoder: inout ChunkEncoder,
    _ read: inout [UInt8], _ input: Input
  ) throws(FormatError) -> CodedChunk {
    var buffer = spare
    let count = chunk.count
    if case .memory(let bytes, let range) = chunk.source {
      let (code, checksum) = try Self.code(
        bytes.span.extracting(range), chunk.type, &encoder, &buffer)
      return CodedChunk(encoding: code.0, buffer: buffer, count: code.1, checksum: checksum)
    }
    grow(&read, to: count)
    try input(chunk, &read)
    let (code, checksum) = try Self.code(
      read.span.extracting(..<count), chunk.type, &encoder, &buffer)
    if code.0 == .raw { swap(&read, &buffer) }
    return CodedChunk(encoding: code.0, buffer: buffer, count: code.1, checksum: checksum)
  }

  private static func code(
    _ raw: Span<UInt8>, _ type: ElementType, _ encoder: inout ChunkEncoder,
    _ buffer: inout [UInt8]
  ) throws(FormatError) -> ((ChunkEncoding, Int), checksum: UInt32) {
    let code = try encoder.encode(raw, type, into: &buffer)
    if code.0 == .raw { return (code, Checksum.crc32(raw)) }
    return (code, Checksum.crc32(buffer.span.extracting(..<code.1)))
  }

  private func take() -> (Int, [UInt8])? {
    state.withLock { state in
      guard state.next < chunks.count, state.failure == nil else { return nil }
      state.next += 1
      return (state.next - 1, state.spare.popLast() ?? [])
    }
  }

  private func fail(_ index: Int, _ error: FormatError) {
    state.withLock { state in
      if let failure = state.failure, failure.index < index { return }
      state.failure = (index, error)
    }
    room.signal()
  }

  /// Leaves a chunk to the thread that hands chunks over, or becomes that thread.
  private func deliver(_ chunk: CodedChunk, of index: Int, to output: Output) {
    let isOthers = state.withLock { state in
      state.waiting[index] = chunk
      if state.isDelivering { return true }
      state.isDelivering = true
      return false
    }
    if isOthers { return }
    while let (index, chunk) = nextInOrder() {
      do throws(FormatError) {
        try output(chunks[index], chunk)
      } catch {
        fail(index, error)
        continue
      }
      state.withLock { $0.spare.append(chunk.buffer) }
      room.signal()
    }
  }

  private func nextInOrder() -> (Int, CodedChunk)? {
    state.withLock { state in
      guard state.failure == nil, let chunk = state.waiting.removeValue(forKey: state.delivered)
      else {
        state.isDelivering = false
        return nil
      }
      state.delivered += 1
      return (state.delivered - 1, chunk)
    }
  }
}
