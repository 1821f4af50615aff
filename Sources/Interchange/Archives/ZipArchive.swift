import ModelFormat

/// The members of a zip archive, stored or deflated, as far as NumPy's npz files need them.
///
/// PKWARE's APPNOTE.TXT, without encryption, several volumes, and sizes of 4 GiB and more.
struct ZipArchive: ~Copyable {
  private struct Member {
    var isDeflated: Bool
    var checksum: UInt32
    var packedSize: Int
    var size: Int
    var offset: UInt64
  }

  /// The names of the members, in the order of the directory.
  let names: [String]
  private let members: [String: Member]
  private let file: File

  private static let endSize = 22
  private static let entrySize = 46
  private static let localSize = 30

  /// Whether a file begins like one of this format.
  static func recognises(_ front: ArraySlice<UInt8>) -> Bool {
    front.starts(with: [0x50, 0x4B, 3, 4]) || front.starts(with: [0x50, 0x4B, 5, 6])
  }

  /// Reads the directory of an archive, which stands at the end of the file.
  ///
  /// - Throws: `FormatError` for one that is damaged or of a kind that is not read.
  init(_ path: String) throws(FormatError) {
    let file = try File(opening: path)
    let size = file.size ?? 0
    let end = try Self.end(of: file, size: size)
    let (count, length) = (end.bytes.number(10, 2), end.bytes.number(12, 4))
    let start = UInt64(end.bytes.number(16, 4))
    guard count != 0xFFFF, length != 0xFFFF_FFFF, start != 0xFFFF_FFFF else {
      throw Self.tooLarge("directory")
    }
    guard end.bytes.number(4, 4) == 0, start + UInt64(length) <= end.offset else {
      throw Self.damaged("directory", "a directory before byte \(end.offset)", "another", start)
    }
    let bytes = try file.bytes(at: start, count: length)
    (names, members) = try Self.directory(bytes, count: count, at: start)
    self.file = consume file
  }

  private static func directory(
    _ bytes: [UInt8], count: Int, at start: UInt64
  ) throws(FormatError) -> (names: [String], members: [String: Member]) {
    var names: [String] = []
    var members: [String: Member] = [:]
    var place = 0
    for _ in 0..<count {
      let offset = start + UInt64(place)
      guard bytes.count - place >= entrySize, bytes.number(place, 4) == 0x0201_4B50 else {
        throw damaged("directory", "\(count) entries", "\(names.count)", offset)
      }
      let nameEnd = place + entrySize + bytes.number(place + 28, 2)
      let next = nameEnd + bytes.number(place + 30, 2) + bytes.number(place + 32, 2)
      guard next <= bytes.count else {
        throw damaged("directory", "a whole entry", "a part", offset)
      }
      let name = String(decoding: bytes[(place + entrySize)..<nameEnd], as: UTF8.self)
      let (packedSize, size) = (bytes.number(place + 20, 4), bytes.number(place + 24, 4))
      let (method, local) = (bytes.number(place + 10, 2), bytes.number(place + 42, 4))
      guard ![packedSize, size, local].contains(0xFFFF_FFFF) else { throw tooLarge(name) }
      guard bytes.number(place + 8, 2) & 1 == 0, method == 0 || method == 8 else {
        throw damaged(
          name, "a member stored or deflated", "method \(method), or encrypted", offset)
      }
      guard members[name] == nil else {
        throw FormatError(.duplicateName(name), field: "directory", offset: offset)
      }
      names.append(name)
      members[name] = Member(
        isDeflated: method == 8, checksum: UInt32(bytes.number(place + 16, 4)),
        packedSize: packedSize, size: size, offset: UInt64(local))
      place = next
    }
    return (names, members)
  }

  /// The bytes of a member; nil where there is none of this name.
  ///
  /// - Throws: `FormatError` where it is damaged, with the member's name.
  func read(_ name: String) throws(FormatError) -> [UInt8]? {
    guard let member = members[name] else { return nil }
    let local = try file.bytes(at: member.offset, count: Self.localSize)
    guard local.number(0, 4) == 0x0403_4B50 else {
      throw Self.damaged(name, "a member", "something else", member.offset)
    }
    let start = member.offset + UInt64(Self.localSize + local.number(26, 2) + local.number(28, 2))
    var bytes = try file.bytes(at: start, count: member.packedSize)
    if member.isDeflated {
      do throws(FormatError) {
        var unpacked: [UInt8] = []
        var decompressor = try Decompressor(.none)
        try decompressor.unpack(bytes, into: &unpacked)
        try decompressor.finish()
        bytes = unpacked
      } catch {
        throw FormatError(error.reason, field: "\(name), \(error.field)", offset: start)
      }
    }
    guard bytes.count == member.size else {
      throw Self.damaged(name, "\(member.size) bytes", "\(bytes.count)", start)
    }
    guard bytes.crc32 == member.checksum else {
      throw FormatError(
        .checksumMismatch(expected: member.checksum, found: bytes.crc32), field: name,
        offset: start)
    }
    return bytes
  }

  /// The record at the end, behind which there may be a comment.
  private static func end(
    of file: borrowing File, size: UInt64
  ) throws(FormatError) -> (bytes: [UInt8], offset: UInt64) {
    let count = Int(min(size, UInt64(endSize + 0xFFFF)))
    let tail = try file.bytes(at: size - UInt64(count), count: count)
    for place in stride(from: count - endSize, through: 0, by: -1)
    where tail.number(place, 4) == 0x0605_4B50
      && tail.number(place + 20, 2) == count - endSize - place
    {
      return (Array(tail[place..<(place + endSize)]), size - UInt64(count - place))
    }
    throw damaged("archive", "a directory at its end", "none", size)
  }

  private static func tooLarge(_ field: String) -> FormatError {
    FormatError(
      .limitExceeded(expected: "an archive of less than 4 GiB", found: "a larger one (zip64)"),
      field: field)
  }

  private static func damaged(
    _ field: String, _ expected: String, _ found: String, _ offset: UInt64
  ) -> FormatError {
    FormatError(.invalidValue(expected: expected, found: found), field: field, offset: offset)
  }
}

extension [UInt8] {
  /// The number of `count` bytes at `place`, the lowest first.
  fileprivate func number(_ place: Int, _ count: Int) -> Int {
    self[place..<(place + count)].reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
