import TestSupport
import Testing

@testable import ModelFormat

struct PlanePlanTests {
  private func range(_ part: PlanePlan.Part) -> Range<Int> {
    switch part {
    case .stored(let range), .literals(let range, _), .runs(let range, _, _): range
    }
  }

  /// Writes a plan as `ZlibStreamEncoder` does.
  private func write(_ plan: PlanePlan, of bytes: [UInt8]) -> (blocks: [UInt8], bits: Int) {
    var output = [UInt8](repeating: 0xEE, count: plan.bitCount / 8 + 64)
    var (length, bits) = (0, 0)
    unsafe output.withUnsafeMutableBufferPointer { output in
      var writer = unsafe BitWriter(to: output)
      for (index, part) in plan.parts.enumerated() {
        let (piece, isLast) = (bytes.span.extracting(range(part)), index == plan.parts.count - 1)
        switch part {
        case .stored: StoredBlock.write(piece, isLast: isLast, to: &writer)
        case .literals(_, let block): block.write(literals: piece, isLast: isLast, to: &writer)
        case .runs(_, let block, let rule):
          block.write(runs: piece, rule, isLast: isLast, to: &writer)
        }
      }
      bits = 8 * writer.byteCount + writer.pendingBits
      writer.align()
      length = writer.byteCount
    }
    return (Array(output[..<length]), bits)
  }

  private func check(_ bytes: [UInt8], _ comment: String) {
    let plan = PlanePlan(of: bytes.span)
    // Every byte belongs to one part, in order.
    var end = 0
    for part in plan.parts {
      #expect(range(part).lowerBound == end)
      end = range(part).upperBound
    }
    #expect(end == bytes.count)
    let (blocks, bits) = write(plan, of: bytes)
    let hasStored = plan.parts.contains { if case .stored = $0 { true } else { false } }
    // Stored blocks may find themselves at the end of a byte already.
    if hasStored { #expect(bits <= plan.bitCount) } else { #expect(bits == plan.bitCount) }
    let stream = StockZlib.stream(blocks[...], of: bytes)
    #expect(StockZlib.inflateWhole(stream, count: bytes.count) == bytes, "\(comment)")
  }

  @Test("covers every byte, and takes what it says", arguments: PlaneSample.allCases)
  func shapes(_ shape: PlaneSample) {
    var generator = Deterministic(seed: 106)
    for count in [
      1, 2, 3, 4, 5, 8, 63, 100, 1000, 32_767, 32_768, 65_535, 65_536, 65_537, 131_072, 200_001,
    ] {
      check(shape.bytes(count, using: &generator), "\(shape), \(count)")
    }
  }

  @Test("leaves noise as it is, and only noise")
  func noise() {
    var generator = Deterministic(seed: 107)
    let noise = generator.bytes(100_000)
    #expect(PlanePlan(of: noise.span).isStored)
    let mixed = noise + [UInt8](repeating: 0, count: 100_000)
    let plan = PlanePlan(of: mixed.span)
    #expect(!plan.isStored)
    #expect(plan.bitCount < 8 * 105_000)
    #expect(PlanePlan(of: [3]).isStored)
  }

  @Test("comes close to what the counts of literals allow")
  func entropy() {
    var generator = Deterministic(seed: 108)
    let plane = PlaneSample.exponents.bytes(1 << 20, using: &generator)
    // Halves, quarters and so on have 2 bits each, and their code is the best of all.
    #expect(PlanePlan(of: plane.span).bitCount < (1 << 20) * 2004 / 1000)
    #expect(PlanePlan(of: plane.span).parts.count == 1)
  }

  @Test("gives stretches of other bytes a code of their own")
  func changes() {
    var generator = Deterministic(seed: 109)
    let first = generator.bytes(1 << 17).map { $0 & 3 }
    let second = generator.bytes(1 << 17).map { 128 | $0 & 3 }
    let plan = PlanePlan(of: (first + second).span)
    #expect(plan.parts.count == 2)
    // Four words of two bits leave none for the end: one of the four has three.
    #expect(plan.bitCount < (1 << 18) * 9 / 4 * 101 / 100)
    // What is alike stays together.
    #expect(PlanePlan(of: (first + first).span).parts.count == 1)
  }

  @Test("codes runs as runs")
  func runs() {
    var generator = Deterministic(seed: 110)
    let sparse = (0..<100_000).map { index -> UInt8 in
      index % 500 == 0 ? generator.bytes(1)[0] : 0
    }
    let plan = PlanePlan(of: sparse.span)
    #expect(plan.bitCount < 200 * 40)
    // A zero among eight others is no run.
    let rare = (0..<100_000).map { (index: Int) -> UInt8 in
      let symbol = index * 7 % 16
      return index % 9 == 0 ? 0 : UInt8(symbol)
    }
    for part in PlanePlan(of: rare.span).parts {
      if case .runs = part { Issue.record("runs where there are none") }
    }
  }
}

extension PlanePlan {
  fileprivate init(of bytes: [UInt8]) { self.init(of: bytes.span) }
}
