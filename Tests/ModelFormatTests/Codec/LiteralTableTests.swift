import TestSupport
import Testing

@testable import ModelFormat

struct LiteralTableTests {
  /// Compares every entry with what is decoded word by word.
  private func check(_ lengths: [UInt8], _ table: inout LiteralTable, _ comment: String) throws {
    // A small table for few bytes, and the large one.
    for (count, longest) in [(100, 8), (1 << 20, LiteralTable.longest)] {
      let decoder = try PrefixDecoder(lengths: lengths.span, mayBeSingle: true)
      table.fill(decoder, for: count)
      #expect(table.bits == min(longest, Int(lengths.max() ?? 0)))
      check(table, against: decoder, hasShortWord: lengths.contains(1), comment)
    }
  }

  private func check(
    _ table: borrowing LiteralTable, against decoder: PrefixDecoder, hasShortWord: Bool,
    _ comment: String
  ) {
    for pattern in 0..<1 << table.bits {
      // What follows the bits that are looked up does not matter.
      let entry = table.entry(for: UInt64(pattern) | 0xA5 << UInt64(table.bits))
      let count = Int(entry >> 8 & 7)
      var (position, literals) = (0, [UInt8]())
      var next: (symbol: Int, length: Int)?
      while true {
        next = decoder.decode(UInt64(pattern) >> UInt64(position))
        guard let word = next, word.symbol < 256, position + word.length <= table.bits,
          literals.count < count || !hasShortWord && literals.count < 6
        else { break }
        literals.append(UInt8(word.symbol))
        position += word.length
      }
      var isRight = unsafe entry == table.start[pattern]
      isRight = isRight && literals.count == count && literals.count <= 6
      for (index, literal) in literals.enumerated() {
        isRight = isRight && UInt8(truncatingIfNeeded: entry >> UInt64(16 + 8 * index)) == literal
      }
      if count > 0 {
        isRight = isRight && Int(entry & 63) == position && position <= table.bits
      } else if let next, next.length <= table.bits {
        // A literal that is whole is never left out; the end is told.
        isRight = isRight && next.symbol >= 256
        let kind = entry & LiteralTable.Kind.mask
        if next.symbol > 285 {
          isRight = isRight && entry == 0
        } else if next.symbol > 256 {
          let (base, extraBits) = DeflateAlphabet.lengths[next.symbol - 257]
          isRight =
            isRight && Int(entry & 63) == next.length && kind == LiteralTable.Kind.length
            && entry >> 16 & 0xFFFF == UInt64(base) && entry >> 32 == UInt64(extraBits)
        } else {
          isRight =
            isRight && Int(entry & 63) == next.length
            && kind == LiteralTable.Kind.endOfBlock
        }
      }
      if !isRight { Issue.record("\(comment), bits \(pattern): \(literals), \(entry)") }
    }
  }

  @Test("gives what the words give one by one, for all bits", arguments: 0..<60 as Range<UInt64>)
  func allPatterns(_ seed: UInt64) throws {
    var generator = Deterministic(seed: seed)
    var table = LiteralTable()
    for round in 0..<5 {
      let words = Int.random(in: 2...(round == 0 ? 5 : 286), using: &generator)
      var lengths = CanonicalCode.randomLengths(
        symbols: 286, words: words, longest: 15, skew: round % 2 == 0, using: &generator)
      // The shortest word for a literal or for the end, as it comes.
      if lengths[256] == 0, let other = lengths.firstIndex(where: { $0 > 0 }) {
        lengths.swapAt(256, other)
      }
      try check(lengths, &table, "seed \(seed), round \(round)")
    }
  }

  @Test("holds six literals where eleven fit, and no more")
  func shortest() throws {
    var table = LiteralTable()
    var lengths = [UInt8](repeating: 0, count: 257)
    // 0 for the byte 65; 10 for the end, 110 and 111 behind it.
    (lengths[65], lengths[66], lengths[67], lengths[256]) = (1, 3, 3, 2)
    try check(lengths, &table, "short")
    // A comb of eleven bits begins with the word of one.
    lengths = [UInt8](repeating: 0, count: 257)
    for index in 0..<13 { lengths[index] = UInt8(min(12, index + 1)) }
    lengths[12] = 0
    lengths[256] = 12
    try check(lengths, &table, "comb")
    let entry = unsafe table.start[0]
    #expect(entry >> 8 & 7 == 6)
    // An end alone.
    lengths = [UInt8](repeating: 0, count: 257)
    lengths[256] = 1
    try check(lengths, &table, "end")
  }

  @Test("has the fixed code of RFC 1951")
  func fixed() throws {
    var table = LiteralTable()
    let lengths =
      [UInt8](repeating: 8, count: 144) + [UInt8](repeating: 9, count: 112)
      + [UInt8](repeating: 7, count: 24) + [UInt8](repeating: 8, count: 8)
    try check(lengths, &table, "fixed")
  }
}
