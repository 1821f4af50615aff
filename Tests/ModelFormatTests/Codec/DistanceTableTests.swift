import TestSupport
import Testing

@testable import ModelFormat

struct DistanceTableTests {
  private func check(_ lengths: [UInt8], _ comment: String) throws {
    var table = DistanceTable()
    table.fill(try PrefixDecoder(lengths: lengths.span, mayBeSingle: true))
    let code = CanonicalCode(lengths: lengths)
    for bits in 0..<UInt64(1 << 8) {
      // What follows the eight bits does not matter.
      let (found, expected) = (table.decode(bits | 0x5A00), code.decoded(bits))
      if let expected, expected.length <= 8 {
        #expect(found?.symbol == expected.symbol && found?.length == expected.length, "\(comment)")
      } else {
        #expect(found == nil, "\(comment)")
      }
    }
  }

  @Test("gives the symbols of short words, and of no others", arguments: 0..<40 as Range<UInt64>)
  func short(_ seed: UInt64) throws {
    var generator = Deterministic(seed: seed)
    let lengths = CanonicalCode.randomLengths(
      symbols: 30, words: Int.random(in: 2...30, using: &generator), longest: 15,
      skew: seed % 2 == 0, using: &generator)
    try check(lengths, "seed \(seed)")
  }

  @Test("gives nothing where there is no word")
  func single() throws {
    try check([0, 0, 1], "one")
    try check([0, 0], "none")
    try check([UInt8](repeating: 5, count: 32), "fixed")
  }
}
