import ModelFormat

/// A text of numbers, read from front to back, in no locale.
///
/// Positions are those of the slice, so that errors tell the byte of the file.
struct TextScanner {
  private let text: ArraySlice<UInt8>

  /// Where the next character stands.
  private(set) var position: Int

  /// The longest number that is read, in characters: every double has exact decimals that are shorter.
  private static let maximumLength = 1100

  /// Begins at the first character.
  init(_ text: ArraySlice<UInt8>) {
    self.text = text
    position = text.startIndex
  }

  /// Skips blanks and ends of lines, and tells whether nothing follows.
  mutating func isAtEnd() -> Bool {
    while position < text.endIndex, Self.isBlank(text[position]) { position += 1 }
    return position == text.endIndex
  }

  /// Takes a word if it comes next.
  mutating func takes(_ word: String) -> Bool {
    guard !isAtEnd(), text[position...].starts(with: word.utf8) else { return false }
    position += word.utf8.count
    return true
  }

  /// Takes a word that must come next.
  ///
  /// - Throws: `FormatError` with `invalid-value`.
  mutating func expect(
    _ word: String, in field: @autoclosure () -> String
  ) throws(FormatError) {
    guard !takes(word) else { return }
    let rest = text[position...].prefix { !Self.isBlank($0) }
    throw error("'\(word)'", rest, field())
  }

  /// What comes next up to a blank or one of `,`, `(` and `)`.
  mutating func token() -> ArraySlice<UInt8> {
    guard !isAtEnd() else { return text[position...] }
    let token = text[position...].prefix { !Self.isBlank($0) && !",()".utf8.contains($0) }
    position = token.endIndex
    return token
  }

  /// A number from 0 on without a sign.
  ///
  /// - Throws: `FormatError` with `invalid-value`.
  mutating func wholeNumber(_ field: @autoclosure () -> String) throws(FormatError) -> Int {
    let token = token()
    guard let number = Self.wholeNumber(token) else {
      throw error("a whole number", token, field(), at: token.startIndex)
    }
    return number
  }

  /// A finite number in any form that C's `strtod` takes, hexadecimal too.
  ///
  /// - Throws: `FormatError` with `invalid-value`, also for infinities and NaN: a network with one among its
  ///   parameters computes nothing.
  mutating func number(_ field: @autoclosure () -> String) throws(FormatError) -> Double {
    let token = token()
    guard let number = Self.number(token) else {
      throw error("a finite number", token, field(), at: token.startIndex)
    }
    return number
  }

  /// The number that some digits are; nil for anything else, or one beyond 64 bits.
  static func wholeNumber(_ token: ArraySlice<UInt8>) -> Int? {
    guard !token.isEmpty, token.count <= maximumLength,
      token.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    return Int(String(decoding: token, as: UTF8.self))
  }

  /// The finite number that a token is; nil for anything else.
  static func number(_ token: ArraySlice<UInt8>) -> Double? {
    guard token.count <= maximumLength,
      let number = Double(String(decoding: token, as: UTF8.self)), number.isFinite
    else { return nil }
    return number
  }

  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  private func error(
    _ expected: String, _ found: ArraySlice<UInt8>, _ field: String, at place: Int? = nil
  ) -> FormatError {
    let text = String(decoding: found.prefix(40), as: UTF8.self)
    return FormatError(
      .invalidValue(
        expected: expected,
        found: found.isEmpty ? "nothing" : "'\(text)\(found.count > 40 ? "…" : "")'"),
      field: field, offset: UInt64(place ?? position))
  }
}
