/// Text of XML or HTML.
///
/// What is written in the program stands as it is, and every text that is put into it is escaped: so nothing that
/// comes from a file can become a tag, whoever forgets to think of it.
///
///     let cell: Markup = "<td>\(name)</td>"
struct Markup: Sendable, Equatable {
  private(set) var text: String

  private init(_ text: String) { self.text = text }

  static func + (left: Markup, right: Markup) -> Markup { Markup(left.text + right.text) }
  static func += (left: inout Markup, right: Markup) { left.text += right.text }

  var isEmpty: Bool { text.isEmpty }

  /// A text fit to stand between tags and in quotes: signs of markup as entities, and control characters, which no
  /// page may hold, spelled out.
  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in PrintableText.line(text, unicode: true).unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      case _ where isNoncharacter(scalar.value): escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  private static func isNoncharacter(_ value: UInt32) -> Bool {
    value & 0xFFFE == 0xFFFE || (0xFDD0...0xFDEF).contains(value)
  }

  /// A coordinate in a picture: two digits behind the point, as far as they are not 0.
  private static func coordinate(_ value: Double) -> String {
    var text = NumberFormat.fixed(value, digits: 2)
    guard text.contains(".") else { return text }
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }
}

extension Markup: ExpressibleByStringInterpolation {
  init(stringLiteral text: String) { self.init(text) }
  init(stringInterpolation: StringInterpolation) { self.init(stringInterpolation.text) }

  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity) }

    mutating func appendLiteral(_ literal: String) { text += literal }
    mutating func appendInterpolation(_ markup: Markup) { text += markup.text }
    mutating func appendInterpolation(_ string: String) { text += Markup.escaped(string) }
    mutating func appendInterpolation(_ number: Int) { text += String(number) }
    /// A coordinate; a number for people is put into words first.
    mutating func appendInterpolation(_ coordinate: Double) {
      text += Markup.coordinate(coordinate)
    }
  }
}

extension Sequence<Markup> {
  func joined(separator: Markup = "") -> Markup {
    var isFirst = true
    return reduce(into: "") { all, part in
      if !isFirst { all += separator }
      isFirst = false
      all += part
    }
  }
}
