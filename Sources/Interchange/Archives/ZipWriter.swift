import ModelFormat

/// Writes a zip archive of stored members: whole or not at all, and the same bytes for the same members.
///
/// Each member's data begin at a multiple of 64 bytes, for who maps the file. Sizes are known beforehand, so that a
/// member's header tells them, in ZIP64 fields where they need room.
struct ZipWriter: ~Copyable {
  private let file: AtomicFile
  private var position: UInt64 = 0
  private var directory: [UInt8] = []
  private var count = 0
  /// The first number that four bytes are not used for.
  private let bound: UInt64

  private static let alignment = 64
  /// 1 January 1980, as MS-DOS counts: the date that NumPy gives, too.
  private static let date: UInt64 = 0x21
  /// A file of Unix, which its owner may change and everybody read: unpackers spell names and set modes by it.
  private static let unix: UInt64 = 3
  private static let mode: UInt64 = 0o100_644

  /// Starts an archive.
  ///
  /// - Parameter bound: numbers below it are written in four bytes.
  /// - Throws: `FormatError` with `system`.
  init(replacing path: String, zip64From bound: UInt64 = 0xFFFF_FFFF) throws(FormatError) {
    file = try AtomicFile(replacing: path)
    self.bound = bound
  }

  /// Adds a member of two parts.
  ///
  /// - Throws: `FormatError` with `system`.
  /// - Precondition: the name is no other member's, and one that a reader takes.
  mutating func add(_ name: String, _ front: [UInt8], _ data: [UInt8]) throws(FormatError) {
    precondition(ZipMember.fault(ofName: name) == nil && name.utf8.count <= 0xFFFF, "not a name")
    let size = UInt64(front.count + data.count)
    let checksum = data.span.crc32(continuing: front.crc32)
    let (isLarge, isFar) = (size >= bound, position >= bound)
    let spelling = Array(name.utf8)
    // Version, flags (the name is UTF-8), method, time, date, checksum: the same in header and directory.
    var common: [UInt8] = []
    common.append(isLarge || isFar ? 45 : 20, 2)
    common.append(spelling.contains { $0 > 127 } ? 0x800 : 0, 2)
    common.append(0, 4)
    common.append(Self.date, 2)
    common.append(UInt64(checksum), 4)

    var header: [UInt8] = [0x50, 0x4B, 3, 4] + common
    var extra: [UInt8] = []
    if isLarge { extra += Self.large([size, size]) }
    extra += Self.padding(
      after: position + UInt64(ZipMember.headerSize + spelling.count + extra.count))
    header.append(isLarge ? 0xFFFF_FFFF : size, 4)
    header.append(isLarge ? 0xFFFF_FFFF : size, 4)
    header.append(UInt64(spelling.count), 2)
    header.append(UInt64(extra.count), 2)
    header += spelling + extra

    let sizes = (isLarge ? [size, size] : []) + (isFar ? [position] : [])
    let places = sizes.isEmpty ? [] : Self.large(sizes)
    directory += [0x50, 0x4B, 1, 2]
    directory.append(Self.unix << 8 | (sizes.isEmpty ? 20 : 45), 2)
    directory += common
    directory.append(isLarge ? 0xFFFF_FFFF : size, 4)
    directory.append(isLarge ? 0xFFFF_FFFF : size, 4)
    directory.append(UInt64(spelling.count), 2)
    directory.append(UInt64(places.count), 2)
    // No comment, the first volume, no attributes of MS-DOS.
    directory.append(0, 6)
    directory.append(Self.mode << 16, 4)
    directory.append(isFar ? 0xFFFF_FFFF : position, 4)
    directory += spelling + places

    for part in [header, front, data] {
      try file.write(part.span, at: position)
      position += UInt64(part.count)
    }
    count += 1
  }

  /// Writes the directory, and puts the file in its place.
  ///
  /// - Throws: `FormatError` with `system`.
  consuming func finish() throws(FormatError) {
    let (start, length, total) = (position, UInt64(directory.count), UInt64(count))
    var end = directory
    let isLarge = start >= bound || length >= bound || total >= 0xFFFF
    if isLarge {
      end += [0x50, 0x4B, 6, 6]
      end.append(44, 8)
      end.append(45, 2)
      end.append(45, 2)
      end.append(0, 8)
      for number in [total, total, length, start] { end.append(number, 8) }
      end += [0x50, 0x4B, 6, 7]
      end.append(0, 4)
      end.append(start + length, 8)
      end.append(1, 4)
    }
    end += [0x50, 0x4B, 5, 6]
    end.append(0, 4)
    end.append(isLarge ? 0xFFFF : total, 2)
    end.append(isLarge ? 0xFFFF : total, 2)
    end.append(isLarge ? 0xFFFF_FFFF : length, 4)
    end.append(isLarge ? 0xFFFF_FFFF : start, 4)
    end.append(0, 2)
    try file.write(end.span, at: start)
    try file.commit()
  }

  /// The extra field of ZIP64.
  private static func large(_ numbers: [UInt64]) -> [UInt8] {
    var field: [UInt8] = [1, 0]
    field.append(UInt64(8 * numbers.count), 2)
    for number in numbers { field.append(number, 8) }
    return field
  }

  /// An extra field that ends at a multiple of the alignment: D935, by which Android's zipalign tells it.
  private static func padding(after position: UInt64) -> [UInt8] {
    let head = 6
    let rest = (Int(position % UInt64(alignment)) + head) % alignment
    let zeros = (alignment - rest) % alignment
    var field: [UInt8] = [0x35, 0xD9]
    field.append(UInt64(2 + zeros), 2)
    field.append(UInt64(alignment), 2)
    return field + [UInt8](repeating: 0, count: zeros)
  }
}

extension [UInt8] {
  /// Appends the lowest bytes of a number, the lowest first.
  fileprivate mutating func append(_ number: UInt64, _ count: Int) {
    for index in 0..<count { append(UInt8(truncatingIfNeeded: number >> UInt64(8 * index))) }
  }
}
