/// Chunks of a damaged file.
extension Chunk {
  /// Whether the bytes are those that the entry tells of.
  func isWhole(in source: borrowing ByteSource) -> Bool {
    guard let stored = try? source.bytes(at: offset, count: entry.stored) else {
      return false
    }
    return Checksum.crc32(stored.span) == entry.checksum
  }

  /// Decodes the chunk; a bit that was flipped is put right where the stream's own check bears it out.
  ///
  /// - Returns: the byte of the file that had such a bit.
  /// - Throws: `FormatError` with what is wrong with it.
  func decode(
    of info: TensorInfo, from source: borrowing ByteSource, by decoder: inout ChunkDecoder,
    into raw: inout [UInt8]
  ) throws(FormatError) -> UInt64? {
    var stored = try source.bytes(at: offset, count: entry.stored)
    var repaired: UInt64?
    let found = Checksum.crc32(stored.span)
    if found != entry.checksum {
      guard entry.encoding != .raw,
        let bit = FlippedBit.position(in: stored, checksum: entry.checksum)
      else {
        throw error(.checksumMismatch(expected: entry.checksum, found: found), of: info)
      }
      FlippedBit.flip(bit, in: &stored)
      repaired = offset + UInt64(bit / 8)
    }
    if entry.encoding == .raw {
      raw = stored
    } else {
      // And the decoder's planes.
      try requireMemory(2 * range.count, for: "hold a chunk in memory")
      if raw.count != range.count { raw = [UInt8](repeating: 0, count: range.count) }
      var target = raw.mutableSpan
      let fault = decoder.decode(
        stored.span, entry.encoding, elementSize: info.type.size, into: &target)
      if let fault { throw error(.invalidStream(fault), of: info) }
    }
    if info.type == .bool, let byte = raw.first(where: { $0 > 1 }) {
      throw error(.invalidValue(expected: "0 or 1", found: "\(byte)"), of: info)
    }
    return repaired
  }
}
