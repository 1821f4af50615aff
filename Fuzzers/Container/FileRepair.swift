@testable import ModelFormat

/// Makes the checksums of a damaged file right, so that what they hide is reached.
enum FileRepair {
  /// Repairs length and checksums, from the chunks to the prelude, as far as there is something to repair.
  static func repair(_ bytes: inout [UInt8]) {
    guard bytes.count >= Prelude.byteCount else { return }
    bytes.replaceSubrange(..<Prelude.magic.count, with: Prelude.magic)
    set(UInt16(Prelude.version.major), at: 8, in: &bytes)
    set(UInt64(bytes.count), at: 32, in: &bytes)
    repairFront(&bytes)
    // Where the chunks lie is known as soon as the front can be read.
    guard let contents = try? Contents(readingFrom: .memory(bytes)) else { return }
    for tensor in contents.header.tensors.indices {
      let first = contents.table.places[tensor].firstChunk
      for chunk in contents.chunks(of: tensor) {
        let stored = Int(chunk.offset)..<Int(chunk.offset) + chunk.entry.stored
        let entry = Int(contents.prelude.tableOffset) + 8 * (first + chunk.index)
        set(checksum(stored, of: bytes), at: entry + 4, in: &bytes)
      }
    }
    repairFront(&bytes)
  }

  /// The checksums of header, table and prelude.
  private static func repairFront(_ bytes: inout [UInt8]) {
    let header = Prelude.byteCount..<Prelude.byteCount + number(at: 20, in: bytes)
    if header.upperBound <= bytes.count {
      set(checksum(header, of: bytes), at: 44, in: &bytes)
      let table = header.upperBound..<header.upperBound + 8 * number(at: 28, in: bytes)
      if table.upperBound <= bytes.count { set(checksum(table, of: bytes), at: 48, in: &bytes) }
    }
    set(checksum(0..<60, of: bytes), at: 60, in: &bytes)
  }

  private static func checksum(_ range: Range<Int>, of bytes: [UInt8]) -> UInt32 {
    Checksum.crc32(bytes.span.extracting(range))
  }

  /// A u32.
  static func number(at offset: Int, in bytes: [UInt8]) -> Int {
    Int(bytes.span.littleEndian(UInt32.self, at: offset))
  }

  /// Writes a number, the lowest byte first.
  static func set(_ value: some FixedWidthInteger, at offset: Int, in bytes: inout [UInt8]) {
    for index in 0..<value.bitWidth / 8 {
      bytes[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * index))
    }
  }
}
