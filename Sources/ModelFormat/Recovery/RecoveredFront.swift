/// The front of a damaged file: prelude, header and chunk table, as far as checksums put them right.
///
/// The header must be had whole, since it alone tells names, types and shapes. The prelude follows from the header and
/// the table; of the table, entries are of use one by one.
struct RecoveredFront {
  let header: Header
  let chunkSize: Int
  /// All of the table, or what is left of it.
  let table: ChunkTable
  let optionalFeatures: UInt32
  let repairs: [Repair]

  /// Reads the front of a file.
  ///
  /// - Throws: `FormatError` for a file of a newer version; with what is wrong with the header where it cannot be had.
  static func read(from source: borrowing ByteSource) throws(FormatError) -> RecoveredFront {
    let size = source.size ?? 0
    var first = try source.bytes(at: 0, count: Int(min(size, UInt64(Prelude.byteCount))))
    var repairs: [Repair] = []
    if let prelude = try Self.prelude(&first, &repairs) {
      return try read(behind: prelude, repairs, from: source, size: size)
    }
    return try rebuild(from: source, size: size)
  }

  private static func read(
    behind prelude: Prelude, _ repairs: [Repair], from source: borrowing ByteSource, size: UInt64
  ) throws(FormatError) -> RecoveredFront {
    var repairs = repairs
    let found = try source.bytes(at: Header.offset, count: prelude.headerStored)
    guard
      let stored = part(
        "header", found, at: Header.offset, checksum: prelude.headerChecksum, &repairs)
    else {
      throw FormatError(
        .checksumMismatch(
          expected: prelude.headerChecksum, found: Checksum.crc32(found.span)),
        field: "header", offset: Header.offset)
    }
    let header = try header(
      try Contents.inflate(stored.span, count: prelude.headerRaw), stored: stored.count)
    let left = size - min(size, prelude.tableOffset)
    let table = try source.bytes(
      at: prelude.tableOffset, count: Int(min(left, 8 * UInt64(prelude.chunkCount))))
    let entries = part(
      "table", table, at: prelude.tableOffset, checksum: prelude.tableChecksum, &repairs)
    if entries == nil { repairs.append(.table) }
    if size > prelude.length { repairs.append(.trailingBytes(after: prelude.length)) }
    return RecoveredFront(
      header: header, chunkSize: prelude.chunkSize,
      table: try ChunkTable(
        damaged: entries ?? table, of: header.tensors, chunkSize: prelude.chunkSize,
        from: prelude.tableEnd),
      optionalFeatures: prelude.optionalFeatures, repairs: repairs)
  }

  /// Makes the prelude again: the header ends where its stream does, and the size of chunks shows in where they are.
  private static func rebuild(
    from source: borrowing ByteSource, size: UInt64
  ) throws(FormatError) -> RecoveredFront {
    let most = UInt64(Limits.storedBound(ofRaw: Limits.headerSize))
    let bytes = try source.bytes(
      at: Header.offset, count: Int(min(size - min(size, Header.offset), most)))
    let (raw, stored) = try unpackHeader(bytes)
    let header = try header(raw, stored: stored)
    let tableOffset = Header.offset + UInt64(stored)
    // Of all sizes that chunks may have, the one that leads to most of them; any, where there is none to be found.
    var best: (found: Int, front: RecoveredFront)?
    var chunkSize = Limits.chunkSizes.lowerBound
    while chunkSize <= Limits.chunkSizes.upperBound {
      let count = ChunkTable.chunkCount(of: header.tensors, chunkSize: chunkSize)
      if count <= (size - min(size, tableOffset)) / 8 {
        let table = try ChunkTable(
          damaged: try source.bytes(at: tableOffset, count: Int(8 * count)), of: header.tensors,
          chunkSize: chunkSize, from: tableOffset + 8 * count)
        let found = wholeChunks(of: header.tensors, table, chunkSize: chunkSize, in: source)
        if found > best?.found ?? (count == 0 ? -1 : 0) {
          // What a reader may ignore cannot be told any more.
          let front = RecoveredFront(
            header: header, chunkSize: chunkSize, table: table, optionalFeatures: 0,
            repairs: [.prelude])
          best = (found, front)
        }
      }
      chunkSize *= 2
    }
    if let best { return best.front }
    throw FormatError(.notFound("a chunk that is whole"), field: "table", offset: tableOffset)
  }

  /// How many chunks there are before the first that is damaged.
  private static func wholeChunks(
    of tensors: [TensorInfo], _ table: ChunkTable, chunkSize: Int,
    in source: borrowing ByteSource
  ) -> Int {
    var count = 0
    for (tensor, info) in tensors.enumerated() {
      let chunks = TensorChunks(
        of: tensor, in: table, byteCount: info.byteCount, chunkSize: chunkSize)
      for chunk in chunks {
        guard chunk.isWhole(in: source) else { return count }
        count += 1
      }
    }
    return count
  }

  /// The header, if it is no larger than what was stored of it justifies (P9, H7).
  private static func header(_ raw: [UInt8], stored: Int) throws(FormatError) -> Header {
    let bound = Limits.headerRatio * stored + Limits.headerAllowance
    guard raw.count <= bound else {
      throw FormatError(
        .limitExceeded(expected: "at most \(bound) bytes", found: "\(raw.count)"), field: "header",
        offset: Header.offset)
    }
    try Contents.checkSeparators(raw, stored: stored)
    return try Header(parsing: raw)
  }

  private static func unpackHeader(
    _ bytes: [UInt8]
  ) throws(FormatError) -> (raw: [UInt8], stored: Int) {
    let bound = Limits.headerRatio * bytes.count + Limits.headerAllowance
    do throws(FormatError) {
      return try Decompressor.unpackStream(
        atFrontOf: bytes, upTo: min(bound, Limits.headerSize))
    } catch {
      throw FormatError(error.reason, field: "header", offset: Header.offset)
    }
  }

  /// The prelude, with one bit put right if need be; nil where more of it is damaged.
  private static func prelude(
    _ bytes: inout [UInt8], _ repairs: inout [Repair]
  ) throws(FormatError) -> Prelude? {
    do throws(FormatError) {
      return try Prelude(parsing: bytes.span)
    } catch {
      guard bytes.count == Prelude.byteCount else { throw error }
      let message = Array(bytes[..<60])
      let checksum = bytes.span.littleEndian(UInt32.self, at: 60)
      let difference = Checksum.crc32(message.span) ^ checksum
      // A prelude that is whole says what it says: that a newer reader is needed, say.
      if difference == 0 { throw error }
      guard
        let bit = difference.nonzeroBitCount == 1
          ? 480 + difference.trailingZeroBitCount
          : FlippedBit.position(in: message, checksum: checksum)
      else { return nil }
      FlippedBit.flip(bit, in: &bytes)
      let prelude = try Prelude(parsing: bytes.span)
      repairs.append(.flippedBit(part: "prelude", offset: UInt64(bit / 8)))
      return prelude
    }
  }

  /// A part of the front whose checksum is right, or was made so; nil where it cannot be.
  private static func part(
    _ name: String, _ bytes: [UInt8], at offset: UInt64, checksum: UInt32,
    _ repairs: inout [Repair]
  ) -> [UInt8]? {
    if Checksum.crc32(bytes.span) == checksum { return bytes }
    guard let bit = FlippedBit.position(in: bytes, checksum: checksum) else { return nil }
    var bytes = bytes
    FlippedBit.flip(bit, in: &bytes)
    repairs.append(.flippedBit(part: name, offset: offset + UInt64(bit / 8)))
    return bytes
  }
}
