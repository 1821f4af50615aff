import FuzzSupport
import Interchange
import ModelFormat

/// A zip archive with right lengths and checksums around members that an input holds: each is two bytes of its length,
/// the lower first, and its bytes.
struct PackedMembers {
  /// The bytes of the archive.
  let archive: [UInt8]

  init(_ input: Cursor, _ format: ExchangeFormat) {
    var cursor = input
    let names =
      format == .npz
      ? ["a.npy", "b.npy", "c.npy"]
      : ["m/data.pkl", "m/data/0", "m/data/1", "m/byteorder"]
    var (bytes, directory): ([UInt8], [UInt8]) = ([], [])
    for name in names {
      let count = cursor.next() | cursor.next() << 8
      var data: [UInt8] = []
      while data.count < count, !cursor.rest.isEmpty { data.append(UInt8(cursor.next())) }
      // Version, flags, method, time, date; then checksum, both sizes, the name's length, no extra field.
      let common =
        Self.number(20, 2) + Self.number(0, 8) + Self.number(Int(data.crc32), 4)
        + Self.number(data.count, 4) + Self.number(data.count, 4) + Self.number(name.utf8.count, 2)
        + Self.number(0, 2)
      directory += Self.number(0x0201_4B50, 4) + Self.number(20, 2) + common
      directory += Self.number(0, 10) + Self.number(bytes.count, 4) + name.utf8
      bytes += Self.number(0x0403_4B50, 4) + common + name.utf8 + data
    }
    let start = bytes.count
    bytes += directory + Self.number(0x0605_4B50, 4) + Self.number(0, 4)
    bytes += Self.number(names.count, 2) + Self.number(names.count, 2)
    archive = bytes + Self.number(directory.count, 4) + Self.number(start, 4) + Self.number(0, 2)
  }

  private static func number(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
