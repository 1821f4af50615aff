import TestSupport
import Testing

@testable import ModelFormat

struct BlockCodesTests {
  /// A block's codes, told by a code of code lengths that has a word of five bits for each symbol and 13 more.
  private func told(_ literals: [UInt8], _ distances: [UInt8]) -> (bits: BitString, count: Int) {
    var bits = BitString()
    bits.append(UInt64(literals.count - 257), count: 5)
    bits.append(UInt64(distances.count - 1), count: 5)
    bits.append(15, count: 4)
    // 13 words of four bits and 6 of five make a whole: 13/16 + 6/32.
    let lengths = (0..<19).map { UInt8($0 < 13 ? 4 : 5) }
    for symbol in DeflateAlphabet.codeLengthOrder {
      bits.append(UInt64(lengths[Int(symbol)]), count: 3)
    }
    let code = CanonicalCode(lengths: lengths)
    for token in CodeLengthToken.tokens(literals + distances) {
      bits.append(word: code.words[token.symbol])
      bits.append(UInt64(token.extra), count: token.extraBits)
    }
    let count = bits.bits.count
    bits.align()
    return (bits, count)
  }

  private func isSame(_ decoder: PrefixDecoder, _ lengths: [UInt8]) -> Bool {
    let code = CanonicalCode(lengths: lengths)
    return lengths.indices.allSatisfy { symbol in
      let word = code.words[symbol]
      if word.isEmpty { return true }
      let bits = word.reversed().reduce(UInt64(0)) { $0 << 1 | ($1 == "1" ? 1 : 0) }
      let found = decoder.decode(bits)
      return found?.symbol == symbol && found?.length == word.count
    }
  }

  @Test("reads the codes that a block brings along", arguments: 0..<60 as Range<UInt64>)
  func reads(_ seed: UInt64) throws {
    var generator = Deterministic(seed: seed)
    let count = Int.random(in: 257...286, using: &generator)
    var literals = CanonicalCode.randomLengths(
      symbols: count, words: Int.random(in: 2...257, using: &generator), longest: 15,
      skew: seed % 3 == 0, using: &generator)
    if literals[256] == 0, let other = literals.firstIndex(where: { $0 > 0 }) {
      literals.swapAt(256, other)
    }
    let distances = CanonicalCode.randomLengths(
      symbols: Int.random(in: 2...30, using: &generator), words: 2, longest: 15, skew: false,
      using: &generator)
    let (bits, length) = told(literals, distances)
    try unsafe bits.bytes.withUnsafeBufferPointer { bytes in
      var reader = unsafe BitReader(bytes)
      let codes = try BlockCodes(reading: &reader)
      #expect(reader.position == length)
      #expect(isSame(codes.literals, literals))
      #expect(isSame(codes.distances, distances))
      // What is cut short is refused, wherever that is.
      for end in 0..<length / 8 {
        var shorter = unsafe BitReader(UnsafeBufferPointer(rebasing: bytes[..<end]))
        let isRead = (try? BlockCodes(reading: &shorter)) != nil
        #expect(!isRead, "\(end) of \(length / 8)")
      }
    }
  }

  @Test("has the fixed codes of RFC 1951, 3.2.6")
  func fixed() {
    let codes = BlockCodes.fixed
    let lengths =
      [UInt8](repeating: 8, count: 144) + [UInt8](repeating: 9, count: 112)
      + [UInt8](repeating: 7, count: 24) + [UInt8](repeating: 8, count: 8)
    // 00110000 is 0, 110010000 is 144, 0000000 the end, 11000000 is 280.
    let code = CanonicalCode(lengths: lengths)
    #expect(code.words[0] == "00110000" && code.words[144] == "110010000")
    #expect(code.words[256] == "0000000" && code.words[280] == "11000000")
    #expect(isSame(codes.literals, lengths))
    #expect(isSame(codes.distances, [UInt8](repeating: 5, count: 32)))
  }
}
