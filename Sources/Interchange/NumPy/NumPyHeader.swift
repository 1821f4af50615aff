import ModelFormat

/// The front of an npy file: magic, version, and a literal of Python with three members, of which nothing is ever run.
///
/// "A simple file format for NumPy arrays", NumPy Enhancement Proposal 1:
/// `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`.
struct NumPyHeader: Equatable {
  let type: NumPyType
  /// Whether the first dimension runs fastest.
  let isFortranOrder: Bool
  let shape: [Int]
  /// Where the text begins in the file.
  let offset: UInt64

  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  private static let fields = ["descr", "fortran_order", "shape"]
  /// The longest text: 64 KiB, where that of an array of numbers takes 128 bytes.
  private static let maximumSize: UInt64 = 1 << 16
  /// NumPy's own limit; a model file has fewer.
  private static let maximumRank = 32

  /// Whether a file begins like one of this format.
  static func recognises(_ front: ArraySlice<UInt8>) -> Bool { front.starts(with: magic) }

  /// Reads the front of a file, versions 1 to 3.
  ///
  /// - Throws: `FormatError` with the byte at fault.
  init(reading stream: ByteStream) throws(FormatError) {
    let front = try stream.read(8)
    guard Self.recognises(front[...]) else {
      throw FormatError(
        .invalidValue(expected: "an npy file", found: "another"), field: "magic", offset: 0)
    }
    guard (1...3).contains(front[6]), front[7] == 0 else {
      throw FormatError(
        .outOfRange(expected: "1.0, 2.0 or 3.0", found: "\(front[6]).\(front[7])"),
        field: "version", offset: 6)
    }
    let count = front[6] == 1 ? 2 : 4
    let length = try stream.read(count).number(0, count)
    guard length <= Self.maximumSize else {
      throw FormatError(
        .limitExceeded(expected: "at most \(Self.maximumSize) bytes", found: "\(length)"),
        field: "header length", offset: 8)
    }
    let start = stream.offset
    try self.init(parsing: try stream.read(Int(length)), offset: start)
  }

  /// Reads the text of a header that begins at byte `offset`.
  ///
  /// - Throws: `FormatError` with the byte at fault.
  init(parsing text: [UInt8], offset: UInt64) throws(FormatError) {
    var parser = PythonLiteral(text, offset: offset)
    var (type, order, shape): (NumPyType?, Bool?, [Int]?)
    try parser.expect("{")
    while !parser.takes("}") {
      let start = parser.offset
      let name = try parser.string()
      guard Self.fields.contains(name) else {
        throw FormatError(
          .unknownWord(name, known: Self.fields), field: "header", offset: start)
      }
      try parser.expect(":")
      let isRepeated: Bool
      switch name {
      case "descr":
        isRepeated = type != nil
        type = try Self.type(&parser)
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
    guard let type, let order, let shape else {
      let missing = type == nil ? "descr" : order == nil ? "fortran_order" : "shape"
      throw FormatError(.missingMember, field: "header.\(missing)", offset: offset)
    }
    guard shape.count <= Self.maximumRank else {
      throw FormatError(
        .limitExceeded(
          expected: "at most \(Self.maximumRank) dimensions", found: "\(shape.count)"),
        field: "header.shape", offset: offset)
    }
    self.type = type
    isFortranOrder = order
    self.shape = shape
    self.offset = offset
  }

  private static func type(_ parser: inout PythonLiteral) throws(FormatError) -> NumPyType {
    if parser.takes("[") || parser.takes("(") {
      throw FormatError(
        .invalidValue(expected: "one type of numbers", found: "a structured type"),
        field: "header.descr", offset: parser.offset - 1)
    }
    let offset = parser.offset
    return try NumPyType(parsing: try parser.string(), offset: offset)
  }
}

extension NumPyHeader {
  /// The front of a file of version 1, exactly as NumPy writes it for an array in C order: with room for the first
  /// dimension to grow, then spaces up to the next multiple of 64.
  static func bytes(_ descr: String, _ shape: [Int]) -> [UInt8] {
    let sizes = shape.map(String.init)
    let tuple = sizes.joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var text = Array("{'descr': '\(descr)', 'fortran_order': False, 'shape': (\(tuple)), }".utf8)
    if let first = sizes.first { text += spaces(21 - first.utf8.count) }
    text += spaces(64 - (magic.count + 4 + text.count + 1) % 64) + [UInt8(ascii: "\n")]
    return magic + [1, 0, UInt8(truncatingIfNeeded: text.count), UInt8(text.count >> 8)] + text
  }

  private static func spaces(_ count: Int) -> [UInt8] {
    [UInt8](repeating: UInt8(ascii: " "), count: count)
  }
}
