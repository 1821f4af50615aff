/// Decodes several literals at a time: for each sequence of eleven bits, all that are whole in it.
///
/// Exponents of weights take two to three bits each, so that one look gives four of them.
@safe struct LiteralTable: ~Copyable {
  /// Bits that are looked up.
  static let longest = 11

  /// What a sequence of bits begins with.
  ///
  /// Bits 0–5: how many bits it takes. Bits 8–10: how many literals, at most six, which are the bytes from bit
  /// 16 on. Without literals: bits 11–12 tell what else, and for the length of a match bits 16–31 its base,
  /// bits 32–39 its extra bits.
  typealias Entry = UInt64

  /// What an entry without literals stands for; 0 for a word that is longer than what is looked up, or no word.
  enum Kind {
    static let length: Entry = 1 << 11
    static let endOfBlock: Entry = 2 << 11
    static let mask: Entry = 3 << 11
  }

  private static let mostLiterals: Entry = 6

  /// For each number of bits b up to the one that is looked up, 2^b entries from 2^b on: what is whole in b
  /// bits.
  private let entries: UnsafeMutablePointer<Entry>
  /// How many bits of this code are looked up; 0 while nothing is.
  private(set) var bits = 0

  init() { unsafe entries = .allocate(capacity: 2 << Self.longest) }

  deinit { unsafe entries.deallocate() }

  /// The entries for ``bits`` bits.
  var start: UnsafePointer<Entry> { unsafe UnsafePointer(entries + (1 << bits)) }

  /// What the next bits begin with.
  func entry(for bits: UInt64) -> Entry {
    unsafe entries[(1 << self.bits) + Int(bits & (1 << UInt64(self.bits) - 1))]
  }

  /// Fills the table for a code of literals and lengths.
  ///
  /// - Parameter count: bytes that will come at most: for a few, a small table is filled sooner.
  mutating func fill(_ code: borrowing PrefixDecoder, for count: Int) {
    bits = min(count < 1 << 14 ? 8 : Self.longest, max(1, code.maximum))
    unsafe entries.initialize(repeating: 0, count: 2 << bits)
    // Seven literals in eleven bits take a word of one bit.
    let mayOverflow = code.counts[1] > 0
    // From few bits to many: each word in front of what the bits behind it begin with.
    for width in 1...bits {
      var (word, index) = (0, 0)
      for length in 1...width {
        for _ in 0..<Int(code.counts[length]) {
          let first = Self.entry(symbol: Int(code.symbols[index]), length: length)
          let position = Int(UInt16(word).bitReversed) >> (16 - length)
          if mayOverflow {
            enter(first, length, at: position, width: width, mayOverflow: true)
          } else {
            enter(first, length, at: position, width: width, mayOverflow: false)
          }
          word += 1
          index += 1
        }
        word <<= 1
      }
    }
  }

  static let countMask: Entry = 7 << 8

  /// Enters a word wherever a sequence of bits begins with it.
  @inline(__always)
  private func enter(
    _ first: Entry, _ length: Int, at position: Int, width: Int, mayOverflow: Bool
  ) {
    let left = width &- length
    let target = unsafe entries + ((1 << width) &+ position)
    let isLiteral = first & Self.countMask != 0
    for index in 0..<(1 << left) {
      var rest = unsafe entries[(1 << left) &+ index]
      if mayOverflow, rest & Self.countMask == Self.mostLiterals << 8 {
        // One too many; so few bits have one less.
        let fewer = min(left, Int(Self.mostLiterals) &- 1)
        rest = unsafe entries[(1 << fewer) &+ (index & ((1 << fewer) &- 1))]
      }
      let both =
        (rest &>> 16) &<< 24 | first & 0xFF_0000 | ((rest & 0x73F) &+ (1 << 8 | Entry(length)))
      let isFollowed = isLiteral && rest & Self.countMask != 0
      unsafe target[index &<< length] = isFollowed ? both : first
    }
  }

  private static func entry(symbol: Int, length: Int) -> Entry {
    switch symbol {
    case ..<256: return Entry(length) | 1 << 8 | Entry(symbol) << 16
    case 256: return Entry(length) | Kind.endOfBlock
    case 257...285:
      let (base, extraBits) = DeflateAlphabet.lengths[symbol - 257]
      return Entry(length) | Kind.length | Entry(base) << 16 | Entry(extraBits) << 32
    // Two symbols of the fixed code that stand for nothing.
    default: return 0
    }
  }
}
