@testable import ModelFormat

/// A model file in whose place of the header the JSON stands as it is, and in which no gaps lie between tensors:
/// bytes that can be changed one by one.
struct LaidOpenFile {
  private let prelude: ArraySlice<UInt8>
  private let json: [UInt8]
  /// Table and chunks.
  private let rest: ArraySlice<UInt8>

  /// Takes the bytes apart: `headerStored` of the prelude is the length of the JSON.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= Prelude.byteCount else { return nil }
    let end = Prelude.byteCount + FileRepair.number(at: 20, in: bytes)
    guard end <= bytes.count else { return nil }
    prelude = bytes[..<Prelude.byteCount]
    json = Array(bytes[Prelude.byteCount..<end])
    rest = bytes[end...]
  }

  /// The file: the header packed, the tensors where they belong, the checksums not yet right.
  ///
  /// - Returns: nil where the writer itself has no form for the header.
  func packed() -> [UInt8]? {
    guard let stored = try? Header.stored(json) else { return nil }
    var bytes = Array(prelude) + stored
    FileRepair.set(UInt32(stored.count), at: 20, in: &bytes)
    FileRepair.set(UInt32(json.count), at: 24, in: &bytes)
    guard let header = try? Header(parsing: json) else { return bytes + rest }
    let chunkSize = FileRepair.number(at: 40, in: bytes)
    guard (try? Prelude.check(chunkSize: chunkSize)) != nil else { return bytes + rest }
    let count = ChunkTable.chunkCount(of: header.tensors, chunkSize: chunkSize)
    guard count <= rest.count / 8 else { return bytes + rest }
    FileRepair.set(UInt32(count), at: 28, in: &bytes)
    let table = rest.prefix(8 * Int(count))
    bytes += table
    var data = rest.dropFirst(table.count)
    var chunk = 0
    for tensor in header.tensors where tensor.byteCount > 0 {
      bytes += [UInt8](repeating: 0, count: -bytes.count & 63)
      for _ in 0..<tensor.byteCount.dividedRoundingUp(by: chunkSize) {
        let stored = FileRepair.number(at: 8 * chunk, in: Array(table)) & 0x0FFF_FFFF
        bytes += data.prefix(stored)
        data = data.dropFirst(stored)
        chunk += 1
      }
    }
    return bytes + data
  }
}
