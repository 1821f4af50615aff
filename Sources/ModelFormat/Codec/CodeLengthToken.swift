/// A length in a block's header, or a repetition of one (RFC 1951, 3.2.7).
struct CodeLengthToken: Equatable {
  var symbol: Int
  var extra = 0
  var extraBits = 0

  /// Sums up the lengths of both codes.
  static func tokens(_ lengths: [UInt8]) -> [CodeLengthToken] {
    var tokens: [CodeLengthToken] = []
    var index = 0
    while index < lengths.count {
      let length = Int(lengths[index])
      var end = index + 1
      while end < lengths.count, lengths[end] == lengths[index] { end += 1 }
      var rest = end - index
      index = end
      if length == 0 {
        while rest >= 11 {
          let count = min(rest, 138)
          tokens.append(CodeLengthToken(symbol: 18, extra: count - 11, extraBits: 7))
          rest -= count
        }
        if rest >= 3 {
          tokens.append(CodeLengthToken(symbol: 17, extra: rest - 3, extraBits: 3))
          rest = 0
        }
      } else {
        tokens.append(CodeLengthToken(symbol: length))
        rest -= 1
        while rest >= 3 {
          let count = min(rest, 6)
          tokens.append(CodeLengthToken(symbol: 16, extra: count - 3, extraBits: 2))
          rest -= count
        }
      }
      for _ in 0..<rest { tokens.append(CodeLengthToken(symbol: length)) }
    }
    return tokens
  }
}
