import TestSupport
import Testing

@testable import ModelFormat

/// A golden file of 3 tensors and more, opened by who takes less than it has.
struct ReaderLimitsTests {
  private let path = Fixtures.path("v1/network-xor.nnmodel")

  private func limits(_ change: (inout ReaderLimits) -> Void) -> ReaderLimits {
    var limits = ReaderLimits()
    change(&limits)
    return limits
  }

  private func refusal(_ limits: ReaderLimits, of other: String? = nil) -> FormatError? {
    do throws(FormatError) {
      _ = try ModelFile(opening: other ?? path, limits: limits).tensors
      return nil
    } catch {
      return error
    }
  }

  @Test func headerAndTensors() throws {
    let header = try ModelFile(opening: path).header
    let headerSize = header.json.canonicalBytes().count
    #expect(refusal(limits { $0.headerSize = headerSize }) == nil)
    let large = refusal(limits { $0.headerSize = headerSize - 1 })
    #expect(large?.code == "limit-exceeded" && large?.field == "prelude.headerRaw")
    #expect(refusal(limits { $0.tensorCount = header.tensors.count }) == nil)
    let many = refusal(limits { $0.tensorCount = header.tensors.count - 1 })
    #expect(many?.code == "limit-exceeded" && many?.field == "header.tensors")
  }

  /// A header of which much is made is refused before it is; a small one is not counted.
  @Test func memoryOfHeader() throws {
    let directory = try TemporaryDirectory()
    let others: JSONObject = ["others": .array([JSON](repeating: [[]], count: 20_000))]
    let large = try directory.write(try ModelFileWriter.bytes([], members: others), to: "large")
    #expect(refusal(limits { $0.memory = 64 << 20 }, of: large) == nil)
    let refused = refusal(limits { $0.memory = 2 << 20 }, of: large)
    #expect(refused?.code == "limit-exceeded" && refused?.field == "header")
    #expect(refusal(limits { $0.memory = 1 }) == nil)
  }

  @Test func memoryOfOneTensor() throws {
    let largest = try #require(
      try ModelFile(opening: path).tensors.max { $0.byteCount < $1.byteCount })
    let enough = try ModelFile(opening: path, limits: limits { $0.memory = largest.byteCount })
    #expect(try enough.read(largest.name).count == largest.byteCount)
    let small = try ModelFile(opening: path, limits: limits { $0.memory = largest.byteCount - 1 })
    let error = #expect(throws: FormatError.self) { _ = try small.read(largest.name) }
    #expect(error?.code == "limit-exceeded" && error?.field == "tensors[\"\(largest.name)\"]")
    // Piece by piece it costs a chunk, whatever the limit.
    var count = 0
    try small.readChunks(of: largest.name) { count += $0.count }
    #expect(count == largest.byteCount)
    try small.verify()
  }

  @Test func numbersBeyondEveryMemory() {
    let limits = limits { $0.memory = 1 << 40 }
    for count in [1 << 37 + 1, 1 << 61, 1 << 62, .max] {
      let error = #expect(throws: FormatError.self) { try limits.check(numbers: count, of: "rows") }
      #expect(error?.code == "limit-exceeded" && error?.field == "rows")
    }
    #expect(throws: Never.self) { try limits.check(numbers: 1 << 37, of: "rows") }
  }

  @Test func memoryOfAll() throws {
    let total = try ModelFile(opening: path).tensors.reduce(0) { $0 + $1.byteCount }
    for (memory, isEnough) in [(total, true), (total - 1, false)] {
      let limits = limits { $0.memory = memory }
      let read = try? ModelFile(opening: path, limits: limits).readAll().count
      #expect((read != nil) == isEnough)
      let streamed = try? ModelStream(reading: File(opening: path), limits: limits).readAll().count
      #expect((streamed != nil) == isEnough)
    }
  }
}
