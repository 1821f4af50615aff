/// What a look at a few bytes tells of many. In integers, so that every machine decides alike.
enum ByteSample {
  private static let pieces = 8
  private static let pieceSize = 256

  /// Whether bytes look like noise, which no coder makes smaller.
  ///
  /// Two bytes of noise are equal once in 256 times. So many pairs of a sample can be compared through the
  /// counts of its values (the Rényi entropy of order 2) that one in 244 is told from it.
  static func isNoise(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count >= 2 * pieces * pieceSize else { return false }
    var counts = InlineArray<256, UInt32>(repeating: 0)
    for piece in 0..<pieces {
      for index in range(of: piece, in: bytes.count) { counts[Int(bytes[index])] += 1 }
    }
    var equalPairs = 0
    for index in counts.indices {
      let count = Int(counts[index])
      equalPairs += count * (count - 1)
    }
    let sampled = pieces * pieceSize
    return equalPairs * 244 <= sampled * (sampled - 1)
  }

  /// Whether a byte often equals the three before it.
  static func hasRuns(_ bytes: Span<UInt8>) -> Bool {
    var (equal, seen) = (0, 0)
    for piece in 0..<pieces {
      for index in range(of: piece, in: bytes.count).dropFirst(3) {
        let byte = bytes[index]
        if byte == bytes[index - 1], byte == bytes[index - 2], byte == bytes[index - 3] {
          equal += 1
        }
        seen += 1
      }
    }
    return equal * 8 > seen
  }

  /// Whether stretches of eight bytes come again within a few thousand.
  static func hasRepeats(_ bytes: Span<UInt8>) -> Bool {
    let size = min(bytes.count, 4096)
    let start = (bytes.count - size) / 2
    // The last stretch of each hash; eight zeros, which are there from the start, are a run anyway.
    var seen = InlineArray<1024, UInt64>(repeating: 0)
    var (stretch, found) = (UInt64(0), 0)
    for index in start..<start + size {
      stretch = stretch >> 8 | UInt64(bytes[index]) << 56
      let slot = Int((stretch &* 0x9E37_79B9_7F4A_7C15) >> 54)
      if seen[slot] == stretch { found += 1 }
      seen[slot] = stretch
    }
    return found * 20 > size
  }

  /// Pieces lie evenly from the first byte to the last.
  private static func range(of piece: Int, in count: Int) -> Range<Int> {
    let size = min(pieceSize, count)
    let start = (count - size) * piece / (pieces - 1)
    return start..<start + size
  }
}
