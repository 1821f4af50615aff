import Dispatch
import Synchronization

/// A chunk that is to be coded: a part of some bytes in memory.
struct RawChunk: Sendable {
  let type: ElementType
  /// Whether its tensor begins with it.
  let isFirst: Bool
  let bytes: [UInt8]
  let range: Range<Int>
}

/// A chunk as it is stored.
struct CodedChunk: Sendable {
  let encoding: ChunkEncoding
  /// The stored bytes, and room for more; nothing where the chunk is raw.
  let buffer: [UInt8]
  let count: Int
  let checksum: UInt32
}

/// Codes chunks on several threads and hands them over in their order, one thread at a time: so one chunk is
/// written while others are coded.
///
/// At most a few coded chunks wait for the one before them; bytes and order do not depend on the number of
/// threads.
final class ChunkEncodingQueue: Sendable {
  typealias Output = @Sendable (RawChunk, CodedChunk) throws(FormatError) -> Void

  private struct State {
    var next = 0
    var delivered = 0
    var waiting: [Int: CodedChunk] = [:]
    var isDelivering = false
    var failure: FormatError?
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
  /// - Throws: what `output` throws, or `system` where there is no memory.
  static func encode(
    _ chunks: [RawChunk], _ options: WriteOptions, _ output: Output
  ) throws(FormatError) {
    if chunks.isEmpty { return }
    let bytes = chunks.reduce(0) { $0 + $1.range.count }
    let threads = usefulThreads(of: min(options.threads, chunks.count), for: bytes)
    let queue = ChunkEncodingQueue(chunks, window: threads == 1 ? 1 : threads + 4)
    onThreads(threads) { _ in
      queue.work(
        ChunkEncoder(options.compression, searchesMatches: options.searchesMatches), output)
    }
    if let failure = queue.state.withLock({ $0.failure }) { throw failure }
  }

  private func work(_ encoder: consuming ChunkEncoder, _ output: Output) {
    while true {
      room.wait()
      guard let (index, spare) = take() else {
        // For another thread that waits in vain.
        room.signal()
        return
      }
      var buffer = spare
      let chunk = chunks[index]
      do throws(FormatError) {
        let (encoding, count) = try encoder.encode(
          chunk.bytes.span.extracting(chunk.range), chunk.type, into: &buffer)
        let checksum =
          encoding == .raw
          ? Checksum.crc32(chunk.bytes.span.extracting(chunk.range))
          : Checksum.crc32(buffer.span.extracting(..<count))
        deliver(
          CodedChunk(encoding: encoding, buffer: buffer, count: count, checksum: checksum),
          of: index, to: output)
      } catch {
        fail(error)
      }
    }
  }

  private func take() -> (Int, [UInt8])? {
    state.withLock { state in
      guard state.next < chunks.count, state.failure == nil else { return nil }
      state.next += 1
      return (state.next - 1, state.spare.popLast() ?? [])
    }
  }

  private func fail(_ error: FormatError) {
    state.withLock { state in
      if state.failure == nil { state.failure = error }
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
        fail(error)
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
