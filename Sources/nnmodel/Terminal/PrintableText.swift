/// Makes any text fit to be shown: nothing from a file may steer the terminal.
enum PrintableText {
  /// One line: control characters, and those that turn the direction of writing, are spelled out.
  ///
  /// Without `unicode` no byte above 0x7F is left: common signs are put in ASCII, the others
  /// spelled out.
  static func line(_ text: String, unicode: Bool) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    var line = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case " "..."~": line.unicodeScalars.append(scalar)
      case "\n": line += "\\n"
      case "\r": line += "\\r"
      case "\t": line += "\\t"
      case _ where scalar.isASCII || isUnsafe(scalar): line += spelled(scalar)
      case _ where unicode: line.unicodeScalars.append(scalar)
      default: line += ascii[scalar] ?? spelled(scalar)
      }
    }
    return line
  }

  /// C1 controls, line separators, bidirectional controls, and the byte order mark.
  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x80...0x9F, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0x061C, 0xFEFF: true
    default: false
    }
  }

  private static func spelled(_ scalar: Unicode.Scalar) -> String {
    "\\u{" + String(scalar.value, radix: 16) + "}"
  }

  private static let ascii: [Unicode.Scalar: String] = [
    "\u{A0}": " ", "\u{202F}": " ", "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-", "…": "...",
    "‘": "'", "’": "'", "“": "\"", "”": "\"", "×": "x", "·": ".", "≤": "<=", "≥": ">=", "±": "+-",
    "→": "->", "µ": "u", "²": "^2",
  ]
}
