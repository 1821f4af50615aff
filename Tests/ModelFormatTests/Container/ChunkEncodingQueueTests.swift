import Synchronization
import TestSupport
import Testing

@testable import ModelFormat

@Suite(.timeLimit(.minutes(2)))
struct ChunkEncodingQueueTests {
  /// Chunks of some kibibytes, enough of them for every thread to be of use.
  private static let chunks: [RawChunk] = {
    var generator = Deterministic(seed: 65)
    return (0..<200).map { index in
      let bytes = PlaneSample.any(4096, using: &generator)
      return RawChunk(
        tensor: index / 7, type: [.f32, .u8, .i16, .f64][index % 4], isFirst: index % 7 == 0,
        source: .memory(bytes, index % 3 == 0 ? 64..<4096 : 0..<4096))
    }
  }()

  private func options(_ threads: Int) -> WriteOptions {
    var options = WriteOptions()
    options.threads = threads
    return options
  }

  @Test("hands over every chunk in its order, one at a time", arguments: [1, 2, 3, 4, 8])
  func order(_ threads: Int) throws {
    let handed = Mutex([(RawChunk, CodedChunk)]())
    let isBusy = Mutex(false)
    try ChunkEncodingQueue.encode(Self.chunks, options(threads)) { (raw, coded) in
      #expect(
        isBusy.withLock { busy in
          defer { busy = true }
          return !busy
        })
      handed.withLock { $0.append((raw, coded)) }
      isBusy.withLock { $0 = false }
    }
    let all = handed.withLock { $0 }
    #expect(all.count == Self.chunks.count)
    var encoder = ChunkEncoder(.auto)
    var buffer: [UInt8] = []
    for (chunk, (raw, coded)) in zip(Self.chunks, all) {
      guard case .memory(let bytes, let range) = chunk.source,
        case .memory(let rawBytes, let rawRange) = raw.source
      else { return }
      #expect(raw.isFirst == chunk.isFirst && rawBytes == bytes && rawRange == range)
      let (encoding, count) = try encoder.encode(
        bytes.span.extracting(range), chunk.type, into: &buffer)
      let stored = encoding == .raw ? Array(bytes[range]) : Array(buffer[..<count])
      #expect(coded.encoding == encoding && coded.count == count)
      if encoding != .raw { #expect(Array(coded.buffer[..<count]) == stored) }
      #expect(coded.checksum == StockZlib.crc32(stored))
    }
  }

  @Test("ends where its output fails, and tells that", arguments: [1, 2, 3, 8])
  func failingOutput(_ threads: Int) {
    for failing in [0, 1, 2, 5, 11, 12, 13, 50, 198, 199] {
      let handed = Mutex(0)
      let error = #expect(throws: FormatError.self) {
        try ChunkEncodingQueue.encode(Self.chunks, options(threads)) { (_, _) throws(FormatError) in
          let number = handed.withLock { count in
            defer { count += 1 }
            return count
          }
          if number == failing { throw FormatError(.missingMember, field: "\(number)") }
        }
      }
      #expect(error?.field == "\(failing)")
      #expect(handed.withLock { $0 } == failing + 1)
    }
  }

  @Test("takes any number of threads, and nothing at all")
  func edges() throws {
    try ChunkEncodingQueue.encode([], options(4)) { (_, _) in Issue.record("there is nothing") }
    for threads in [-1, 0, 1000] {
      let handed = Mutex(0)
      try ChunkEncodingQueue.encode(Array(Self.chunks[..<100]), options(threads)) { (_, _) in
        handed.withLock { $0 += 1 }
      }
      #expect(handed.withLock { $0 } == 100)
    }
  }
}
