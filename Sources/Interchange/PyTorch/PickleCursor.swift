import ModelFormat

/// The bytes of a pickle, front to back.
struct PickleCursor {
  let bytes: [UInt8]
  /// The byte that comes next.
  private(set) var position = 0
  /// The byte at which the operation began.
  private(set) var start = 0

  /// The longest name of a module or of what is in one.
  private static let maximumNameLength = 1024

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Whether every byte has been taken.
  var isAtEnd: Bool { position == bytes.count }

  /// Notes that an operation begins here.
  mutating func begin() { start = position }

  func error(_ reason: FormatError.Reason) -> FormatError {
    FormatError(reason, field: "pickle", offset: UInt64(start))
  }

  /// The next bytes.
  ///
  /// - Throws: `FormatError` with `truncated`.
  mutating func take(_ count: Int) throws(FormatError) -> ArraySlice<UInt8> {
    guard count <= bytes.count - position else {
      throw error(
        .truncated(needed: UInt64(position) + UInt64(count), found: UInt64(bytes.count)))
    }
    defer { position += count }
    return bytes[position..<(position + count)]
  }

  mutating func byte() throws(FormatError) -> UInt8 {
    let bytes = try take(1)
    return bytes[bytes.startIndex]
  }

  /// An unsigned number, the lowest byte first.
  mutating func number(_ count: Int) throws(FormatError) -> UInt64 {
    try take(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// An integer of as many bytes as its first byte says, the lowest first, in two's complement.
  mutating func longInteger() throws(FormatError) -> Int128 {
    let bytes = try take(Int(try byte()))
    guard bytes.count <= 16 else {
      throw error(.limitExceeded(expected: "an integer of 128 bits", found: "\(8 * bytes.count)"))
    }
    let isNegative = bytes.last.map { $0 >= 0x80 } ?? false
    return bytes.reversed().reduce(isNegative ? -1 : 0) { $0 << 8 | Int128($1) }
  }

  /// Text behind its length, itself of `width` bytes.
  mutating func text(_ width: Int) throws(FormatError) -> String {
    let count = try number(width)
    let bytes = try take(Int(exactly: count) ?? .max)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw error(.invalidValue(expected: "text in UTF-8", found: "other bytes"))
    }
    return text
  }

  /// Text up to the end of the line.
  mutating func line() throws(FormatError) -> String {
    let rest = bytes[position...].prefix(Self.maximumNameLength + 1)
    guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else {
      throw error(
        .invalidValue(expected: "a name of at most \(Self.maximumNameLength) bytes", found: "more"))
    }
    let bytes = try take(end - position)
    position += 1
    return String(decoding: bytes, as: UTF8.self)
  }
}
