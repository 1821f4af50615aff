/// A table of comma-separated values, read record by record in constant memory.
///
/// The grammar is RFC 4180: fields may be quoted, a quote within is doubled, a quoted field may
/// hold delimiters and line ends. Accepted beside it: line feeds alone as line ends, a byte order
/// mark, semicolons or tabs for commas, and empty lines, which are skipped.
public struct CSVReader {
  /// Delivers the next bytes of the table; none at its end.
  public typealias Source = () throws(NetworkError) -> [UInt8]

  /// What stands between two fields.
  public enum Delimiter: UInt8, CaseIterable, Sendable {
    case comma = 0x2C
    case semicolon = 0x3B
    case tab = 0x09
  }

  /// The largest record, in bytes: 64 MiB. A lost quote would else swallow the file.
  public static let maximumRecordSize = 64 << 20

  /// What stands between two fields of this table, given or found.
  public let delimiter: Delimiter
  /// The names of the columns: the first record, or `column_1`, `column_2`, … without a header.
  public private(set) var names: [String] = []
  /// Whether the names are the table's own.
  public let hasHeader: Bool

  private let recordLimit: Int
  private var bytes: BufferedBytes
  private var pending: CSVRecord?

  /// Begins to read a table.
  ///
  /// - Parameters:
  ///   - delimiter: `nil` takes whichever of comma, semicolon and tab is most frequent outside
  ///     quotes in the first record, the earlier in this list among equals.
  ///   - hasHeader: whether the first record holds the names of the columns.
  /// - Throws: `noRows` for an empty table; `duplicateColumn` and `invalid` for names; what
  ///   `read(into:)` throws.
  public init(
    delimiter: Delimiter? = nil, hasHeader: Bool = true, source: @escaping Source
  ) throws(NetworkError) {
    try self.init(
      delimiter: delimiter, hasHeader: hasHeader, recordLimit: Self.maximumRecordSize,
      source: source)
  }

  /// As the public initialiser, with a record size that a test can reach.
  init(
    delimiter: Delimiter? = nil, hasHeader: Bool = true, recordLimit: Int,
    source: @escaping Source
  ) throws(NetworkError) {
    bytes = BufferedBytes(source: source)
    self.recordLimit = recordLimit
    self.hasHeader = hasHeader
    if try bytes.peek() == 0xEF, try bytes.peek(ahead: 1) == 0xBB, try bytes.peek(ahead: 2) == 0xBF
    {
      bytes.skip(3)  // a byte order mark
    }
    if let delimiter {
      self.delimiter = delimiter
    } else {
      self.delimiter = try Self.mostFrequentDelimiter(&bytes, limit: recordLimit)
    }
    var first = CSVRecord()
    guard try read(into: &first) else { throw NetworkError(.noRows) }
    if hasHeader {
      names = try Self.names(of: first)
    } else {
      names = (1...first.count).map { "column_\($0)" }
      pending = first
    }
  }

  /// Begins to read a table that is in memory.
  ///
  /// - Throws: as `init(delimiter:hasHeader:source:)`.
  public init(
    bytes: [UInt8], delimiter: Delimiter? = nil, hasHeader: Bool = true
  ) throws(NetworkError) {
    var rest = bytes
    try self.init(delimiter: delimiter, hasHeader: hasHeader) { exchange(&rest, []) }
  }

  /// Reads the next record; `false` at the end of the table.
  ///
  /// - Throws: `count` for a record of too few or too many fields, `malformedTable`, `overLimit`
  ///   for a record over 64 MiB, each with the line; and what the source throws.
  public mutating func read(into record: inout CSVRecord) throws(NetworkError) -> Bool {
    if let first = exchange(&pending, nil) {
      record = first
      return true
    }
    try skipEmptyLines()
    guard try bytes.peek() != nil else { return false }
    record.clear(line: bytes.line)
    repeat {
      if try bytes.peek() == Self.quote {
        try readQuotedField(into: &record)
      } else {
        try readPlainField(into: &record)
      }
      record.ends.append(record.bytes.count)
    } while try takesDelimiter(record)
    guard names.isEmpty || record.count == names.count else {
      throw NetworkError(
        .count(expected: names.count, found: record.count), field: "fields", line: record.line)
    }
    return true
  }
}

