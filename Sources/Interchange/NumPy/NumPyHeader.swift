import ModelFormat

/// The header of an npy file: a literal of Python with three members, and nothing that is ever run.
///
/// "A simple file format for NumPy arrays", NumPy Enhancement Proposal 1:
/// `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`.
struct NumPyHeader: Equatable {
  let kind: ElementKind
  /// Whether the first dimension runs fastest.
  let isFortranOrder: Bool
  let shape: [Int]

  private static let fields = ["descr", "fortran_order", "shape"]

  /// Reads the text of a header that begins at byte `offset`.
  ///
  /// - Throws: `FormatError` with the byte at fault.
  init(parsing text: [UInt8], offset: UInt64) throws(FormatError) {
    var parser = PythonLiteral(text, offset: offset)
    var (kind, order, shape): (ElementKind?, Bool?, [Int]?)
    try parser.expect("{")
    while !parser.takes("}") {
      let start = parser.offset
      let name = try parser.string()
      guard Self.fields.contains(name) else {
        throw FormatError(
          .unknownWord(name, known: Self.fields), field: "header", offset: start)
      }
      try parser.expect(":")
      let valueStart = parser.offset
      let isRepeated: Bool
      switch name {
      case "descr":
        isRepeated = kind != nil
        kind = try Self.kind(try parser.string(), offset: valueStart)
      case "fortran_order":
        isRepeated = order != nil
        order = try parser.truth()
      default:
        isRepeated = shape != nil
        shape = try parser.wholeNumbers()
      }
      if isRepeated { throw FormatError(.duplicateName(name), field: "header", offset: start) }
      if !parser.takes(",") {
        try parser.expect("}")
        break
      }
    }
    try parser.finish()
    guard let kind, let order, let shape else {
      let missing = kind == nil ? "descr" : order == nil ? "fortran_order" : "shape"
      throw FormatError(.missingMember, field: "header.\(missing)", offset: offset)
    }
    guard shape.count <= ElementKind.maximumRank else {
      throw FormatError(
        .limitExceeded(
          expected: "at most \(ElementKind.maximumRank) dimensions", found: "\(shape.count)"),
        field: "header.shape", offset: offset)
    }
    self.kind = kind
    isFortranOrder = order
    self.shape = shape
  }

  /// The type that a word such as `<f4` stands for.
  private static func kind(_ word: String, offset: UInt64) throws(FormatError) -> ElementKind {
    let forms: [String: (ElementKind.Form, [Int])] = [
      "b": (.bool, [1]), "i": (.signed, [1, 2, 4, 8]), "u": (.unsigned, [1, 2, 4, 8]),
      "f": (.float, [2, 4, 8]),
    ]
    let parts = Array(word)
    guard parts.count == 3, let (form, sizes) = forms[String(parts[1])],
      let size = parts[2].wholeNumberValue, sizes.contains(size),
      ["<", ">"].contains(parts[0]) || (parts[0] == "|" && size == 1)
    else {
      throw FormatError(
        .unknownWord(
          word,
          known: ["|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8"]
            + ["<f2", "<f4", "<f8 (or > for <)"]),
        field: "header.descr", offset: offset)
    }
    return ElementKind(form: form, size: size, isBigEndian: parts[0] == ">")
  }
}

/// As much of Python's literals as a header of NumPy's needs: strings, truths, tuples of numbers.
private struct PythonLiteral {
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
