/// A chunk of a damaged file, and where the table has it.
struct LocatedChunk {
  let chunk: Chunk
  let info: TensorInfo

  /// The chunks of each tensor, as far as entries of a table lead to them.
  ///
  /// Behind an entry that cannot be, nothing can be found: places are sums of lengths.
  ///
  /// - Parameter start: where the table ends.
  static func all(
    of tensors: [TensorInfo], _ entries: [UInt8], chunkSize: Int, from start: UInt64
  ) -> [[LocatedChunk]] {
    var position = start
    var number = 0
    var isLost = false
    var all: [[LocatedChunk]] = []
    for info in tensors {
      let count = info.byteCount.dividedRoundingUp(by: chunkSize)
      var chunks: [LocatedChunk] = []
      if count > 0 { position = position.roundedUp(toMultipleOf: 64) }
      for index in 0..<(isLost ? 0 : count) {
        let start = index * chunkSize
        let range = start..<min(start + chunkSize, info.byteCount)
        guard
          let entry = ChunkTable.entry(
            entries, number, raw: range.count, elementSize: info.type.size)
        else {
          isLost = true
          break
        }
        chunks.append(
          LocatedChunk(
            chunk: Chunk(entry: entry, index: index, offset: position, range: range), info: info))
        position += UInt64(entry.stored)
        number += 1
      }
      all.append(chunks)
    }
    return all
  }

  /// Whether the bytes are those that the entry tells of.
  func isWhole(in source: borrowing ByteSource) -> Bool {
    guard let stored = try? source.bytes(at: chunk.offset, count: chunk.entry.stored) else {
      return false
    }
    return Checksum.crc32(stored.span) == chunk.entry.checksum
  }

  /// Decodes the chunk; a bit that was flipped is put right where the stream's own check bears it out.
  ///
  /// - Returns: the byte of the file that had such a bit.
  /// - Throws: `FormatError` with what is wrong with it.
  func decode(
    from source: borrowing ByteSource, by decoder: inout ChunkDecoder,
    into raw: inout [UInt8]
  ) throws(FormatError) -> UInt64? {
    var stored = try source.bytes(at: chunk.offset, count: chunk.entry.stored)
    let entry = chunk.entry
    var repaired: UInt64?
    let found = Checksum.crc32(stored.span)
    if found != entry.checksum {
      guard entry.encoding != .raw,
        let bit = FlippedBit.position(in: stored, checksum: entry.checksum)
      else {
        throw chunk.error(.checksumMismatch(expected: entry.checksum, found: found), of: info)
      }
      FlippedBit.flip(bit, in: &stored)
      repaired = chunk.offset + UInt64(bit / 8)
    }
    if entry.encoding == .raw {
      raw = stored
    } else {
      if raw.count != chunk.range.count { raw = [UInt8](repeating: 0, count: chunk.range.count) }
      var target = raw.mutableSpan
      let fault = decoder.decode(
        stored.span, entry.encoding, elementSize: info.type.size, into: &target)
      if let fault { throw chunk.error(.invalidStream(fault), of: info) }
    }
    if info.type == .bool, let byte = raw.first(where: { $0 > 1 }) {
      throw chunk.error(.invalidValue(expected: "0 or 1", found: "\(byte)"), of: info)
    }
    return repaired
  }
}
