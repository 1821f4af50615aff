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
    let hasRuns = isSparse || ByteSample.hasRuns(bytes)
    let parts = Self.stretches(of: bytes).map { Self.part(bytes, $0, hasRuns: hasRuns) }
    self.parts = parts.map(\.part)
    bitCount = parts.reduce(0) { $0 + $1.bitCount }
  }

  /// Neighbouring bytes that are coded alike.
  private struct Stretch {
    var range: Range<Int>
    /// nil for noise.
    var counts: ByteCounts?

    /// This stretch and the one behind it as one; nil where they are better coded apart.
    func joined(with next: Stretch) -> Stretch? {
      var both = Stretch(range: range.lowerBound..<next.range.upperBound, counts: counts)
      if counts == nil && next.counts == nil { return both }
      guard let counts, let following = next.counts else { return nil }
      both.counts?.add(following)
      let extra = (both.counts?.entropy ?? 0) - counts.entropy - following.entropy
      return extra <= ByteCounts.bit * following.bitsOfCode ? both : nil
    }
  }

  private static func stretches(of bytes: Span<UInt8>) -> [Stretch] {
    var found: [Stretch] = []
    let count = max(1, bytes.count / stretch)
    for index in 0..<count {
      let range = index * stretch..<(index == count - 1 ? bytes.count : (index + 1) * stretch)
      let piece = bytes.extracting(range)
      let next = Stretch(
        range: range, counts: ByteSample.isNoise(piece) ? nil : ByteCounts(of: piece))
      if let joined = found.last?.joined(with: next) {
        found[found.count - 1] = joined
      } else {
        found.append(next)
      }
    }
    return found
  }

  /// The best way to code a stretch, and its bits.
  private static func part(
    _ bytes: Span<UInt8>, _ stretch: Stretch, hasRuns: Bool
  ) -> (part: Part, bitCount: Int) {
    let range = stretch.range
    let blocks = (range.count + StoredBlock.longest - 1) / StoredBlock.longest
    var best = (part: Part.stored(range), bitCount: 8 * range.count + blocks * StoredBlock.overhead)
    // Of nothing there is no code.
    guard let counts = stretch.counts, !range.isEmpty else { return best }
    let ends: [UInt32] = [1]
    let lengths = [UInt32](repeating: 0, count: DeflateAlphabet.literalsAndLengths - 257)
    let literals = DynamicBlock(counts: counts.values + ends + lengths)
    if literals.bitCount < best.bitCount { best = (.literals(range, literals), literals.bitCount) }
    if hasRuns {
      // All runs at first; then those that pay under the code that this makes.
      var rule = RunRule.all
      for _ in 0..<2 {
        let runs = DynamicBlock(counts: rule.counts(of: bytes.extracting(range)))
        if runs.bitCount < best.bitCount { best = (.runs(range, runs, rule), runs.bitCount) }
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
