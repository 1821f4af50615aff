/// The first 64 bytes of a file (spec/format.md §3).
struct Prelude: Equatable {
  static let byteCount = 64
  static let magic: [UInt8] = [0x89, 0x4E, 0x4E, 0x4D, 0x0D, 0x0A, 0x1A, 0x0A]
  static let version = (major: 1, minor: 0)

  var minor = Self.version.minor
  var optionalFeatures: UInt32 = 0
  var headerStored: Int
  var headerRaw: Int
  var chunkCount: Int
  var length: UInt64
  var chunkSize: Int
  var headerChecksum: UInt32
  var tableChecksum: UInt32

  /// Where the chunk table begins.
  var tableOffset: UInt64 { UInt64(Self.byteCount + headerStored) }

  /// Where the chunk table ends, and data may begin.
  var tableEnd: UInt64 { tableOffset + 8 * UInt64(chunkCount) }
}

extension Prelude {
  /// Reads and checks the prelude from the first bytes of a file: 64 of them, or all that there are.
  ///
  /// - Throws: ``FormatError`` for whatever breaks P1 … P12, in that order.
  init(parsing bytes: Span<UInt8>) throws(FormatError) {
    try Self.checkMagic(bytes)
    if bytes.count < Self.byteCount {
      let (needed, found) = (UInt64(Self.byteCount), UInt64(bytes.count))
      throw FormatError(.truncated(needed: needed, found: found), field: "file", offset: found)
    }
    func u16(_ offset: Int) -> Int { Int(bytes.littleEndian(UInt16.self, at: offset)) }
    func u32(_ offset: Int) -> UInt32 { bytes.littleEndian(UInt32.self, at: offset) }
    let major = u16(8)
    minor = u16(10)
    if major != Self.version.major {
      throw FormatError(
        .unsupportedVersion(major: major, minor: minor), field: "prelude.version", offset: 8)
    }
    let (expected, found) = (u32(60), Checksum.crc32(bytes.extracting(..<60)))
    if expected != found {
      throw FormatError(
        .checksumMismatch(expected: expected, found: found), field: "prelude", offset: 0)
    }
    let reserved = bytes.littleEndian(UInt64.self, at: 52)
    if reserved != 0 {
      throw Self.outOfRange("zero", reserved, "reserved", 52)
    }
    let required = u32(12)
    if required != 0 {
      throw FormatError(
        .unsupportedFeature(bit: required.trailingZeroBitCount), field: "prelude.requiredFeatures",
        offset: 12)
    }
    optionalFeatures = u32(16)
    headerStored = Int(u32(20))
    headerRaw = Int(u32(24))
    chunkCount = Int(u32(28))
    length = bytes.littleEndian(UInt64.self, at: 32)
    chunkSize = Int(u32(40))
    headerChecksum = u32(44)
    tableChecksum = u32(48)
    try checkNumbers()
  }

  private static func checkMagic(_ bytes: Span<UInt8>) throws(FormatError) {
    let count = min(bytes.count, magic.count)
    let matching = (0..<count).prefix { bytes[$0] == magic[$0] }.count
    if matching == count { return }
    // What a transfer as text makes of the magic.
    let hint =
      switch matching {
      case 0 where bytes[0] == 0x09: ": the eighth bit of its bytes was cleared"
      case 4...: ": it was transferred as text, which changed its line ends"
      default: ""
      }
    throw FormatError(.notAModelFile(hint: hint), field: "prelude.magic", offset: 0)
  }

  /// The numbers are within their bounds, and not larger than the file can justify (P8 … P12).
  func checkNumbers() throws(FormatError) {
    func limit(_ expected: Int, _ found: Int, _ field: String, _ offset: UInt64) -> FormatError {
      FormatError(
        .limitExceeded(expected: "at most \(expected)", found: "\(found)"),
        field: "prelude.\(field)", offset: offset)
    }
    if headerRaw > Limits.headerSize {
      throw limit(Limits.headerSize, headerRaw, "headerRaw", 24)
    }
    let ratioBound = Limits.headerRatio * headerStored + Limits.headerAllowance
    if headerRaw > ratioBound { throw limit(ratioBound, headerRaw, "headerRaw", 24) }
    let storedBound = Limits.storedBound(ofRaw: headerRaw)
    if headerStored > storedBound { throw limit(storedBound, headerStored, "headerStored", 20) }
    try Self.check(chunkSize: chunkSize)
    if length < tableEnd { throw Self.outOfRange("at least \(tableEnd)", length, "length", 32) }
    if length >= 1 << 63 { throw Self.outOfRange("below 2^63", length, "length", 32) }
  }

  /// The size of chunks is a power of two within its bounds (P11).
  static func check(chunkSize: Int) throws(FormatError) {
    if !Limits.chunkSizes.contains(chunkSize) || chunkSize & (chunkSize - 1) != 0 {
      throw outOfRange("a power of two from 4096 to 16777216", chunkSize, "chunkSize", 40)
    }
  }

  private static func outOfRange(
    _ expected: String, _ found: some FixedWidthInteger, _ field: String, _ offset: UInt64
  ) -> FormatError {
    FormatError(
      .outOfRange(expected: expected, found: "\(found)"), field: "prelude.\(field)", offset: offset)
  }

  /// The 64 bytes.
  var bytes: [UInt8] {
    var output = Self.magic
    output.append(littleEndian: UInt16(Self.version.major))
    output.append(littleEndian: UInt16(minor))
    output.append(littleEndian: UInt32(0))
    output.append(littleEndian: optionalFeatures)
    output.append(littleEndian: UInt32(headerStored))
    output.append(littleEndian: UInt32(headerRaw))
    output.append(littleEndian: UInt32(chunkCount))
    output.append(littleEndian: length)
    output.append(littleEndian: UInt32(chunkSize))
    output.append(littleEndian: headerChecksum)
    output.append(littleEndian: tableChecksum)
    output.append(littleEndian: UInt64(0))
    output.append(littleEndian: Checksum.crc32(output.span))
    return output
  }
}
