import TestSupport

@testable import ModelFormat

/// A file put together from its parts, right in its checksums and lengths and otherwise as one likes.
struct CraftedFile {
  var header: String
  var table: [UInt8] = []
  /// What follows the table.
  var data: [UInt8] = []
  var chunkSize = 4096

  var bytes: [UInt8] {
    get throws {
      let raw = Array(header.utf8)
      let stored = StockZlib.deflate(raw, level: 6)
      var prelude = Prelude(
        headerStored: stored.count, headerRaw: raw.count, chunkCount: table.count / 8, length: 0,
        chunkSize: chunkSize, headerChecksum: Checksum.crc32(stored.span),
        tableChecksum: Checksum.crc32(table.span))
      prelude.length = prelude.tableEnd + UInt64(data.count)
      return prelude.bytes + stored + table + data
    }
  }
}

extension ModelFileWriter {
  /// A file's bytes, written by way of a directory.
  static func bytes(
    _ tensors: [Tensor], members: JSONObject = JSONObject(), options: WriteOptions = WriteOptions()
  ) throws -> [UInt8] {
    let directory = try TemporaryDirectory()
    var options = options
    options.durability = .none
    try write(tensors, members: members, to: directory.file("file"), options: options)
    return try directory.bytes("file")
  }
}
