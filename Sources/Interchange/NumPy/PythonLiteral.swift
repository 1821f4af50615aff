import ModelFormat

/// As much of Python's literals as a header of NumPy's needs: strings, truths, tuples of numbers.
struct PythonLiteral {
  private let text: [UInt8]
  private let start: UInt64
  private var position = 0

  init(_ text: [UInt8], offset: UInt64) {
    self.text = text
    start = offset
  }

  /// The byte in the file that comes next.
  var offset: UInt64 { start + UInt64(position) }

  mutating func takes(_ sign: String) -> Bool {
    skipBlanks()
    guard text[position...].starts(with: sign.utf8) else { return false }
    position += sign.utf8.count
    return true
  }

  mutating func expect(_ sign: String) throws(FormatError) {
    guard takes(sign) else { throw fault("'\(sign)'") }
  }

  /// A string without escapes, which no member of a header needs.
  mutating func string() throws(FormatError) -> String {
    skipBlanks()
    guard let quote = next, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      throw fault("a string")
    }
    let rest = text[(position + 1)...]
    guard let end = rest.firstIndex(of: quote), !rest[..<end].contains(UInt8(ascii: "\\")) else {
      throw fault("a string that ends, without escapes")
    }
    position = end + 1
    return String(decoding: rest[..<end], as: UTF8.self)
  }

  mutating func truth() throws(FormatError) -> Bool {
    if takes("True") { return true }
    guard takes("False") else { throw fault("True or False") }
    return false
  }

  /// A tuple: `()`, `(3,)`, `(3, 4)`; Python 2 wrote `(3L, 4L)`.
  mutating func wholeNumbers() throws(FormatError) -> [Int] {
    var numbers: [Int] = []
    try expect("(")
    while !takes(")") {
      skipBlanks()
      let digits = text[position...].prefix { (0x30...0x39).contains($0) }
      guard let number = Int(String(decoding: digits, as: UTF8.self)) else {
        throw fault("a whole number, 0 or more")
      }
      position += digits.count
      if next == UInt8(ascii: "L") { position += 1 }
      numbers.append(number)
      if takes(",") { continue }
      guard numbers.count != 1 else { throw fault("',' in a tuple of one") }
      try expect(")")
      break
    }
    return numbers
  }

  mutating func finish() throws(FormatError) {
    skipBlanks()
    guard next == nil else { throw fault("nothing more") }
  }

  private var next: UInt8? { position < text.count ? text[position] : nil }

  private mutating func skipBlanks() {
    while let byte = next, byte == 0x20 || byte == 0x0A { position += 1 }
  }

  private func fault(_ expected: String) -> FormatError {
    let rest = String(decoding: text[position...].prefix(12), as: UTF8.self)
    let found =
      rest.isEmpty ? "its end" : "'\(String(rest.unicodeScalars.filter { $0.value >= 0x20 }))'"
    return FormatError(
      .invalidValue(expected: expected, found: found), field: "header", offset: offset)
  }
}
