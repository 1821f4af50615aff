/// A prefix code with code words of limited length.
///
/// The shortest for these counts, or longer by some thousandths where the limit cuts words.
/// Canonical, so that the lengths alone tell the code words (RFC 1951, 3.2.2).
struct HuffmanCode {
  /// The length of each symbol's code word; 0 for one that has none.
  let lengths: [UInt8]

  /// Makes a code for symbols that occur so often.
  ///
  /// Where words would become longer than the limit, they are cut, and others made longer until the code is
  /// possible again (Kraft's inequality).
  /// - Precondition: at least two symbols occur, and no more than 2^limit.
  init(counts: Span<UInt32>, limit: Int) {
    // Rarest first, ties by symbol: a count and its symbol in one number.
    var leaves: [UInt64] = []
    leaves.reserveCapacity(counts.count)
    for symbol in counts.indices where counts[symbol] > 0 {
      leaves.append(UInt64(counts[symbol]) << 16 | UInt64(symbol))
    }
    precondition(leaves.count >= 2 && leaves.count <= 1 << limit, "no code for so many symbols")
    leaves.sort()
    var wordsOfLength = Self.wordsOfLength(leaves, limit: limit)
    var lengths = [UInt8](repeating: 0, count: counts.count)
    var length = limit
    for leaf in leaves {
      while wordsOfLength[length] == 0 { length -= 1 }
      wordsOfLength[length] -= 1
      lengths[Int(leaf & 0xFFFF)] = UInt8(length)
    }
    self.lengths = lengths
  }

  /// How many words have each length: the depths of Huffman's tree, then cut at the limit.
  private static func wordsOfLength(_ leaves: [UInt64], limit: Int) -> [Int] {
    var words = [Int](repeating: 0, count: limit + 1)
    for depth in depths(leaves) { words[min(depth, limit)] += 1 }
    // In units of a word at the limit: how much of the code space is taken, and there is.
    var taken = 0
    for length in 1...limit { taken += words[length] << (limit - length) }
    while taken > 1 << limit {
      // Of a word above the limit become two at one more bit, one of which takes in a word at the limit.
      var length = limit - 1
      while words[length] == 0 { length -= 1 }
      words[length] -= 1
      words[length + 1] += 2
      words[limit] -= 1
      taken -= 1
    }
    return words
  }

  /// The depth of each leaf in Huffman's tree; leaves come rarest first.
  private static func depths(_ leaves: [UInt64]) -> [Int] {
    let count = leaves.count
    var weights = leaves.map { $0 >> 16 }
    weights.reserveCapacity(2 * count - 1)
    var parents = [Int](repeating: 0, count: 2 * count - 1)
    // Both leaves and joined nodes come in order of weight, so the two lightest are at the fronts.
    var (leaf, node) = (0, count)
    func takeLightest() -> Int {
      if leaf < count, node >= weights.count || weights[leaf] <= weights[node] {
        leaf += 1
        return leaf - 1
      }
      node += 1
      return node - 1
    }
    for joined in count..<2 * count - 1 {
      let (a, b) = (takeLightest(), takeLightest())
      weights.append(weights[a] + weights[b])
      (parents[a], parents[b]) = (joined, joined)
    }
    var depths = [Int](repeating: 0, count: 2 * count - 1)
    for node in (0..<2 * count - 2).reversed() { depths[node] = depths[parents[node]] + 1 }
    return Array(depths[..<count])
  }

  /// The code words, the first bit lowest, as they are written.
  var words: [UInt16] {
    var next = [Int](repeating: 0, count: 17)
    for length in lengths where length > 0 { next[Int(length) + 1] += 1 }
    for length in 1...16 { next[length] = (next[length] + next[length - 1]) << 1 }
    return lengths.map { length in
      guard length > 0 else { return 0 }
      let word = UInt16(truncatingIfNeeded: next[Int(length)])
      next[Int(length)] += 1
      return word.bitReversed >> (16 - UInt16(length))
    }
  }
}

extension UInt16 {
  /// The bits in opposite order.
  var bitReversed: UInt16 {
    var value = self
    value = (value & 0x5555) << 1 | (value >> 1) & 0x5555
    value = (value & 0x3333) << 2 | (value >> 2) & 0x3333
    value = (value & 0x0F0F) << 4 | (value >> 4) & 0x0F0F
    return value.byteSwapped
  }
}
