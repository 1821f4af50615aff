import TestSupport
import Testing

@testable import ModelFormat

struct DynamicBlockTests {
  /// The bytes and the number of bits that some block takes.
  private func written(
    room: Int, by write: (inout BitWriter) -> Void
  ) -> (bytes: [UInt8], bits: Int) {
    var output = [UInt8](repeating: 0xEE, count: room + 64)
    var (length, bits) = (0, 0)
    unsafe output.withUnsafeMutableBufferPointer { output in
      var writer = unsafe BitWriter(to: output)
      write(&writer)
      bits = 8 * writer.byteCount + writer.pendingBits
      writer.align()
      length = writer.byteCount
    }
    return (Array(output[..<length]), bits)
  }

  private func literals(_ bytes: [UInt8]) -> DynamicBlock {
    var counts = [UInt32](repeating: 0, count: 286)
    for byte in bytes { counts[Int(byte)] += 1 }
    counts[256] = 1
    return DynamicBlock(counts: counts)
  }

  @Test("knows to the bit what it takes, and zlib reads it", arguments: 0..<40 as Range<UInt64>)
  func bitCounts(_ seed: UInt64) {
    var generator = Deterministic(seed: seed)
    for round in 0..<25 {
      let count = Int.random(in: 1...(round == 0 ? 70_000 : 1500), using: &generator)
      let bytes = PlaneSample.any(count, using: &generator)
      let block = literals(bytes)
      let plain = written(room: 2 * count + 400) {
        block.write(literals: bytes.span, isLast: true, to: &$0)
      }
      #expect(plain.bits == block.bitCount, "seed \(seed), round \(round)")
      #expect(
        StockZlib.inflateWhole(StockZlib.stream(plain.bytes[...], of: bytes), count: count) == bytes
      )

      var rule = RunRule.all
      for _ in 0..<2 {
        let runs = DynamicBlock(counts: rule.counts(of: bytes.span))
        let found = written(room: 2 * count + 400) {
          runs.write(runs: bytes.span, rule, isLast: true, to: &$0)
        }
        #expect(found.bits == runs.bitCount, "seed \(seed), round \(round)")
        #expect(
          StockZlib.inflateWhole(StockZlib.stream(found.bytes[...], of: bytes), count: count)
            == bytes)
        rule = RunRule(literalBits: runs.literalLengths, matchBits: runs.shortestMatchBits)
      }
    }
  }

  @Test("stands before other blocks, whatever bits it ends with")
  func severalBlocks() {
    var generator = Deterministic(seed: 105)
    let parts = (0..<40).map { _ in
      PlaneSample.any(Int.random(in: 1...200, using: &generator), using: &generator)
    }
    let found = written(room: 40_000) { writer in
      for (index, part) in parts.enumerated() {
        literals(part).write(literals: part.span, isLast: index == 39, to: &writer)
      }
    }
    let bytes = parts.flatMap { $0 }
    let stream = StockZlib.stream(found.bytes[...], of: bytes)
    #expect(StockZlib.inflateWhole(stream, count: bytes.count) == bytes)
  }

  @Test("goes on behind literals whose words are too short and too long for vectors")
  func leftAside() {
    var generator = Deterministic(seed: 106)
    // Every other byte has a word of some nine bits, the rest one bit.
    let bytes = generator.bytes(20_000).map {
      $0 < 128 ? 7 : UInt8.random(in: 0...255, using: &generator)
    }
    let found = written(room: 20_000) {
      literals(bytes).write(literals: bytes.span, isLast: true, to: &$0)
    }
    let stream = StockZlib.stream(found.bytes[...], of: bytes)
    #expect(StockZlib.inflateWhole(stream, count: bytes.count) == bytes)
  }

  @Test("tells what its words cost")
  func costs() {
    // Four symbols as often as 1, 1, 2 and 4 take 3, 3, 2 and 1 bits.
    var counts = [UInt32](repeating: 0, count: 286)
    (counts[9], counts[256], counts[5], counts[200]) = (1, 1, 2, 4)
    let block = DynamicBlock(counts: counts)
    var expected = [UInt8](repeating: 0, count: 256)
    (expected[9], expected[5], expected[200]) = (3, 2, 1)
    #expect(block.literalLengths == expected)
    (counts[256], counts[257]) = (4, 1)
    // A match of three: 3 bits and that of its distance.
    #expect(DynamicBlock(counts: counts).shortestMatchBits == 1 + 3)
  }

  @Test(
    "sums up code lengths as RFC 1951 does, and loses none", arguments: 0..<200 as Range<UInt64>)
  func codeLengths(_ seed: UInt64) {
    var generator = Deterministic(seed: seed)
    var lengths: [UInt8] = []
    while lengths.count < 300 {
      let length = [0, 0, 1, 8, UInt8(generator.next() % 16)][Int(generator.next() % 5)]
      let most = length == 0 ? 300 : 30
      let repeats = Int.random(in: 1...most, using: &generator)
      lengths += [UInt8](repeating: length, count: repeats)
    }
    var expanded: [UInt8] = []
    for token in CodeLengthToken.tokens(lengths) {
      switch (token.symbol, token.extraBits) {
      case (16, 2):
        #expect((0...3).contains(token.extra))
        expanded += [UInt8](repeating: expanded[expanded.count - 1], count: 3 + token.extra)
      case (17, 3):
        #expect((0...7).contains(token.extra))
        expanded += [UInt8](repeating: 0, count: 3 + token.extra)
      case (18, 7):
        #expect((0...127).contains(token.extra))
        expanded += [UInt8](repeating: 0, count: 11 + token.extra)
      case (0...15, 0): expanded.append(UInt8(token.symbol))
      default: Issue.record("\(token)")
      }
    }
    #expect(expanded == lengths)
  }
}
