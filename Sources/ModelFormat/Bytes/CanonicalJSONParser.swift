/// Canonical JSON, taken as it is spelled and in no other way.
///
/// Headers are in this form. To have json-c read one, turn its nodes into values and write these again, to compare the
/// bytes, took half of the time in which a file of a hundred tensors is opened, and many times the memory. What is not
/// taken here breaks H3 … H6 of spec/format.md; ``JSONParser`` says what is wrong with it.
enum CanonicalJSONParser {
  /// The value of a text; nil where it is not in canonical form, or breaks H3 … H6 of spec/format.md.
  static func parse(_ text: [UInt8]) -> JSON? {
    let bytes = text.span
    var position = 0
    guard let value = value(bytes, &position, depth: 1), position == bytes.count else { return nil }
    return value
  }

  private static func value(_ bytes: Span<UInt8>, _ position: inout Int, depth: Int) -> JSON? {
    guard position < bytes.count else { return nil }
    switch bytes[position] {
    case UInt8(ascii: "{"):
      return depth > Limits.headerDepth ? nil : object(bytes, &position, depth: depth)
    case UInt8(ascii: "["):
      return depth > Limits.headerDepth ? nil : array(bytes, &position, depth: depth)
    case UInt8(ascii: "\""): return string(bytes, &position).map { .string($0) }
    case UInt8(ascii: "t"): return takes(word: "true", bytes, &position) ? .bool(true) : nil
    case UInt8(ascii: "f"): return takes(word: "false", bytes, &position) ? .bool(false) : nil
    default: return number(bytes, &position).map { .number($0) }
    }
  }

  private static func object(_ bytes: Span<UInt8>, _ position: inout Int, depth: Int) -> JSON? {
    var members: [JSONObject.Member] = []
    position += 1
    if takes("}", bytes, &position) { return .object(JSONObject(sorted: [])) }
    members.reserveCapacity(4)
    while true {
      guard let name = string(bytes, &position), takes(":", bytes, &position) else { return nil }
      if let last = members.last, !canonicallyPrecedes(last.name, name) { return nil }
      guard let value = value(bytes, &position, depth: depth + 1) else { return nil }
      members.append(JSONObject.Member(name: name, value: value))
      if takes("}", bytes, &position) { return .object(JSONObject(sorted: members)) }
      guard takes(",", bytes, &position) else { return nil }
    }
  }

  private static func array(_ bytes: Span<UInt8>, _ position: inout Int, depth: Int) -> JSON? {
    var elements: [JSON] = []
    position += 1
    if takes("]", bytes, &position) { return .array([]) }
    while true {
      guard let element = value(bytes, &position, depth: depth + 1) else { return nil }
      elements.append(element)
      if takes("]", bytes, &position) { return .array(elements) }
      guard takes(",", bytes, &position) else { return nil }
    }
  }

  private static func string(_ bytes: Span<UInt8>, _ position: inout Int) -> String? {
    guard takes("\"", bytes, &position) else { return nil }
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      if bytes[position] < 0x20 { return nil }
      if bytes[position] == UInt8(ascii: "\\") {
        return stringWithEscapes(bytes, from: start, &position)
      }
      position += 1
    }
    guard let content = try? UTF8Span(validating: bytes.extracting(start..<position)),
      takes("\"", bytes, &position)
    else { return nil }
    return String(copying: content)
  }

  /// The rest of a string, from its first escape on, and what was before it.
  private static func stringWithEscapes(
    _ bytes: Span<UInt8>, from start: Int, _ position: inout Int
  ) -> String? {
    var content: [UInt8] = []
    for index in start..<position { content.append(bytes[index]) }
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      var byte = bytes[position]
      position += 1
      if byte < 0x20 { return nil }
      if byte == UInt8(ascii: "\\") {
        guard let escaped = escaped(bytes, &position) else { return nil }
        byte = escaped
      }
      content.append(byte)
    }
    guard let text = try? UTF8Span(validating: content.span), takes("\"", bytes, &position) else {
      return nil
    }
    return String(copying: text)
  }

  /// The character that the rest of an escape stands for, in the one spelling that it has (H4).
  private static func escaped(_ bytes: Span<UInt8>, _ position: inout Int) -> UInt8? {
    guard position < bytes.count else { return nil }
    let sign = bytes[position]
    position += 1
    switch sign {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): return sign
    case UInt8(ascii: "b"): return 0x08
    case UInt8(ascii: "t"): return 0x09
    case UInt8(ascii: "n"): return 0x0A
    case UInt8(ascii: "f"): return 0x0C
    case UInt8(ascii: "r"): return 0x0D
    case UInt8(ascii: "u"):
      guard takes("0", bytes, &position), takes("0", bytes, &position), position + 2 <= bytes.count
      else { return nil }
      let (high, low) = (bytes[position], bytes[position + 1])
      position += 2
      guard high == UInt8(ascii: "0") || high == UInt8(ascii: "1"),
        let digit = digit(low) ?? letter(low)
      else { return nil }
      let value = UInt8(16 * (high == UInt8(ascii: "1") ? 1 : 0) + digit)
      return value == 0 || hasShortEscape(value) ? nil : value
    default: return nil
    }
  }

  private static func hasShortEscape(_ byte: UInt8) -> Bool {
    (0x08...0x0D).contains(byte) && byte != 0x0B
  }

  /// The value of a hexadecimal digit that is a letter, in lower case.
  private static func letter(_ byte: UInt8) -> Int? {
    (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte) ? Int(byte) - 0x61 + 10 : nil
  }

  private static func number(_ bytes: Span<UInt8>, _ position: inout Int) -> Double? {
    let start = position
    let isNegative = takes("-", bytes, &position)
    let first = position
    var whole = 0
    while position < bytes.count, let digit = digit(bytes[position]), position - first < 17 {
      whole = 10 * whole + digit
      position += 1
    }
    if position < bytes.count, isPartOfNumber(bytes[position]) {
      return fraction(bytes, from: start, &position)
    }
    let count = position - first
    let hasLeadingZero = count > 1 && bytes[first] == UInt8(ascii: "0")
    guard count > 0, !hasLeadingZero, whole < Limits.integerBound, whole > 0 || !isNegative else {
      return nil
    }
    return Double(isNegative ? -whole : whole)
  }

  /// A number with a point or an exponent, which is rare: in the spelling that it would be given.
  private static func fraction(
    _ bytes: Span<UInt8>, from start: Int, _ position: inout Int
  ) -> Double? {
    while position < bytes.count, isPartOfNumber(bytes[position]) { position += 1 }
    guard position - start <= 32,
      let content = try? UTF8Span(validating: bytes.extracting(start..<position))
    else { return nil }
    let text = String(copying: content)
    guard let value = Double(text), value.magnitude < Double(Limits.integerBound),
      canonicalSpelling(of: value) == text
    else { return nil }
    return value
  }

  private static func digit(_ byte: UInt8) -> Int? {
    (0x30...0x39).contains(byte) ? Int(byte) - 0x30 : nil
  }

  private static func isPartOfNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "+"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  private static func takes(
    _ sign: Unicode.Scalar, _ bytes: Span<UInt8>, _ position: inout Int
  ) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: sign) else { return false }
    position += 1
    return true
  }

  private static func takes(
    word: String, _ bytes: Span<UInt8>, _ position: inout Int
  ) -> Bool {
    word.unicodeScalars.allSatisfy { takes($0, bytes, &position) }
  }
}
