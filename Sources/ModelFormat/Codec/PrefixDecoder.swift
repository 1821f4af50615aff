/// Decodes the symbols of one prefix code bit by bit: slow, small, and right for every code (RFC 1951,
/// 3.2.2).
struct PrefixDecoder {
  static let longest = 15

  /// How many words have each length.
  private(set) var counts = InlineArray<16, UInt16>(repeating: 0)
  /// The symbols in the order of their words.
  private(set) var symbols = InlineArray<288, UInt16>(repeating: 0)
  /// The longest word.
  private(set) var maximum = 0

  enum Fault: Error {
    /// More words than there is room for.
    case oversubscribed
    /// Some sequence of bits is no word.
    case incomplete
  }

  /// Takes the lengths of a code's words.
  ///
  /// As zlib does, a code that is not complete is refused, unless it has no word, or one word of one bit and
  /// may be so.
  init(lengths: Span<UInt8>, mayBeSingle: Bool) throws(Fault) {
    for index in lengths.indices { counts[Int(lengths[index])] += 1 }
    counts[0] = 0
    var room = 1
    for length in 1...Self.longest {
      room = room << 1 - Int(counts[length])
      if room < 0 { throw .oversubscribed }
      if counts[length] > 0 { maximum = length }
    }
    if maximum == 0 {
      if mayBeSingle { return }
      throw .incomplete
    }
    if room > 0, !(mayBeSingle && maximum == 1) { throw .incomplete }
    var starts = InlineArray<17, UInt16>(repeating: 0)
    for length in 1...Self.longest { starts[length + 1] = starts[length] + counts[length] }
    for symbol in lengths.indices where lengths[symbol] > 0 {
      let length = Int(lengths[symbol])
      symbols[Int(starts[length])] = UInt16(symbol)
      starts[length] += 1
    }
  }

  /// The symbol that the next bits are the word of, and the word's length; nil where they are none.
  func decode(_ bits: UInt64) -> (symbol: Int, length: Int)? {
    var (word, first, index, rest) = (0, 0, 0, bits)
    for length in 1...Self.longest {
      word |= Int(rest & 1)
      rest >>= 1
      let count = Int(counts[length])
      if word - count < first { return (Int(symbols[index + word - first]), length) }
      index += count
      first = (first + count) << 1
      word <<= 1
    }
    return nil
  }
}
