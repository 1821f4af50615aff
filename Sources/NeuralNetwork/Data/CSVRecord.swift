/// One record of a table: its fields, unquoted, in one buffer that the next record uses again.
public struct CSVRecord: Sendable {
  /// The line on which the record begins, counted from 1.
  public internal(set) var line = 0
  /// The bytes of all fields, one after the other.
  var bytes: [UInt8] = []
  /// Where each field ends in `bytes`.
  var ends: [Int] = []

  /// A record to read into.
  public init() {}

  /// The number of fields.
  public var count: Int { ends.count }

  /// The bytes of one field.
  ///
  /// - Precondition: `index` is one of `0 ..< count`.
  public subscript(index: Int) -> ArraySlice<UInt8> {
    bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
  }

  /// One field as text.
  ///
  /// - Throws: `invalid` for bytes that are not UTF-8, or hold U+0000; the error names `column`.
  public func text(_ index: Int, column: String) throws(NetworkError) -> String {
    let field = self[index]
    guard let text = String(validating: field, as: UTF8.self), !field.contains(0) else {
      let shown = String(decoding: field, as: UTF8.self)
      throw NetworkError(.invalid(expected: "UTF-8 text", found: shown), field: column, line: line)
    }
    return text
  }

  /// One field as a finite number, correctly rounded to double precision.
  ///
  /// - Throws: `notANumber`; the error names `column`, the line and the field.
  public func number(_ index: Int, column: String) throws(NetworkError) -> Double {
    guard let value = Decimal.double(self[index]) else {
      throw NetworkError(
        .notANumber(String(decoding: self[index].prefix(256), as: UTF8.self)), field: column,
        line: line)
    }
    return value
  }

  mutating func clear(line: Int) {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    self.line = line
  }
}
