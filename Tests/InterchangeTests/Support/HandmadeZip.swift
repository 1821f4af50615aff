/// A zip archive put together by hand from APPNOTE.TXT: right, until somebody changes a number.
struct HandmadeZip {
  /// The ways in which a member may tell its sizes.
  enum Sizes { case plain, descriptor, zip64 }

  struct Member {
    var name: String
    var data: [UInt8]
    /// The bytes in the file where they are not the data themselves.
    var packed: [UInt8]?
    var sizes = Sizes.plain
    /// Put before every other extra field.
    var extra: [UInt8] = []
  }

  /// The file.
  private(set) var bytes: [UInt8] = []
  /// Where headers, entries of the directory and the last record begin.
  private(set) var headers: [Int] = []
  private(set) var entries: [Int] = []
  private(set) var end = 0

  init(_ members: [Member], hasZIP64End: Bool = false, comment: [UInt8] = [], before: [UInt8] = [])
  {
    bytes = before
    var directory: [UInt8] = []
    for member in members {
      let packed = member.packed ?? member.data
      let name = Array(member.name.utf8)
      let crc = Self.number(UInt64(Self.crc32(member.data)), 4)
      let hasDescriptor = member.sizes == .descriptor
      let isLarge = member.sizes == .zip64
      let flags: [UInt8] = [hasDescriptor ? 8 : 0, 8]
      let method: [UInt8] = [member.packed == nil ? 0 : 8, 0]
      let (size, packedSize) = (UInt64(member.data.count), UInt64(packed.count))
      let small =
        isLarge
        ? [UInt8](repeating: 255, count: 8) : Self.number(packedSize, 4) + Self.number(size, 4)
      let large =
        isLarge ? [1, 0, 16, 0] + Self.number(size, 8) + Self.number(packedSize, 8) : []
      let extra = member.extra + large
      let lengths = Self.number(UInt64(name.count), 2) + Self.number(UInt64(extra.count), 2)
      entries.append(directory.count)
      directory += [0x50, 0x4B, 1, 2, 45, 3, 45, 0] + flags + method + [0, 0, 0, 0] + crc + small
      directory += lengths + [UInt8](repeating: 0, count: 10) + Self.number(UInt64(bytes.count), 4)
      directory += name + extra
      headers.append(bytes.count)
      bytes += [0x50, 0x4B, 3, 4, 45, 0] + flags + method + [0, 0, 0, 0]
      bytes += hasDescriptor ? [UInt8](repeating: 0, count: 12) : crc + small
      bytes += lengths + name + extra + packed
      if hasDescriptor {
        bytes += [0x50, 0x4B, 7, 8] + crc + Self.number(packedSize, 4) + Self.number(size, 4)
      }
    }
    let (start, count) = (UInt64(bytes.count), UInt64(members.count))
    let length = UInt64(directory.count)
    entries = entries.map { $0 + bytes.count }
    bytes += directory
    if hasZIP64End {
      let record = UInt64(bytes.count)
      bytes += [0x50, 0x4B, 6, 6, 44, 0, 0, 0, 0, 0, 0, 0, 45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]
      for number in [count, count, length, start] { bytes += Self.number(number, 8) }
      bytes += [0x50, 0x4B, 6, 7, 0, 0, 0, 0] + Self.number(record, 8) + [1, 0, 0, 0]
    }
    end = bytes.count
    bytes += [0x50, 0x4B, 5, 6, 0, 0, 0, 0]
    bytes +=
      hasZIP64End
      ? [UInt8](repeating: 255, count: 12)
      : Self.number(count, 2) + Self.number(count, 2) + Self.number(length, 4)
        + Self.number(start, 4)
    bytes += Self.number(UInt64(comment.count), 2) + comment
  }

  /// A number of `count` bytes, the lowest first.
  static func number(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
  }

  /// Bit by bit, from the definition.
  static func crc32(_ bytes: [UInt8]) -> UInt32 {
    var sum = ~UInt32(0)
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 {
        let isOdd = sum & 1 == 1
        sum >>= 1
        if isOdd { sum ^= 0xEDB8_8320 }
      }
    }
    return ~sum
  }

  /// A DEFLATE stream of one stored block (RFC 1951, 3.2.4).
  static func stored(_ data: [UInt8]) -> [UInt8] {
    let count = number(UInt64(data.count), 2)
    return [1] + count + count.map { ~$0 } + data
  }

  /// A DEFLATE stream of a zero and `runs` times 258 more of them, in a block of fixed codes.
  static func zeros(runs: Int) -> [UInt8] {
    // The last block, of fixed codes; literal 0 is 00110000, length 258 is 11000101, distance 1 is 00000.
    var bits = "110" + "00110000" + String(repeating: "1100010100000", count: runs) + "0000000"
    bits += String(repeating: "0", count: (8 - bits.count % 8) % 8)
    var bytes = [UInt8](repeating: 0, count: bits.utf8.count / 8)
    for (index, bit) in bits.utf8.enumerated() where bit == UInt8(ascii: "1") {
      bytes[index / 8] |= 1 << UInt8(index % 8)
    }
    return bytes
  }
}
