/// The symbols of DEFLATE (RFC 1951, 3.2.5 and 3.2.7).
enum DeflateAlphabet {
  static let endOfBlock = 256
  static let literalsAndLengths = 286
  static let distances = 30
  static let codeLengths = 19

  /// The order in which the lengths of the code of code lengths are written.
  static let codeLengthOrder: [UInt8] = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
  ]

  static let longestMatch = 258
  static let shortestMatch = 3

  /// The shortest match and the number of extra bits of each length symbol, from 257 on.
  static let lengths: [(base: UInt16, extraBits: UInt8)] = (0..<29).map { index in
    // Four symbols for each number of extra bits, and one for the longest match alone.
    if index == 28 { return (258, 0) }
    let extraBits = max(0, index / 4 - 1)
    let base = index < 8 ? 3 + index : 3 + (4 + index % 4) << extraBits
    return (UInt16(base), UInt8(extraBits))
  }

  /// The shortest distance and the number of extra bits of each distance symbol.
  static let distanceSymbols: [(base: UInt16, extraBits: UInt8)] = (0..<30).map { index in
    let extraBits = max(0, index / 2 - 1)
    let base = index < 4 ? 1 + index : 1 + (2 + index % 2) << extraBits
    return (UInt16(base), UInt8(extraBits))
  }

  /// The symbol, above 256, of each length of a match.
  static let symbolOfLength: [UInt16] = (0...longestMatch).map { length in
    UInt16(257 + (lengths.lastIndex { Int($0.base) <= max(length, 3) } ?? 0))
  }
}
