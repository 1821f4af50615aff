/// What the front of a file says: prelude, header and chunk table, all checked.
///
/// Everything that is needed to find a tensor, or any chunk of one, comes from these bytes alone.
struct Contents {
  let prelude: Prelude
  let header: Header
  let table: ChunkTable
  let limits: ReaderLimits

  /// Reads and checks the front of a file, in the order of spec/format.md §11.
  init(
    readingFrom source: borrowing ByteSource, limits: ReaderLimits = ReaderLimits()
  ) throws(FormatError) {
    self.limits = limits
    let first = try Self.firstBytes(of: source)
    prelude = try Prelude(parsing: first.span)
    if let size = source.size { try Self.check(size: size, against: prelude.length) }

    try limits.check(headerSize: prelude.headerRaw)
    let stored = try source.bytes(at: Header.offset, count: prelude.headerStored)
    try Self.check(stored, prelude.headerChecksum, "header", Header.offset)
    let tableBytes = try source.bytes(at: prelude.tableOffset, count: 8 * prelude.chunkCount)
    try Self.check(tableBytes, prelude.tableChecksum, "table", prelude.tableOffset)
    let raw = try Self.inflate(stored.span, count: prelude.headerRaw)
    try Self.checkSeparators(raw, stored: stored.count)
    header = try Header(parsing: raw, limits: limits)
    table = try ChunkTable(tableBytes, of: header.tensors, prelude: prelude)
  }

  private static func firstBytes(of source: borrowing ByteSource) throws(FormatError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Prelude.byteCount)
    var buffer = bytes.mutableSpan
    let count = try source.readSome(into: &buffer, at: 0)
    return Array(bytes[..<count])
  }

  /// The header has no more values than its stored bytes can justify (H7).
  static func checkSeparators(_ raw: [UInt8], stored: Int) throws(FormatError) {
    let bound = Limits.separatorBound(ofStored: stored)
    let found = JSONTally.separators(in: raw, above: bound)
    if found > bound {
      throw FormatError(
        .limitExceeded(expected: "at most \(bound) separators of values", found: "\(found)"),
        field: "header", offset: Header.offset)
    }
  }

  /// The header as text.
  static func inflate(_ stored: Span<UInt8>, count: Int) throws(FormatError) -> [UInt8] {
    var inflater = Inflater()
    return try [UInt8](count: count) { (raw) throws(FormatError) in
      if let fault = inflater.inflate(stored, into: &raw) {
        throw FormatError(.invalidStream(fault), field: "header", offset: Header.offset)
      }
    }
  }

  private static func check(
    _ bytes: [UInt8], _ expected: UInt32, _ field: String, _ offset: UInt64
  ) throws(FormatError) {
    let found = Checksum.crc32(bytes.span)
    if found != expected {
      throw FormatError(
        .checksumMismatch(expected: expected, found: found), field: field, offset: offset)
    }
  }

  /// The file is as long as it says (P13).
  private static func check(size: UInt64, against length: UInt64) throws(FormatError) {
    if size < length {
      throw FormatError(.truncated(needed: length, found: size), field: "file", offset: size)
    }
    if size > length { throw trailingBytes(after: length) }
  }

  static func trailingBytes(after length: UInt64) -> FormatError {
    FormatError(.trailingBytes(expected: length), field: "file", offset: length)
  }
}
