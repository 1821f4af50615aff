/// Canonical JSON, taken as it is spelled and in no other way.
///
/// Headers are in this form. To have json-c read one, turn its nodes into values and write these again, to compare the
/// bytes, took half of the time in which a file of a hundred tensors is opened. What is not taken here, whatever may be
/// wrong with it, is left to ``JSONParser``, which says what is.
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

  /// A string without escapes; the few that are canonical are left to the other parser.
  private static func string(_ bytes: Span<UInt8>, _ position: inout Int) -> String? {
    guard takes("\"", bytes, &position) else { return nil }
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      if bytes[position] < 0x20 || bytes[position] == UInt8(ascii: "\\") { return nil }
      position += 1
    }
    guard let content = try? UTF8Span(validating: bytes.extracting(start..<position)),
      takes("\"", bytes, &position)
    else { return nil }
    return String(copying: content)
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
