import TestSupport
import Testing

@testable import ModelFormat

struct RunRuleTests {
  private func tokens(_ rule: RunRule, _ bytes: [UInt8]) -> [RunRule.Token] {
    var tokens: [RunRule.Token] = []
    rule.forEachToken(of: bytes.span) { tokens.append($0) }
    return tokens
  }

  /// What the tokens stand for.
  private func expanded(_ tokens: [RunRule.Token]) -> [UInt8] {
    tokens.reduce(into: []) { bytes, token in
      switch token {
      case .literal(let byte): bytes.append(byte)
      case .match(let length): bytes += [UInt8](repeating: bytes[bytes.count - 1], count: length)
      }
    }
  }

  private func check(_ rule: RunRule, _ bytes: [UInt8]) {
    let tokens = tokens(rule, bytes)
    #expect(expanded(tokens) == bytes)
    var counts = [UInt32](repeating: 0, count: 286)
    counts[256] = 1
    for token in tokens {
      switch token {
      case .literal(let byte): counts[Int(byte)] += 1
      case .match(let length):
        #expect((3...258).contains(length))
        counts[Int(DeflateAlphabet.symbolOfLength[length])] += 1
      }
    }
    #expect(rule.counts(of: bytes.span) == counts)
  }

  @Test("makes of every run a byte and matches of lengths that there are")
  func everyLength() {
    for length in 1...1600 {
      let run = [UInt8](repeating: 7, count: length)
      check(.all, run)
      let tokens = tokens(.all, run)
      // As few as can be; of one or two more bytes than matches hold, the last two share.
      #expect(tokens.count == (length <= 3 ? length : 1 + (length - 1 + 257) / 258), "\(length)")
      check(.all, [1, 2] + run + [2, 2, 2, 2, 1])
    }
  }

  @Test("leaves runs that a code would rather have as literals")
  func pays() {
    var bits = [UInt8](repeating: 8, count: 256)
    (bits[0], bits[1], bits[2]) = (1, 3, 0)
    let rule = RunRule(literalBits: bits, matchBits: 9)
    // A zero takes one bit, so nine of them are as dear as a match; a one takes three, others eight.
    for (byte, shortest) in [(UInt8(0), 9), (1, 3), (2, 3), (3, 3)] {
      for rest in 1...12 {
        let run = [UInt8](repeating: byte, count: 1 + rest)
        let hasMatch = tokens(rule, run).contains { if case .match = $0 { true } else { false } }
        #expect(hasMatch == (rest >= shortest), "\(byte), \(rest)")
        check(rule, run)
      }
    }
  }

  @Test("never changes what the bytes are", arguments: 0..<300 as Range<UInt64>)
  func random(_ seed: UInt64) {
    var generator = Deterministic(seed: seed)
    let bytes = PlaneSample.any(Int.random(in: 0...3000, using: &generator), using: &generator)
    check(.all, bytes)
    let bits = generator.bytes(256).map { $0 % 15 }
    check(RunRule(literalBits: bits, matchBits: Int.random(in: 2...20, using: &generator)), bytes)
  }
}
