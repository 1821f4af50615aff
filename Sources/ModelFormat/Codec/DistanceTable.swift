/// Decodes the symbols of distances whose words are short, at once.
struct DistanceTable {
  /// Bits that are looked up.
  private static let bits = 8

  /// Bytes to come from which on a table is worth being filled: the header of a small network has fewer, and
  /// took a fifth of the time to open the file.
  static let worthwhileBytes = 1024

  /// For each sequence of bits a symbol and the length of its word; 0 where the word is longer, or there is
  /// none.
  private var entries = InlineArray<256, UInt16>(repeating: 0)

  /// Whether the entries are those of the code at hand.
  private(set) var isFilled = false

  /// Fills the table for a code.
  mutating func fill(_ code: borrowing PrefixDecoder) {
    for index in entries.indices {
      if let (symbol, length) = code.decode(UInt64(index)), length <= Self.bits {
        entries[index] = UInt16(symbol << 4 | length)
      } else {
        entries[index] = 0
      }
    }
    isFilled = true
  }

  /// Knows nothing of the code to come.
  mutating func clear() { isFilled = false }

  /// The symbol that the next bits begin with, and the length of its word; nil where that is not known here.
  func decode(_ bits: UInt64) -> (symbol: Int, length: Int)? {
    if !isFilled { return nil }
    let entry = entries[Int(bits & 0xFF)]
    return entry == 0 ? nil : (Int(entry >> 4), Int(entry & 15))
  }
}