extension CSVReader {
  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  private mutating func skipEmptyLines() throws(NetworkError) {
    while let byte = try bytes.peek(), byte == Self.lineFeed || byte == Self.carriageReturn {
      try takeLineEnd()
    }
  }

  /// Appends a field that does not begin with a quote.
  private mutating func readPlainField(into record: inout CSVRecord) throws(NetworkError) {
    let delimiter = delimiter.rawValue
    while try bytes.peek() != nil {
      let isAtEnd = bytes.takeRun(
        into: &record.bytes,
        while: {
          $0 != delimiter && $0 != Self.lineFeed && $0 != Self.carriageReturn && $0 != Self.quote
        })
      try checkSize(record)
      if isAtEnd { continue }
      if try bytes.peek() == Self.quote {
        throw malformed("a quote within a field that does not begin with one")
      }
      return
    }
  }

  /// Appends a quoted field without its quotes, doubled quotes made single.
  private mutating func readQuotedField(into record: inout CSVRecord) throws(NetworkError) {
    let line = bytes.line
    bytes.skip(1)
    while try bytes.peek() != nil {
      let isAtEnd = bytes.takeRun(into: &record.bytes, while: { $0 != Self.quote })
      try checkSize(record)
      if isAtEnd { continue }
      bytes.skip(1)
      guard try bytes.peek() == Self.quote else { return }
      record.bytes.append(Self.quote)
      bytes.skip(1)
    }
    throw NetworkError(.malformedTable("a quote that is never closed"), line: line)
  }

  /// After a field: takes a delimiter, or the end of the record; whether another field follows.
  private mutating func takesDelimiter(_ record: CSVRecord) throws(NetworkError) -> Bool {
    guard let byte = try bytes.peek() else { return false }
    if byte == delimiter.rawValue {
      bytes.skip(1)
      try checkSize(record)
      return true
    }
    guard byte == Self.lineFeed || byte == Self.carriageReturn else {
      throw malformed("text after a closing quote")
    }
    try takeLineEnd()
    return false
  }

  private mutating func takeLineEnd() throws(NetworkError) {
    if try bytes.peek() == Self.carriageReturn {
      bytes.skip(1)
      guard try bytes.peek() == Self.lineFeed else {
        throw malformed("a carriage return without a line feed")
      }
    }
    bytes.skip(1)
    bytes.line += 1
  }

  private func malformed(_ problem: String) -> NetworkError {
    NetworkError(.malformedTable(problem), line: bytes.line)
  }

  /// Counts eight bytes a field beside its text, since that is what an empty one costs.
  private func checkSize(_ record: CSVRecord) throws(NetworkError) {
    guard record.bytes.count + 8 * record.ends.count <= recordLimit else {
      throw NetworkError(
        .overLimit(limit: recordLimit), field: "bytes of a record", line: record.line)
    }
  }

  private static func names(of header: CSVRecord) throws(NetworkError) -> [String] {
    var names: [String] = []
    var seen: Set<Spelling> = []
    for index in 0..<header.count {
      let name = try header.text(index, column: "column \(index + 1) of the header")
      guard !name.isEmpty else {
        throw NetworkError(
          .invalid(expected: "a name", found: "nothing"),
          field: "column \(index + 1) of the header", line: header.line)
      }
      guard seen.insert(Spelling(name)).inserted else {
        throw NetworkError(.duplicateColumn, field: name, line: header.line)
      }
      names.append(name)
    }
    return names
  }

  private static func mostFrequentDelimiter(
    _ bytes: inout BufferedBytes, limit: Int
  ) throws(NetworkError) -> Delimiter {
    var counts = [Int](repeating: 0, count: 256)
    var isQuoted = false
    var offset = 0
    while let byte = try bytes.peek(ahead: offset), byte != lineFeed || isQuoted || offset == 0 {
      if byte == quote { isQuoted.toggle() }
      if !isQuoted { counts[Int(byte)] += 1 }
      offset += 1
      guard offset <= limit else {
        throw NetworkError(.overLimit(limit: limit), field: "bytes of a record", line: bytes.line)
      }
    }
    var best = Delimiter.comma
    for candidate in Delimiter.allCases
    where counts[Int(candidate.rawValue)] > counts[Int(best.rawValue)] {
      best = candidate
    }
    return best
  }
}
