/// A block with codes of its own (RFC 1951, 3.2.7), planned from the counts of its symbols: its size is
/// known to the bit before one is written.
struct DynamicBlock {
  /// Words of at most 14 bits, so that four and what is left of the last byte fit into 64.
  static let longestWord = 14

  private let words: [UInt16]
  private let lengths: [UInt8]

  /// The bits of each byte's word; 0 for one that does not occur.
  var literalLengths: [UInt8] { Array(lengths[..<256]) }

  /// The bits of the cheapest match.
  var shortestMatchBits: Int { 1 + Int(lengths[257...].filter { $0 > 0 }.min() ?? 8) }

  private let header: [Field]

  /// What the block takes, its header and its end included.
  let bitCount: Int

  /// A piece of the header: a value and its bits.
  private struct Field {
    var value: UInt64
    var count: Int
  }

  /// Plans a block.
  ///
  /// - Parameter counts: how often each literal, the end and each length occurs: 286 of them.
  init(counts: [UInt32]) {
    let code = HuffmanCode(counts: counts.span, limit: Self.longestWord)
    words = code.words
    lengths = code.lengths
    header = Self.header(code.lengths)
    var bits = header.reduce(0) { $0 + $1.count }
    for symbol in counts.indices where counts[symbol] > 0 {
      // With a length come its extra bits and the single bit of distance 1.
      let extra = symbol > 256 ? Int(DeflateAlphabet.lengths[symbol - 257].extraBits) + 1 : 0
      bits += Int(counts[symbol]) * (Int(code.lengths[symbol]) + extra)
    }
    bitCount = bits
  }

  /// Type, sizes, and the two codes.
  ///
  /// The code of distances always has two words of one bit, for 1 and 2, also where there is no match: a
  /// decoder need not know the exceptions for none and for one.
  private static func header(_ lengths: [UInt8]) -> [Field] {
    let used = (lengths.lastIndex { $0 > 0 } ?? 256) + 1
    let tokens = CodeLengthToken.tokens(lengths[..<max(257, used)] + [1, 1])
    var counts = [UInt32](repeating: 0, count: DeflateAlphabet.codeLengths)
    for token in tokens { counts[token.symbol] += 1 }
    // A code needs two words.
    if counts.count(where: { $0 > 0 }) < 2 { counts[counts[0] == 0 ? 0 : 1] = 1 }
    let code = HuffmanCode(counts: counts.span, limit: 7)
    let words = code.words
    let order = DeflateAlphabet.codeLengthOrder.map(Int.init)
    let last = order.lastIndex { code.lengths[$0] > 0 } ?? 3
    let sent = max(4, last + 1)
    var fields = [
      // Not the last block, as long as it is not written; type 2.
      Field(value: 0b100, count: 3), Field(value: UInt64(max(257, used) - 257), count: 5),
      Field(value: 1, count: 5), Field(value: UInt64(sent - 4), count: 4),
    ]
    fields += order[..<sent].map { Field(value: UInt64(code.lengths[$0]), count: 3) }
    for token in tokens {
      let length = Int(code.lengths[token.symbol])
      let value = UInt64(words[token.symbol]) | UInt64(token.extra) << UInt64(length)
      fields.append(Field(value: value, count: length + token.extraBits))
    }
    return fields
  }

  private func writeHeader(isLast: Bool, to writer: inout BitWriter) {
    for (index, field) in header.enumerated() {
      let value = index == 0 && isLast ? field.value | 1 : field.value
      writer.write(value, count: field.count)
    }
  }

  /// Writes literals and nothing else.
  func write(literals bytes: Span<UInt8>, isLast: Bool, to writer: inout BitWriter) {
    writeHeader(isLast: isLast, to: &writer)
    // Word and length in one entry.
    let entries = zip(words, lengths).map { UInt32($0) | UInt32($1) << 16 }
    var index = 0
    while index < bytes.count {
      index += writer.writeWords(of: bytes.extracting(index...), words.span, lengths.span)
      let rest = bytes.extracting(index..<min(index + Self.aside, bytes.count))
      unsafe rest.withUnsafeBufferPointer { rest in
        unsafe entries.withUnsafeBufferPointer { entries in
          unsafe Self.write(rest, entries, to: &writer)
        }
      }
      index += rest.count
    }
    writer.write(UInt64(words[256]), count: Int(lengths[256]))
  }

  /// So many literals are written without vectors before these are asked again.
  private static let aside = 256

  /// The inner loop without vectors: four literals for each time that the bits are stored.
  private static func write(
    _ bytes: UnsafeBufferPointer<UInt8>, _ entries: UnsafeBufferPointer<UInt32>,
    to writer: inout BitWriter
  ) {
    var index = 0
    var local = writer
    while index &+ 4 <= bytes.count {
      let a = unsafe entries[Int(bytes[index])]
      let b = unsafe entries[Int(bytes[index &+ 1])]
      let c = unsafe entries[Int(bytes[index &+ 2])]
      let d = unsafe entries[Int(bytes[index &+ 3])]
      let ab = UInt64(a & 0xFFFF) | UInt64(b & 0xFFFF) &<< UInt64(a &>> 16)
      let cd = UInt64(c & 0xFFFF) | UInt64(d & 0xFFFF) &<< UInt64(c &>> 16)
      let abCount = (a &>> 16) &+ (b &>> 16)
      let cdCount = (c &>> 16) &+ (d &>> 16)
      local.write(ab | cd &<< UInt64(abCount), count: Int(abCount &+ cdCount))
      index &+= 4
    }
    while index < bytes.count {
      let entry = unsafe entries[Int(bytes[index])]
      local.write(UInt64(entry & 0xFFFF), count: Int(entry &>> 16))
      index &+= 1
    }
    writer = local
  }

  /// Writes literals, and runs of one byte as a literal and matches at distance 1.
  func write(
    runs bytes: Span<UInt8>, _ rule: RunRule, isLast: Bool, to writer: inout BitWriter
  ) {
    writeHeader(isLast: isLast, to: &writer)
    rule.forEachToken(of: bytes) { token in
      switch token {
      case .literal(let byte):
        writer.write(UInt64(words[Int(byte)]), count: Int(lengths[Int(byte)]))
      case .match(let length):
        let symbol = Int(DeflateAlphabet.symbolOfLength[length])
        let (base, extraBits) = DeflateAlphabet.lengths[symbol - 257]
        let wordLength = Int(lengths[symbol])
        // The distance is the word 0 of one bit.
        let extra = UInt64(length - Int(base)) << UInt64(wordLength)
        writer.write(UInt64(words[symbol]) | extra, count: wordLength + Int(extraBits) + 1)
      }
    }
    writer.write(UInt64(words[256]), count: Int(lengths[256]))
  }
}
