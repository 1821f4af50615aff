import TestSupport

/// A code's words as text, from their lengths, by the letter of RFC 1951, 3.2.2.
struct CanonicalCode {
  let lengths: [UInt8]
  /// The word of each symbol; nothing where it has none.
  let words: [String]

  init(lengths: [UInt8]) {
    self.lengths = lengths
    var words = [String](repeating: "", count: lengths.count)
    var code = 0
    for length in 1...15 {
      for symbol in lengths.indices where Int(lengths[symbol]) == length {
        let digits = String(code, radix: 2)
        words[symbol] = String(repeating: "0", count: max(0, length - digits.count)) + digits
        code += 1
      }
      code <<= 1
    }
    self.words = words
  }

  /// Which symbol's word a sequence of bits begins with, the first bit lowest.
  func decoded(_ bits: UInt64) -> (symbol: Int, length: Int)? {
    for symbol in words.indices where !words[symbol].isEmpty {
      let isWord = words[symbol].enumerated().allSatisfy { index, digit in
        (bits >> UInt64(index) & 1 == 1) == (digit == "1")
      }
      if isWord { return (symbol, words[symbol].count) }
    }
    return nil
  }

  /// Lengths of a complete code for some of these symbols, by splitting words until there are enough.
  static func randomLengths(
    symbols: Int, words: Int, longest: Int, skew: Bool, using generator: inout Deterministic
  ) -> [UInt8] {
    var leaves: [UInt8] = [1, 1]
    while leaves.count < words {
      // The last one again and again makes a comb.
      let candidates = leaves.indices.filter { Int(leaves[$0]) < longest }
      guard let any = candidates.randomElement(using: &generator) else { break }
      let index = skew ? candidates.last ?? any : any
      leaves[index] += 1
      leaves.append(leaves[index])
    }
    var lengths = leaves + [UInt8](repeating: 0, count: symbols - leaves.count)
    lengths.shuffle(using: &generator)
    return lengths
  }
}
