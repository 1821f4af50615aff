/// The one spelling of a JSON value: RFC 8785, with the format's bounds (spec/format.md H4 … H6, H8).
extension JSON {
  /// The canonical bytes.
  ///
  /// - Precondition: every number is finite; ``JSON/validate(at:depth:)`` tells.
  public func canonicalBytes() -> [UInt8] {
    var output: [UInt8] = []
    write(to: &output)
    return output
  }

  private func write(to output: inout [UInt8]) {
    switch self {
    case .object(let object):
      output.append(UInt8(ascii: "{"))
      for (index, member) in object.members.enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        Self.write(member.name, to: &output)
        output.append(UInt8(ascii: ":"))
        member.value.write(to: &output)
      }
      output.append(UInt8(ascii: "}"))
    case .array(let elements):
      output.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        element.write(to: &output)
      }
      output.append(UInt8(ascii: "]"))
    case .string(let string): Self.write(string, to: &output)
    case .number(let number): output.append(contentsOf: canonicalSpelling(of: number).utf8)
    case .bool(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
    }
  }

  private static func write(_ string: String, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    let bytes = string.utf8.span
    let needsEscapes = bytes.indices.contains {
      bytes[$0] < 0x20 || bytes[$0] == UInt8(ascii: "\"") || bytes[$0] == UInt8(ascii: "\\")
    }
    if needsEscapes {
      writeEscaping(string, to: &output)
    } else {
      output.append(contentsOf: bytes)
    }
    output.append(UInt8(ascii: "\""))
  }

  private static func writeEscaping(_ string: String, to output: inout [UInt8]) {
    for byte in string.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        output.append(UInt8(ascii: "\\"))
        output.append(byte)
      case 0x08: output.append(contentsOf: "\\b".utf8)
      case 0x09: output.append(contentsOf: "\\t".utf8)
      case 0x0A: output.append(contentsOf: "\\n".utf8)
      case 0x0C: output.append(contentsOf: "\\f".utf8)
      case 0x0D: output.append(contentsOf: "\\r".utf8)
      case 0..<0x20: output.append(contentsOf: "\\u00\(hexadecimal([byte]))".utf8)
      default: output.append(byte)
      }
    }
  }
}

/// A number as ECMAScript's `Number::toString` spells it (spec/format.md H8).
///
/// - Precondition: the number is finite.
public func canonicalSpelling(of number: Double) -> String {
  precondition(number.isFinite, "JSON has no spelling for \(number)")
  if number == 0 { return "0" }
  if number.magnitude < 1e15, number == number.rounded(.towardZero) { return String(Int64(number)) }

  // Swift prints the shortest digits too, but places the point and the exponent by rules of its own.
  var digits: [UInt8] = []
  var pointPosition: Int?
  var exponent = 0
  let text = Array(number.magnitude.description.utf8)
  for (index, byte) in text.enumerated() {
    if byte == UInt8(ascii: ".") {
      pointPosition = digits.count
    } else if byte == UInt8(ascii: "e") {
      exponent = Int(String(decoding: text[(index + 1)...], as: UTF8.self)) ?? 0
      break
    } else {
      digits.append(byte)
    }
  }
  // The value is 0.d₁d₂… × 10^n.
  var n = (pointPosition ?? digits.count) + exponent
  let leadingZeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
  digits.removeFirst(leadingZeros)
  n -= leadingZeros
  while digits.last == UInt8(ascii: "0") { digits.removeLast() }

  let k = digits.count
  let all = String(decoding: digits, as: UTF8.self)
  let sign = number < 0 ? "-" : ""
  func zeros(_ count: Int) -> String { String(repeating: "0", count: count) }
  func part(_ range: Range<Int>) -> String { String(decoding: digits[range], as: UTF8.self) }
  if k <= n, n <= 21 { return sign + all + zeros(n - k) }
  if 0 < n, n <= 21 { return sign + part(0..<n) + "." + part(n..<k) }
  if -6 < n, n <= 0 { return sign + "0." + zeros(-n) + all }
  let mantissa = k == 1 ? all : part(0..<1) + "." + part(1..<k)
  return sign + mantissa + "e" + (n > 0 ? "+" : "-") + String((n - 1).magnitude)
}

extension JSON {
  /// Checks what a header may hold: depth, magnitudes, no U+0000 (spec/format.md H3 … H6).
  ///
  /// The writer's counterpart of the reader's checks, so that what cannot be read is not written.
  ///
  /// - Throws: ``FormatError`` with the path of the value at fault.
  func validate(at path: String, depth: Int = 1) throws(FormatError) {
    switch self {
    case .object(let object):
      try Self.checkDepth(depth)
      for member in object.members {
        try Self.checkString(member.name)
        try member.value.validate(at: "\(path).\(member.name)", depth: depth + 1)
      }
    case .array(let elements):
      try Self.checkDepth(depth)
      for (index, element) in elements.enumerated() {
        try element.validate(at: "\(path)[\(index)]", depth: depth + 1)
      }
    case .string(let string): try Self.checkString(string)
    case .number(let number): try Self.checkNumber(number, at: path)
    case .bool: break
    }
  }

  static func checkNumber(_ number: Double, at path: String) throws(FormatError) {
    if !(number.magnitude < Double(Limits.integerBound)) {
      throw FormatError(
        .outOfRange(expected: "a finite number below 2^53 in magnitude", found: "\(number)"),
        field: path, offset: Header.offset)
    }
  }

  private static func checkDepth(_ depth: Int) throws(FormatError) {
    if depth > Limits.headerDepth {
      throw .invalidHeader("nested deeper than \(Limits.headerDepth)")
    }
  }

  private static func checkString(_ string: String) throws(FormatError) {
    if string.utf8.contains(0) { throw .invalidHeader("a string contains U+0000") }
  }
}

extension FormatError {
  /// The same error, told of a value that is a part of another one.
  ///
  /// Paths grow while an error is on its way out, since building them on the way in would cost every reader
  /// more than the parsing.
  func inside(_ step: @autoclosure () -> String) -> FormatError {
    if case .invalidJSON = reason { return self }
    var error = self
    error.field = step() + field
    return error
  }

  /// The header is not JSON in its one spelling (H3, H4).
  static func invalidHeader(_ why: String) -> FormatError {
    FormatError(.invalidJSON(why), field: "header", offset: Header.offset)
  }
}
