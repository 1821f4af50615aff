import ModelFormat

/// The fields of a protobuf message, front to back.
///
/// protobuf.dev, "Encoding". A slice keeps the indices of the whole file, so every place is a byte of the file.
/// Nothing is taken in but what is asked for: a message in a message is a slice until somebody reads it, so no
/// nesting in a file makes anything here recurse.
struct ProtobufReader {
  private let bytes: ArraySlice<UInt8>
  private let isFile: Bool
  private var position: Int

  /// The fields of a message in a file, or of the whole file.
  init(_ message: ArraySlice<UInt8>, isFile: Bool = false) {
    bytes = message
    self.isFile = isFile
    position = message.startIndex
  }

  /// The next field; nil at the end.
  ///
  /// - Throws: `FormatError` with `truncated` or `inconsistent` for a field that goes on behind the end of the file or
  ///   of its message, or `invalid-value` for what is no field.
  mutating func next() throws(FormatError) -> ProtobufField? {
    let start = position
    guard start < bytes.endIndex else { return nil }
    let tag = try varint()
    guard (8...UInt64(UInt32.max)).contains(tag) else {
      throw Self.error("the tag of a field", "\(tag)", at: start)
    }
    let value: ProtobufField.Value
    switch tag & 7 {
    case 0: value = .varint(try varint())
    case 1: value = .fixed64(try take(8))
    case 2: value = .bytes(try take(try varint()))
    case 5: value = .fixed32(try take(4))
    default: throw Self.error("wire type 0, 1, 2 or 5", "\(tag & 7)", at: start)
    }
    return ProtobufField(number: Int(tag >> 3), value: value, offset: start)
  }

  private mutating func take(_ count: UInt64) throws(FormatError) -> ArraySlice<UInt8> {
    guard count <= UInt64(bytes.endIndex - position) else { throw end(count) }
    defer { position += Int(count) }
    return bytes[position..<position + Int(count)]
  }

  private mutating func varint() throws(FormatError) -> UInt64 {
    let start = position
    guard let number = try Self.varint(in: bytes, at: &position) else {
      position = start
      throw end(UInt64(bytes.endIndex - start) + 1)
    }
    return number
  }

  /// `count` bytes are more than there are.
  private func end(_ count: UInt64) -> FormatError {
    let left = bytes.endIndex - position
    let reason: FormatError.Reason
    if isFile {
      let (needed, overflow) = UInt64(position).addingReportingOverflow(count)
      reason = .truncated(needed: overflow ? .max : needed, found: UInt64(bytes.endIndex))
    } else {
      reason = .inconsistent(
        expected: "at most \(left) bytes, as are left of the message,", found: "\(count)")
    }
    return FormatError(reason, field: "message", offset: UInt64(position))
  }

  /// A number in seven bits a byte, the lowest first, of at most ten bytes; nil where the bytes end in it.
  static func varint(
    in bytes: ArraySlice<UInt8>, at position: inout Int
  ) throws(FormatError) -> UInt64? {
    let start = position
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), through: 63, by: 7) {
      guard position < bytes.endIndex else { return nil }
      let byte = bytes[position]
      position += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 {
        guard shift < 63 || byte < 2 else { break }
        return value
      }
    }
    throw error("a number of 64 bits", "more", at: start)
  }

  static func error(_ expected: String, _ found: String, at offset: Int) -> FormatError {
    FormatError(
      .invalidValue(expected: expected, found: found), field: "message", offset: UInt64(offset))
  }
}

/// A field of a protobuf message.
struct ProtobufField {
  /// What the wire type tells.
  enum Value {
    case varint(UInt64)
    case fixed64(ArraySlice<UInt8>)
    case fixed32(ArraySlice<UInt8>)
    case bytes(ArraySlice<UInt8>)
  }

  let number: Int
  let value: Value
  /// The byte in the file where it begins.
  let offset: Int

  /// A string, bytes or a message.
  func bytes() throws(FormatError) -> ArraySlice<UInt8> {
    guard case .bytes(let bytes) = value else { throw unexpected("2, bytes") }
    return bytes
  }

  func integer() throws(FormatError) -> Int64 {
    guard case .varint(let number) = value else { throw unexpected("0, a number") }
    return Int64(bitPattern: number)
  }

  func float() throws(FormatError) -> Float {
    guard case .fixed32(let bytes) = value else { throw unexpected("5, four bytes") }
    return Float(bitPattern: bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) })
  }

  /// Text, which is shown and compared with nothing; what is not UTF-8 becomes a sign that says so.
  func text() throws(FormatError) -> String {
    let bytes = try bytes()
    // What is not UTF-8 takes three bytes for one.
    try requireMemory(3 * bytes.count, for: "hold a text of \(bytes.count) bytes in memory")
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Hands over the numbers of a repeated field: one by itself, or several packed.
  func forEachInteger(
    _ body: (Int64) throws(FormatError) -> Void
  ) throws(FormatError) {
    switch value {
    case .varint(let number): try body(Int64(bitPattern: number))
    case .bytes(let bytes):
      var position = bytes.startIndex
      while position < bytes.endIndex {
        let start = position
        guard let number = try ProtobufReader.varint(in: bytes, at: &position) else {
          throw ProtobufReader.error("whole numbers", "a part of one at the end", at: start)
        }
        try body(Int64(bitPattern: number))
      }
    case .fixed32, .fixed64: throw unexpected("0 or 2, numbers")
    }
  }

  /// Appends the floats of a repeated field, one by itself or several packed, each of `size` bytes.
  func append(floatsOf size: Int, to target: inout [UInt8]) throws(FormatError) {
    switch value {
    case .fixed32(let bytes) where size == 4: try append(bytes, to: &target)
    case .fixed64(let bytes) where size == 8: try append(bytes, to: &target)
    case .bytes(let bytes):
      guard bytes.count.isMultiple(of: size) else {
        throw ProtobufReader.error(
          "floats of \(size) bytes", "\(bytes.count) bytes in all", at: offset)
      }
      try append(bytes, to: &target)
    default: throw unexpected("\(size == 4 ? 5 : 1) or 2, floats")
    }
  }

  private func append(
    _ bytes: ArraySlice<UInt8>, to target: inout [UInt8]
  ) throws(FormatError) {
    try target.requireRoom(for: bytes.count)
    target += bytes
  }

  /// The key and the value of a message of two strings.
  static func entry(
    _ message: ArraySlice<UInt8>
  ) throws(FormatError) -> (key: String, value: String) {
    var (key, value) = ("", "")
    var fields = ProtobufReader(message)
    while let field = try fields.next() {
      if field.number == 1 { key = try field.text() }
      if field.number == 2 { value = try field.text() }
    }
    return (key, value)
  }

  private func unexpected(_ expected: String) -> FormatError {
    let found =
      switch value {
      case .varint: 0
      case .fixed64: 1
      case .bytes: 2
      case .fixed32: 5
      }
    return FormatError(
      .wrongType(expected: "wire type \(expected),", found: "\(found)"), field: "field \(number)",
      offset: UInt64(offset))
  }
}
