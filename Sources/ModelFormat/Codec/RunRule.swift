/// Which runs of a byte become matches: those that are shorter so.
///
/// A zero among noise costs one bit or two, and a match some nine; a rare byte pays sooner.
struct RunRule {
  /// How much of a run, behind its first byte, must be left for a match to pay: by byte.
  private let shortest: [Int]

  enum Token: Equatable {
    case literal(UInt8)
    /// So many times the byte before.
    case match(length: Int)
  }

  /// All runs.
  static let all = RunRule(shortest: [Int](repeating: 3, count: 256))

  private init(shortest: [Int]) { self.shortest = shortest }

  /// The runs that a code would rather have as matches.
  ///
  /// - Parameters:
  ///   - literalBits: what each byte costs as a literal; 0 where the code has no word for it.
  ///   - matchBits: what a match costs.
  init(literalBits: [UInt8], matchBits: Int) {
    shortest = literalBits.map { bits in
      bits == 0 ? 3 : max(3, (matchBits + Int(bits) - 1) / Int(bits))
    }
  }

  /// Goes over the tokens that the bytes become.
  @inline(__always)
  func forEachToken(of bytes: Span<UInt8>, _ body: (Token) -> Void) {
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      var end = index + 1
      while end < bytes.count, bytes[end] == byte { end += 1 }
      body(.literal(byte))
      var rest = end - index - 1
      if rest >= shortest[Int(byte)] {
        while rest >= DeflateAlphabet.shortestMatch {
          // None of the last matches is too short to be one.
          var length = min(rest, DeflateAlphabet.longestMatch)
          if rest - length > 0, rest - length < 3 { length -= 3 }
          body(.match(length: length))
          rest -= length
        }
      }
      for _ in 0..<rest { body(.literal(byte)) }
      index = end
    }
  }

  /// How often each literal, the end and each length occurs.
  func counts(of bytes: Span<UInt8>) -> [UInt32] {
    var counts = [UInt32](repeating: 0, count: DeflateAlphabet.literalsAndLengths)
    counts[DeflateAlphabet.endOfBlock] = 1
    forEachToken(of: bytes) { token in
      switch token {
      case .literal(let byte): counts[Int(byte)] += 1
      case .match(let length): counts[Int(DeflateAlphabet.symbolOfLength[length])] += 1
      }
    }
    return counts
  }
}
