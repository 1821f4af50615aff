/// What RFC 8259 asks of the spelling of a text that json-c takes all the same.
package struct JSONSpelling {
  /// Colons outside of strings: the members of all objects, also those of one name.
  let colons: Int

  /// Goes through a text that json-c has read.
  ///
  /// - Throws: ``FormatError`` with `invalid-json` for control characters in a string, half a pair of surrogates,
  ///   single quotes, and numbers like `01`, `-.5` and `1.`.
  init(of text: [UInt8]) throws(FormatError) {
    let bytes = text.span
    var (index, colons) = (0, 0)
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\""):
        index = try Self.endOfString(bytes, from: index + 1)
      case UInt8(ascii: "'"):
        throw .invalidHeader("a string in single quotes")
      case UInt8(ascii: "-"), UInt8(ascii: "."), 0x30...0x39:
        let start = index
        while index < bytes.count, Self.isOfNumbers(bytes[index]) { index += 1 }
        guard Self.isNumber(bytes.extracting(start..<index)) else {
          throw .invalidHeader("a number is not spelled as JSON has it")
        }
      case let byte:
        colons += byte == UInt8(ascii: ":") ? 1 : 0
        index += 1
      }
    }
    self.colons = colons
  }

  /// Whether a text is a number by RFC 8259 §6: no plus or zero before it, digits on both sides of a point.
  package static func isNumber(_ text: Span<UInt8>) -> Bool {
    var index = text.count > 0 && text[0] == UInt8(ascii: "-") ? 1 : 0
    let hasLeadingZero = index < text.count && text[index] == 0x30
    let whole = digits(text, &index)
    if whole == 0 || hasLeadingZero && whole > 1 { return false }
    if index < text.count, text[index] == UInt8(ascii: ".") {
      index += 1
      if digits(text, &index) == 0 { return false }
    }
    if index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
      index += 1
      if index < text.count, "+-".utf8.contains(text[index]) { index += 1 }
      if digits(text, &index) == 0 { return false }
    }
    return index == text.count
  }

  /// Goes past digits, and tells how many there are.
  private static func digits(_ text: Span<UInt8>, _ index: inout Int) -> Int {
    let start = index
    while index < text.count, (0x30...0x39).contains(text[index]) { index += 1 }
    return index - start
  }

  private static func isOfNumbers(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "e"),
      UInt8(ascii: "E"):
      true
    default: false
    }
  }

  /// Where a string has ended that json-c has found to end.
  private static func endOfString(
    _ bytes: Span<UInt8>, from start: Int
  ) throws(FormatError) -> Int {
    var index = start
    while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
      if bytes[index] < 0x20 { throw .invalidHeader("a control character in a string") }
      guard bytes[index] == UInt8(ascii: "\\") else {
        index += 1
        continue
      }
      switch unit(bytes, at: index) {
      case 0xD800..<0xDC00 where (0xDC00..<0xE000).contains(unit(bytes, at: index + 6)):
        index += 12
      case 0xD800..<0xE000: throw .invalidHeader("half a pair of surrogates in a string")
      case 0: index += 2
      default: index += 6
      }
    }
    return index + 1
  }

  /// What an escape of four digits stands for; 0 where there is none.
  private static func unit(_ bytes: Span<UInt8>, at index: Int) -> Int {
    guard index + 6 <= bytes.count, bytes[index] == UInt8(ascii: "\\"),
      bytes[index + 1] == UInt8(ascii: "u")
    else { return 0 }
    return (index + 2..<index + 6).reduce(0) { value, place in
      let byte = bytes[place] | 0x20
      return 16 * value + Int(byte) - (byte < 0x60 ? 0x30 : 0x61 - 10)
    }
  }
}
