import ModelFormat

/// The type of an array's elements, as NumPy spells it: the order of bytes, a letter, the bytes of an element.
struct NumPyType: Equatable {
  /// The spelling, such as `<f4`.
  let word: String
  /// What tensors of this type have in a model file.
  let type: ElementType
  let isBigEndian: Bool

  private static let words: [(word: String, type: ElementType)] = [
    ("b1", .bool), ("i1", .i8), ("i2", .i16), ("i4", .i32), ("i8", .i64), ("u1", .u8),
    ("u2", .u16), ("u4", .u32), ("u8", .u64), ("f2", .f16), ("f4", .f32), ("f8", .f64),
    ("c8", .c64),
  ]

  /// Reads the spelling of a type.
  ///
  /// - Throws: `FormatError` with `unknown-word` for a type that is no number, or none that a model file has.
  init(parsing word: String, offset: UInt64) throws(FormatError) {
    let entry = Self.words.first { $0.word.elementsEqual(word.dropFirst()) }
    guard let sign = word.first, let type = entry?.type,
      ["<", ">"].contains(sign) || (sign == "|" && type.size == 1)
    else {
      let known = Self.words.map { ($0.type.size == 1 ? "|" : "<") + $0.word }
      throw FormatError(
        .unknownWord(word + Self.explanation(word), known: known), field: "header.descr",
        offset: offset)
    }
    self.word = word
    self.type = type
    isBigEndian = sign == ">" && type.size > 1
  }

  /// The spelling of a type of ours, little-endian; nil for one that NumPy does not have.
  static func word(of type: ElementType) -> String? {
    words.first { $0.type == type }.map { (type.size == 1 ? "|" : "<") + $0.word }
  }

  /// What a word that is not read stands for.
  private static func explanation(_ word: String) -> String {
    switch word.dropFirst().first {
    case "O": " (objects, which are pickles of Python's, and never opened)"
    case "V": " (bytes of no type, as bfloat16 becomes: widen it with astype(numpy.float32))"
    case "S", "U", "a": " (text)"
    case "M", "m": " (times)"
    default: ""
    }
  }

  /// As numbers of data, which are real.
  ///
  /// - Throws: `FormatError` with `unknown-word` for complex ones.
  func elementKind(offset: UInt64) throws(FormatError) -> ElementKind {
    let form: ElementKind.Form
    switch type {
    case .bool: form = .bool
    case .i8, .i16, .i32, .i64: form = .signed
    case .u8, .u16, .u32, .u64: form = .unsigned
    case .f16, .f32, .f64: form = .float
    default:
      throw FormatError(
        .unknownWord(word + " (complex)", known: ["real numbers"]), field: "header.descr",
        offset: offset)
    }
    return ElementKind(form: form, size: type.size, isBigEndian: isBigEndian)
  }

  /// The bytes that stand in the other order where the type is big-endian: complex numbers are two floats.
  var unitSize: Int { type == .c64 ? 4 : type.size }
}
