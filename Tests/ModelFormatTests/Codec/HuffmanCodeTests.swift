import TestSupport
import Testing

@testable import ModelFormat

struct HuffmanCodeTests {
  /// Fibonacci's numbers make the deepest of all trees.
  static func fibonacci(_ symbols: Int) -> [UInt32] {
    var counts: [UInt32] = [1, 1]
    while counts.count < symbols {
      let (sum, overflow) = counts[counts.count - 1].addingReportingOverflow(
        counts[counts.count - 2])
      counts.append(overflow ? 1 : sum)
    }
    return counts
  }

  private static func cost(_ counts: [UInt32], _ lengths: [UInt8]) -> UInt64 {
    zip(counts, lengths).reduce(0) { $0 + UInt64($1.0) * UInt64($1.1) }
  }

  /// Counts of all sorts.
  private static func randomCounts(_ generator: inout Deterministic) -> [UInt32] {
    let symbols = Int.random(in: 2...286, using: &generator)
    let kind = Int.random(in: 0..<6, using: &generator)
    var counts = (0..<symbols).map { index -> UInt32 in
      let noise = UInt32(truncatingIfNeeded: generator.next())
      switch kind {
      case 0: return 1
      case 1: return noise % 4
      case 2: return noise % 1000
      case 3: return 1 << (noise % 20)
      case 4: return UInt32(1 + 60_000 / (index + 1))
      default: return noise >> (noise & 31) & 0xFFFFF
      }
    }
    // A chunk has 16 MiB at most.
    while counts.reduce(0, { $0 + Int($1) }) > 16 << 20 { counts = counts.map { $0 / 2 } }
    counts[0] += 1
    counts[symbols - 1] += 1
    return counts.shuffled(using: &generator)
  }

  private func check(_ counts: [UInt32], limit: Int) -> UInt64 {
    let code = HuffmanCode(counts: counts.span, limit: limit)
    #expect(code.lengths.count == counts.count)
    #expect(zip(counts, code.lengths).allSatisfy { ($0 > 0) == ($1 > 0) && $1 <= limit })
    // Kraft's sum is 1: no sequence of bits is left without a word.
    let taken = code.lengths.reduce(0) { $1 > 0 ? $0 + 1 << (limit - Int($1)) : $0 }
    #expect(taken == 1 << limit)
    // Who occurs more often has no longer word.
    let used = counts.indices.filter { counts[$0] > 0 }.sorted { counts[$0] < counts[$1] }
    for (rarer, commoner) in zip(used, used.dropFirst()) where counts[rarer] < counts[commoner] {
      #expect(code.lengths[rarer] >= code.lengths[commoner])
    }
    return Self.cost(counts, code.lengths)
  }

  @Test(
    "takes two thousandths more than the best code at most, and nothing more where no limit bites")
  func best() {
    var generator = Deterministic(seed: 101)
    var limited = 0
    for round in 0..<1500 {
      let counts = Self.randomCounts(&generator)
      let cost = check(counts, limit: 14)
      let (best, free) = (PackageMerge.cost(counts, limit: 14), PackageMerge.huffmanCost(counts))
      #expect(cost >= best, "round \(round)")
      #expect(cost * 1000 <= best * 1002, "round \(round): \(cost) for \(best)")
      if best == free { #expect(cost == best, "round \(round)") } else { limited += 1 }
    }
    #expect(limited > 50)
  }

  @Test("keeps to the limit where the tree is as deep as it gets")
  func fibonacci() {
    for symbols in 2...34 {
      let counts = Self.fibonacci(symbols)
      let cost = check(counts, limit: 14)
      let best = PackageMerge.cost(counts, limit: 14)
      // The worst there is: words far beyond the limit, and so many of them.
      #expect(cost >= best && cost * 1000 <= best * 1007, "\(symbols): \(cost) for \(best)")
      if symbols <= 15 { #expect(cost == PackageMerge.huffmanCost(counts)) }
    }
    // And with all the others as rare as can be.
    let wide = Self.fibonacci(34) + [UInt32](repeating: 1, count: 246)
    let best = PackageMerge.cost(wide, limit: 14)
    #expect(check(wide, limit: 14) * 1000 <= best * 1007)
  }

  @Test("keeps to short limits, up to a word for every sequence of bits")
  func shortLimits() {
    var generator = Deterministic(seed: 102)
    for _ in 0..<500 {
      let symbols = Int.random(in: 2...19, using: &generator)
      let counts = (0..<symbols).map { _ in
        1 + UInt32(generator.next() % 5000) >> UInt32(generator.next() % 13)
      }
      let cost = check(counts, limit: 7)
      let (best, free) = (PackageMerge.cost(counts, limit: 7), PackageMerge.huffmanCost(counts))
      #expect(cost >= best)
      if best == free { #expect(cost == best) }
    }
    let even = [UInt32](repeating: 3, count: 128)
    #expect(check(even, limit: 7) == 3 * 128 * 7)
    #expect(
      check(Self.fibonacci(32), limit: 5) == Self.fibonacci(32).reduce(0) { $0 + 5 * UInt64($1) })
  }

  @Test("gives examples the words that one finds by hand")
  func examples() {
    #expect(HuffmanCode(counts: [7, 9].span, limit: 14).lengths == [1, 1])
    #expect(HuffmanCode(counts: [0, 1, 0, 0, .max].span, limit: 14).lengths == [0, 1, 0, 0, 1])
    #expect(
      HuffmanCode(counts: [UInt32](repeating: 5, count: 256).span, limit: 14).lengths
        == [UInt8](repeating: 8, count: 256))
    // Among equals the first ones are as good as rarer, so their words are the longer ones.
    #expect(HuffmanCode(counts: [1, 1, 1].span, limit: 14).lengths == [2, 2, 1])
    let code = HuffmanCode(counts: [1, 1, 2, 4].span, limit: 14)
    #expect(code.lengths == [3, 3, 2, 1])
    // 110, 111, 10 and 0, the first bit lowest.
    #expect(code.words == [0b011, 0b111, 0b01, 0b0])
  }

  @Test("has the words of the RFC, of which none begins another")
  func words() {
    // RFC 1951, 3.2.2: lengths 3 3 3 3 3 2 4 4 give 010 011 100 101 110 00 1110 1111.
    let example = CanonicalCode(lengths: [3, 3, 3, 3, 3, 2, 4, 4])
    #expect(example.words == ["010", "011", "100", "101", "110", "00", "1110", "1111"])
    var generator = Deterministic(seed: 103)
    for _ in 0..<200 {
      let counts = Self.randomCounts(&generator)
      let code = HuffmanCode(counts: counts.span, limit: 14)
      let words = zip(code.words, code.lengths).map { word, length in
        String((0..<length).map { word >> UInt16($0) & 1 == 1 ? "1" : "0" })
      }
      #expect(words == CanonicalCode(lengths: code.lengths).words)
      let sorted = words.filter { !$0.isEmpty }.sorted()
      #expect(zip(sorted, sorted.dropFirst()).allSatisfy { !$1.hasPrefix($0) })
    }
  }

  @Test("turns bits round")
  func reversed() {
    for value in 0...UInt16.max {
      let text = (0..<16).map { value >> UInt16($0) & 1 == 1 ? "1" : "0" }.joined()
      if value.bitReversed != UInt16(text, radix: 2) { Issue.record("\(value)") }
    }
  }
}
