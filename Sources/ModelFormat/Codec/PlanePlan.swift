/// How the bytes of one plane are coded: stretches of it, each in the way that makes it smallest.
///
/// Sign and exponent of weights need a prefix code and nothing else, their mantissas are noise that no code
/// makes smaller, and what pruning or Adam leaves behind has runs. A sample tells which it is; where it says
/// noise, the bytes are not looked at again.
struct PlanePlan {
  enum Part {
    /// As they are.
    case stored(Range<Int>)
    /// Each byte by its code word.
    case literals(Range<Int>, DynamicBlock)
    /// Besides, runs of a byte as matches at distance 1.
    case runs(Range<Int>, DynamicBlock, RunRule)
  }

  let parts: [Part]

  /// What the parts take at most, in bits.
  let bitCount: Int

  /// Whether all of it stays as it is.
  var isStored: Bool {
    parts.allSatisfy { if case .stored = $0 { true } else { false } }
  }

  /// Bytes that are judged together. What is smaller costs more for its code than it wins.
  private static let stretch = 1 << 15

  /// Plans the coding of some bytes.
  ///
  /// - Parameter isSparse: whether runs are to be expected, however few a sample shows.
  init(of bytes: Span<UInt8>, isSparse: Bool = false) {
    var parts: [Part] = []
    var bits = 0
    let hasRuns = isSparse || ByteSample.hasRuns(bytes)
    var open: (range: Range<Int>, counts: ByteCounts?)?
    func close() {
      guard let stretch = open else { return }
      let (part, size) = Self.part(bytes, stretch.range, stretch.counts, hasRuns: hasRuns)
      parts.append(part)
      bits += size
    }
    for range in Self.stretches(bytes.count) {
      let piece = bytes.extracting(range)
      let counts = ByteSample.isNoise(piece) ? nil : ByteCounts(of: piece)
      if let last = open {
        if let joined = Self.joined(last.counts, counts) {
          open = (last.range.lowerBound..<range.upperBound, joined.counts)
          continue
        }
        close()
      }
      open = (range, counts)
    }
    close()
    self.parts = parts
    bitCount = bits
  }

  private static func stretches(_ count: Int) -> [Range<Int>] {
    let parts = max(1, count / stretch)
    return (0..<parts).map { part in
      part * stretch..<(part == parts - 1 ? count : (part + 1) * stretch)
    }
  }

  /// The counts of two neighbours together, where one code is better for them than two.
  private static func joined(
    _ first: ByteCounts?, _ second: ByteCounts?
  ) -> (counts: ByteCounts?, Void)? {
    guard let first, let second else {
      return first == nil && second == nil ? (nil, ()) : nil
    }
    var both = first
    both.add(second)
    let extra = both.entropy - first.entropy - second.entropy
    return extra <= ByteCounts.bit * second.bitsOfCode ? (both, ()) : nil
  }

  /// The best way to code a stretch, and its bits.
  private static func part(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ counts: ByteCounts?, hasRuns: Bool
  ) -> (Part, Int) {
    let blocks = (range.count + StoredBlock.longest - 1) / StoredBlock.longest
    var best = (Part.stored(range), 8 * range.count + blocks * StoredBlock.overhead)
    // Of nothing there is no code.
    guard let counts, !range.isEmpty else { return best }
    let ends: [UInt32] = [1]
    let lengths = [UInt32](repeating: 0, count: DeflateAlphabet.literalsAndLengths - 257)
    let literals = DynamicBlock(counts: counts.values + ends + lengths)
    if literals.bitCount < best.1 { best = (.literals(range, literals), literals.bitCount) }
    if hasRuns {
      // All runs at first; then those that pay under the code that this makes.
      var rule = RunRule.all
      for _ in 0..<2 {
        let runs = DynamicBlock(counts: rule.counts(of: bytes.extracting(range)))
        if runs.bitCount < best.1 { best = (.runs(range, runs, rule), runs.bitCount) }
        rule = RunRule(literalBits: runs.literalLengths, matchBits: runs.shortestMatchBits)
      }
    }
    return best
  }
}

extension ByteCounts {
  /// About what it takes to tell a decoder the code of these bytes.
  fileprivate var bitsOfCode: Int { 80 + 5 * values.count { $0 > 0 } }
}
