import TestSupport
import Testing

@testable import ModelFormat

struct PrefixDecoderTests {
  /// What zlib says of a block with these codes, written without looking at them.
  private func zlibsFault(literals: [UInt8], distances: [UInt8]) -> String? {
    var bits = BitString()
    // Last block, codes of its own, their numbers, and all 19 lengths of the code of code lengths.
    bits.append(0b101, count: 3)
    bits.append(UInt64(literals.count - 257), count: 5)
    bits.append(UInt64(distances.count - 1), count: 5)
    bits.append(15, count: 4)
    // The lengths 0 to 15 have a word of four bits each, repetitions none.
    for symbol in DeflateAlphabet.codeLengthOrder { bits.append(symbol < 16 ? 4 : 0, count: 3) }
    for length in literals + distances {
      for bit in (0..<4).reversed() { bits.append(UInt64(length) >> UInt64(bit) & 1, count: 1) }
    }
    return StockZlib.fault(ofBlocks: bits.bytes)
  }

  /// Lengths that make a code, nearly make one, or do not.
  private func lengths(_ symbols: Int, using generator: inout Deterministic) -> [UInt8] {
    let words = Int.random(in: 2...min(symbols, 286), using: &generator)
    var lengths = CanonicalCode.randomLengths(
      symbols: symbols, words: words, longest: 15, skew: Bool.random(using: &generator),
      using: &generator)
    switch Int.random(in: 0..<6, using: &generator) {
    case 0:
      let index = Int.random(in: 0..<symbols, using: &generator)
      lengths[index] = UInt8(Int.random(in: 0...15, using: &generator))
    case 1:
      let used = lengths.indices.filter { lengths[$0] > 0 }
      if let index = used.randomElement(using: &generator) { lengths[index] = 0 }
    case 2:
      lengths = [UInt8](repeating: 0, count: symbols)
      let index = Int.random(in: 0..<symbols, using: &generator)
      lengths[index] = UInt8(Int.random(in: 0...3, using: &generator))
    case 3:
      lengths = lengths.map { _ in UInt8(Int.random(in: 0...15, using: &generator)) }
    default: break
    }
    return lengths
  }

  private func isAccepted(_ lengths: [UInt8], mayBeSingle: Bool) -> Bool {
    (try? PrefixDecoder(lengths: lengths.span, mayBeSingle: mayBeSingle)) != nil
  }

  @Test("accepts the codes that zlib accepts", arguments: 0..<30 as Range<UInt64>)
  func acceptance(_ seed: UInt64) {
    var generator = Deterministic(seed: seed)
    // Two literals and an end, two distances.
    let fine: [UInt8] = [2, 2] + [UInt8](repeating: 0, count: 254) + [1]
    for round in 0..<60 {
      var literals = lengths(Int.random(in: 257...286, using: &generator), using: &generator)
      // Without a word for the end, zlib does not look at the code.
      if literals[256] == 0 {
        literals.swapAt(256, literals.firstIndex { $0 > 0 } ?? 0)
        if literals[256] == 0 { literals[256] = 1 }
      }
      let fault = zlibsFault(literals: literals, distances: [1, 1])
      #expect(
        isAccepted(literals, mayBeSingle: true) == (fault != "invalid literal/lengths set"),
        "seed \(seed), round \(round): \(literals)")
      let distances = lengths(Int.random(in: 2...30, using: &generator), using: &generator)
      let other = zlibsFault(literals: fine, distances: distances)
      #expect(
        isAccepted(distances, mayBeSingle: true) == (other != "invalid distances set"),
        "seed \(seed), round \(round): \(distances)")
    }
  }

  @Test("tells too many words from too few")
  func faults() {
    func fault(_ lengths: [UInt8], _ mayBeSingle: Bool) -> PrefixDecoder.Fault? {
      do throws(PrefixDecoder.Fault) {
        _ = try PrefixDecoder(lengths: lengths.span, mayBeSingle: mayBeSingle)
        return nil
      } catch {
        return error
      }
    }
    #expect(fault([1, 1], false) == nil)
    #expect(fault([1, 1, 1], true) == .oversubscribed)
    #expect(fault([1, 2, 3], true) == .incomplete)
    #expect(fault([0, 1, 0], true) == nil)
    #expect(fault([0, 1, 0], false) == .incomplete)
    #expect(fault([0, 2, 0], true) == .incomplete)
    #expect(fault([0, 0, 0], true) == nil)
    #expect(fault([0, 0, 0], false) == .incomplete)
    #expect(fault([], true) == nil)
  }

  @Test("finds the word that bits begin with", arguments: 0..<20 as Range<UInt64>)
  func decoding(_ seed: UInt64) throws {
    var generator = Deterministic(seed: seed)
    let symbols = Int.random(in: 2...288, using: &generator)
    let lengths = CanonicalCode.randomLengths(
      symbols: symbols, words: Int.random(in: 2...symbols, using: &generator), longest: 15,
      skew: seed % 2 == 0, using: &generator)
    let decoder = try PrefixDecoder(lengths: lengths.span, mayBeSingle: false)
    let code = CanonicalCode(lengths: lengths)
    for _ in 0..<300 {
      let bits = generator.next() << (generator.next() & 15)
      let (found, expected) = (decoder.decode(bits), code.decoded(bits))
      #expect(found?.symbol == expected?.symbol && found?.length == expected?.length, "\(bits)")
    }
    // Of one word of one bit, the other bit is none.
    let single = try PrefixDecoder(lengths: [0, 0, 1].span, mayBeSingle: true)
    #expect(single.decode(0)?.symbol == 2)
    #expect(single.decode(1) == nil)
    #expect(try PrefixDecoder(lengths: [0, 0].span, mayBeSingle: true).decode(0) == nil)
  }
}
