import TestSupport
import Testing

@testable import ModelFormat

struct TensorChunksTests {
  private static let chunkSize = 4096

  /// A table of three tensors, with chunks of many lengths, and where each chunk lies: summed up one by one.
  private static func sample(
    _ counts: [Int]
  ) throws -> (table: ChunkTable, tensors: [TensorInfo], offsets: [[UInt64]]) {
    var generator = Deterministic(seed: 64)
    var bytes: [UInt8] = []
    let tensors = try counts.enumerated().map { tensor, count in
      try TensorInfo("t\(tensor)", .u8, [count * chunkSize])
    }
    let start: UInt64 = 1000
    var position = start
    var offsets: [[UInt64]] = []
    for count in counts {
      if count > 0 { position = (position + 63) / 64 * 64 }
      offsets.append([])
      for _ in 0..<count {
        let stored = 4 + generator.next() % 4000
        ChunkEntry(encoding: .zlib, stored: Int(stored), checksum: 0).append(to: &bytes)
        offsets[offsets.count - 1].append(position)
        position += stored
      }
    }
    let table = try ChunkTable(damaged: bytes, of: tensors, chunkSize: chunkSize, from: start)
    return (table, tensors, offsets)
  }

  @Test(
    "has every chunk where the lengths of those before it lead",
    arguments: [[1, 0, 1], [63, 64, 65], [200, 1, 0], [0, 64, 129], [3, 500, 3]])
  func places(_ counts: [Int]) throws {
    let (table, tensors, offsets) = try Self.sample(counts)
    for (tensor, info) in tensors.enumerated() {
      let chunks = TensorChunks(
        of: tensor, in: table, byteCount: info.byteCount, chunkSize: Self.chunkSize)
      #expect(chunks.count == counts[tensor])
      #expect(chunks.map(\.offset) == offsets[tensor])
      #expect((0..<chunks.count).map { chunks[$0].offset } == offsets[tensor])
      #expect(chunks.map(\.index) == Array(0..<counts[tensor]))
    }
  }

  @Test("has those that hold a range, and no others")
  func ranges() throws {
    let (table, tensors, offsets) = try Self.sample([3, 300, 3])
    let size = Self.chunkSize
    for (range, numbers) in [
      (0..<1, 0..<1), (size - 1..<size + 1, 0..<2), (size..<2 * size, 1..<2),
      (70 * size + 5..<140 * size + 1, 70..<141), (299 * size..<300 * size, 299..<300),
      (0..<300 * size, 0..<300),
    ] {
      let chunks = TensorChunks(
        of: 1, in: table, byteCount: tensors[1].byteCount, chunkSize: size, holding: range)
      #expect(chunks.map(\.index) == Array(numbers), "\(range)")
      #expect(chunks.map(\.offset) == Array(offsets[1][numbers]), "\(range)")
      #expect(chunks.count == numbers.count)
    }
  }

  @Test("ends a tensor where its bytes do")
  func lastChunk() throws {
    var bytes: [UInt8] = []
    for stored in [4096, 5] {
      ChunkEntry(encoding: .raw, stored: stored, checksum: 0).append(to: &bytes)
    }
    let info = try TensorInfo("a", .u8, [4101])
    let table = try ChunkTable(damaged: bytes, of: [info], chunkSize: 4096, from: 64)
    let chunks = TensorChunks(of: 0, in: table, byteCount: 4101, chunkSize: 4096)
    #expect(chunks.map(\.range) == [0..<4096, 4096..<4101])
  }
}
