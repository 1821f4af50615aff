import ModelFormat

/// A member of a zip archive, as the directory tells of it.
struct ZipMember {
  let name: String
  let isDeflated: Bool
  /// Whether checksum and sizes stand behind the member, and not before it.
  let hasDescriptor: Bool
  let checksum: UInt32
  let packedSize: UInt64
  let size: UInt64
  /// Where its own header begins.
  let offset: UInt64
  /// Where the next member or the directory begins.
  var end: UInt64 = .max

  static let entrySize = 46
  static let headerSize = 30
  /// The most bytes that DEFLATE makes of one.
  private static let maximumRatio: UInt64 = 1032
  /// Far more than any machine holds, and few enough for sums of sizes.
  private static let maximumSize: UInt64 = 1 << 60

  /// The bytes that it takes at least: its header may say more than the directory.
  var leastSize: UInt64 { UInt64(Self.headerSize + name.utf8.count) + packedSize }

  /// Reads an entry of the directory, and goes on to the next.
  ///
  /// - Parameter start: where the directory begins in the file.
  /// - Throws: `FormatError` for one that is damaged, encrypted, or packed in another way; for a name that leads out of
  ///   a folder, and for sizes that are not possible.
  init(parsing bytes: [UInt8], _ place: inout Int, of start: UInt64) throws(FormatError) {
    let (entry, at) = (place, start + UInt64(place))
    guard bytes.count - entry >= Self.entrySize, bytes.number(entry, 4) == 0x0201_4B50 else {
      throw ZipDirectory.damaged("an entry", "something else", at: at)
    }
    let nameEnd = entry + Self.entrySize + Int(bytes.number(entry + 28, 2))
    let extraEnd = nameEnd + Int(bytes.number(entry + 30, 2))
    place = extraEnd + Int(bytes.number(entry + 32, 2))
    guard place <= bytes.count else {
      throw ZipDirectory.damaged("a whole entry", "a part", at: at)
    }
    let spelling = bytes[(entry + Self.entrySize)..<nameEnd]
    guard let name = String(validating: spelling, as: UTF8.self) else {
      throw ZipDirectory.damaged("a name in UTF-8", "another", at: at)
    }
    if let fault = Self.fault(ofName: name) {
      throw FormatError(.invalidName(fault), field: "directory", offset: at)
    }
    let (flags, method) = (bytes.number(entry + 8, 2), bytes.number(entry + 10, 2))
    guard flags & 0x2041 == 0 else {
      throw Self.error(name, "a member as it is", "an encrypted one", at: at)
    }
    guard method == 0 || method == 8 else {
      throw Self.error(name, "a member stored or deflated", "method \(method)", at: at)
    }
    var numbers = [
      bytes.number(entry + 24, 4), bytes.number(entry + 20, 4), bytes.number(entry + 42, 4),
    ]
    let extra = Array(bytes[nameEnd..<extraEnd])
    guard Self.replaceSaturated(&numbers, by: extra) else {
      throw Self.error(name, "ZIP64 sizes, since they do not fit,", "none", at: at)
    }
    guard [0, 0xFFFF].contains(bytes.number(entry + 34, 2)) else {
      throw Self.error(name, "an archive in one piece", "one of several volumes", at: at)
    }
    self.name = name
    isDeflated = method == 8
    hasDescriptor = flags & 8 != 0
    checksum = UInt32(bytes.number(entry + 16, 4))
    (size, packedSize, offset) = (numbers[0], numbers[1], numbers[2])
    // What lies before the directory is less than half of what a number holds, so no sum overflows.
    guard offset < start, packedSize < start else {
      throw Self.error(
        name, "a member before byte \(start)", "\(packedSize) bytes from \(offset) on", at: at)
    }
    guard isDeflated ? size / Self.maximumRatio <= packedSize : size == packedSize,
      size <= Self.maximumSize
    else {
      throw Self.error(name, "a size that \(packedSize) bytes can hold", "\(size)", at: at)
    }
  }

  /// Reads the member's own header.
  ///
  /// - Throws: `FormatError` where it says something else than the directory.
  func part(of file: borrowing File) throws(FormatError) -> ByteStream.Part {
    let header = try file.bytes(at: offset, count: Self.headerSize)
    guard header.number(0, 4) == 0x0403_4B50 else { throw differs("a header") }
    let (nameCount, extraCount) = (Int(header.number(26, 2)), Int(header.number(28, 2)))
    let start = offset + UInt64(Self.headerSize + nameCount + extraCount)
    guard start <= end, packedSize <= end - start else {
      throw differs("an end before byte \(end)")
    }
    let rest = try file.bytes(
      at: offset + UInt64(Self.headerSize), count: nameCount + extraCount)
    guard rest[..<nameCount].elementsEqual(name.utf8) else { throw differs("this name") }
    guard header.number(8, 2) == (isDeflated ? 8 : 0), header.number(6, 2) & 0x2041 == 0 else {
      throw differs("this way of packing")
    }
    if header.number(6, 2) & 8 == 0 {
      var numbers = [header.number(22, 4), header.number(18, 4)]
      guard Self.replaceSaturated(&numbers, by: Array(rest[nameCount...])),
        numbers == [size, packedSize], header.number(14, 4) == UInt64(checksum)
      else { throw differs("these sizes and this checksum") }
    } else if !hasDescriptor {
      throw differs("sizes before the member")
    }
    return ByteStream.Part(
      start: start, packedSize: packedSize, size: size, isDeflated: isDeflated, checksum: checksum)
  }

  /// What is wrong with a name, or nil: archives have been made that wrote where nobody expects it.
  static func fault(ofName name: String) -> String? {
    let bytes = name.utf8
    if bytes.isEmpty { return "it is empty" }
    if bytes.first == UInt8(ascii: "/") { return "it is absolute" }
    if bytes.contains(UInt8(ascii: "\\")) { return "it contains a backslash" }
    if bytes.contains(0) { return "it contains U+0000" }
    let folders = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    return folders.contains { $0.elementsEqual("..".utf8) } ? "it contains .." : nil
  }

  /// Takes the numbers that have no room in four bytes from the extra field 0001, where they follow one another.
  ///
  /// - Returns: whether all were there.
  private static func replaceSaturated(_ numbers: inout [UInt64], by extra: [UInt8]) -> Bool {
    guard numbers.contains(0xFFFF_FFFF) else { return true }
    var place = 0
    while extra.count - place >= 4 {
      let (kind, count) = (extra.number(place, 2), Int(extra.number(place + 2, 2)))
      place += 4
      guard count <= extra.count - place else { return false }
      if kind == 1 {
        let end = place + count
        for index in numbers.indices where numbers[index] == 0xFFFF_FFFF {
          guard end - place >= 8 else { return false }
          numbers[index] = extra.number(place, 8)
          place += 8
        }
        return true
      }
      place += count
    }
    return false
  }

  private func differs(_ expected: String) -> FormatError {
    FormatError(
      .inconsistent(expected: "\(expected), as in the directory,", found: "another"),
      field: "header", offset: offset)
  }

  private static func error(
    _ name: String, _ expected: String, _ found: String, at offset: UInt64
  ) -> FormatError {
    FormatError(.invalidValue(expected: expected, found: found), field: name, offset: offset)
  }
}
