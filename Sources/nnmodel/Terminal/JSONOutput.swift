/// A JSON value to print: written from literals, keys in the order given.
///
///     try terminal.print(["rows": .integer(rows), "loss": .number(loss)] as JSONOutput)
indirect enum JSONOutput: Sendable, Equatable {
  case null
  case boolean(Bool)
  case integer(Int)
  case unsigned(UInt64)
  /// Shortest round-trip; what is not finite has no JSON form and becomes null.
  case number(Double)
  /// The shortest text that reads back as the same fp32 number.
  case single(Float)
  case string(String)
  case array([JSONOutput])
  case object([Member])

  struct Member: Sendable, Equatable {
    var key: String
    var value: JSONOutput
  }

  /// Appends a member to an object.
  mutating func append(_ key: String, _ value: JSONOutput) {
    guard case .object(var members) = self else { preconditionFailure("not an object") }
    members.append(Member(key: key, value: value))
    self = .object(members)
  }

  /// In one line, without spaces after its signs; with `ascii`, everything else is escaped.
  func text(ascii: Bool = false) -> String {
    var text = ""
    write(to: &text, ascii)
    return text
  }

  private func write(to text: inout String, _ ascii: Bool) {
    switch self {
    case .null: text += "null"
    case .boolean(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .unsigned(let value): text += String(value)
    case .number(let value): text += value.isFinite ? NumberFormat.shortest(value) : "null"
    case .single(let value): text += value.isFinite ? NumberFormat.shortest(value) : "null"
    case .string(let value): Self.write(value, to: &text, ascii)
    case .array(let elements):
      text += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { text += "," }
        element.write(to: &text, ascii)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (index, member) in members.enumerated() {
        if index > 0 { text += "," }
        Self.write(member.key, to: &text, ascii)
        text += ":"
        member.value.write(to: &text, ascii)
      }
      text += "}"
    }
  }

  /// RFC 8259 §7. DEL and the C1 controls are escaped too: the line may end on a terminal.
  private static func write(_ string: String, to text: inout String, _ ascii: Bool) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{0}"..<" ", "\u{7F}"..."\u{9F}": text += escaped(UInt16(scalar.value))
      case _ where ascii && !scalar.isASCII:
        for unit in UTF16.encode(scalar)! { text += escaped(unit) }
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }

  private static func escaped(_ unit: UInt16) -> String {
    let digits = String(unit, radix: 16)
    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
  }
}

extension JSONOutput: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral,
  ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByNilLiteral
{
  init(dictionaryLiteral elements: (String, JSONOutput)...) {
    self = .object(elements.map { Member(key: $0.0, value: $0.1) })
  }
  init(arrayLiteral elements: JSONOutput...) { self = .array(elements) }
  init(stringLiteral value: String) { self = .string(value) }
  init(booleanLiteral value: Bool) { self = .boolean(value) }
  init(integerLiteral value: Int) { self = .integer(value) }
  init(nilLiteral: ()) { self = .null }
}
