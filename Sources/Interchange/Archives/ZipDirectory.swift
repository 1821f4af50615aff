import ModelFormat

/// Where the directory of a zip archive lies, as the records at the end of the file tell it.
struct ZipDirectory {
  /// The byte at which it begins.
  let start: UInt64
  /// The bytes that it takes.
  let length: Int
  /// The members that it lists.
  let count: Int

  /// The most members: as many as a model file may hold tensors.
  static let maximumCount = 1 << 20
  /// The longest directory: 128 bytes for each of so many members.
  static let maximumLength = maximumCount << 7

  /// Bytes in memory that a member takes at most beside its name: itself, its place among the names, and in the order of
  /// the file.
  private static let memberCost = 300

  private static let endSize = 22
  private static let locatorSize = 20
  private static let largeEndSize = 56

  /// Finds the directory from the end of the file, behind which there may be a comment.
  ///
  /// - Throws: `FormatError` where there is none, or one that is not in the file.
  init(endOf file: borrowing File) throws(FormatError) {
    let size = file.size ?? 0
    let tailCount = Int(min(size, UInt64(Self.endSize + Self.locatorSize + 0xFFFF)))
    let tail = try file.bytes(at: size - UInt64(tailCount), count: tailCount)
    let place = tail.indices.dropLast(Self.endSize - 1).last { place in
      tail.number(place, 4) == 0x0605_4B50
        && tail.number(place + 20, 2) == UInt64(tailCount - Self.endSize - place)
    }
    guard let place else {
      throw Self.damaged("a directory at the end of the archive", "none", at: size)
    }
    var end = size - UInt64(tailCount - place)
    var fields = Fields(
      disk: tail.number(place + 4, 2), firstDisk: tail.number(place + 6, 2),
      countHere: tail.number(place + 8, 2), count: tail.number(place + 10, 2),
      length: tail.number(place + 12, 4), start: tail.number(place + 16, 4))
    // A number that fits by a hair may have no ZIP64 record beside it, and is then what it says.
    if fields.isSaturated, place >= Self.locatorSize,
      tail.number(place - Self.locatorSize, 4) == 0x0706_4B50
    {
      let large = tail.number(place - Self.locatorSize + 8, 8)
      end -= UInt64(Self.locatorSize)
      guard large <= end, end - large >= UInt64(Self.largeEndSize) else {
        throw Self.damaged("a ZIP64 record before byte \(end)", "one at \(large)", at: end)
      }
      try fields.replace(by: try file.bytes(at: large, count: Self.largeEndSize), at: large)
      end = large
    }
    guard fields.disk == 0, fields.firstDisk == 0, fields.countHere == fields.count else {
      throw Self.damaged("an archive in one piece", "one of several volumes", at: end)
    }
    guard fields.count <= UInt64(Self.maximumCount), fields.length <= UInt64(Self.maximumLength)
    else {
      throw FormatError(
        .limitExceeded(
          expected: "at most \(Self.maximumCount) members, listed in \(Self.maximumLength) bytes",
          found: "\(fields.count) in \(fields.length)"),
        field: "directory", offset: end)
    }
    guard fields.start <= end, fields.length <= end - fields.start else {
      throw Self.damaged("a directory before byte \(end)", "another", at: fields.start)
    }
    (start, length, count) = (fields.start, Int(fields.length), Int(fields.count))
  }

  /// The numbers of the record at the end.
  private struct Fields {
    var disk: UInt64
    var firstDisk: UInt64
    var countHere: UInt64
    var count: UInt64
    var length: UInt64
    var start: UInt64

    /// Whether a number stands elsewhere, since it has no room here.
    var isSaturated: Bool {
      [disk, firstDisk, countHere, count].contains(0xFFFF) || [length, start].contains(0xFFFF_FFFF)
    }

    /// Takes the numbers of a ZIP64 record, which have to be the same where they had room.
    mutating func replace(by record: [UInt8], at offset: UInt64) throws(FormatError) {
      guard record.number(0, 4) == 0x0606_4B50, record.number(4, 8) >= 44 else {
        throw damaged("a ZIP64 record", "something else", at: offset)
      }
      let large = Fields(
        disk: record.number(16, 4), firstDisk: record.number(20, 4),
        countHere: record.number(24, 8), count: record.number(32, 8),
        length: record.number(40, 8), start: record.number(48, 8))
      let pairs = [
        (disk, large.disk, 0xFFFF), (firstDisk, large.firstDisk, 0xFFFF),
        (countHere, large.countHere, 0xFFFF), (count, large.count, 0xFFFF),
        (length, large.length, 0xFFFF_FFFF), (start, large.start, 0xFFFF_FFFF),
      ]
      guard pairs.allSatisfy({ $0 == $2 || $0 == $1 }) else {
        throw damaged("a ZIP64 record that agrees with the end", "another", at: offset)
      }
      self = large
    }
  }

  /// Reads the list.
  ///
  /// - Throws: `FormatError` where an entry is damaged, or of a member that is not read; `system` where there is too little
  /// memory.
  func members(of file: borrowing File) throws(FormatError) -> [ZipMember] {
    guard count <= length / ZipMember.entrySize else {
      throw Self.damaged("\(count) entries", "\(length) bytes", at: start)
    }
    let memory = Self.memberCost * count + length
    try requireMemory(memory, for: "hold a directory of \(count) members in memory")
    let bytes = try file.bytes(at: start, count: length)
    var members: [ZipMember] = []
    members.reserveCapacity(count)
    var place = 0
    for _ in 0..<count {
      members.append(try ZipMember(parsing: bytes, &place, of: start))
    }
    guard place == length else {
      throw Self.damaged("\(count) entries", "more", at: start + UInt64(place))
    }
    return members
  }

  static func damaged(_ expected: String, _ found: String, at offset: UInt64) -> FormatError {
    FormatError(
      .invalidValue(expected: expected, found: found), field: "directory", offset: offset)
  }
}

extension [UInt8] {
  /// The number of `count` bytes at `place`, the lowest first.
  func number(_ place: Int, _ count: Int) -> UInt64 {
    var number: UInt64 = 0
    for index in 0..<count { number |= UInt64(self[place + index]) << UInt64(8 * index) }
    return number
  }
}
