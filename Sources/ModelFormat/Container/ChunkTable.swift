/// One entry of the chunk table (spec/format.md §6).
struct ChunkEntry: Equatable {
  var encoding: ChunkEncoding
  /// Stored bytes of the chunk.
  var stored: Int
  /// CRC-32 of the chunk as stored.
  var checksum: UInt32

  /// The 8 bytes.
  func append(to output: inout [UInt8]) {
    output.append(littleEndian: UInt32(encoding.rawValue) << 28 | UInt32(stored))
    output.append(littleEndian: checksum)
  }
}

/// Where one tensor lies.
struct TensorPlace: Equatable {
  /// The first of its chunks in the table.
  var firstChunk: Int
  var chunkCount: Int
  /// The first byte of its first chunk; equal to `paddingStart` where there is none.
  var offset: UInt64
  /// Where what lies before it ends.
  var paddingStart: UInt64
}

/// The chunk table, checked, and the place of every tensor that follows from it.
///
/// The file holds no offsets: places are sums of lengths, so they cannot overlap or point outside.
struct ChunkTable {
  /// Entries of 8 bytes, as in the file.
  private let bytes: [UInt8]
  let places: [TensorPlace]

  /// Checks a table whose checksum is known to be right.
  ///
  /// - Throws: ``FormatError`` for whatever breaks T2 … T5.
  init(_ bytes: [UInt8], of tensors: [TensorInfo], prelude: Prelude) throws(FormatError) {
    self.bytes = bytes
    let needed = Self.chunkCount(of: tensors, chunkSize: prelude.chunkSize)
    guard needed == prelude.chunkCount else {
      throw FormatError(
        .inconsistent(expected: "\(needed) chunks", found: "\(prelude.chunkCount)"),
        field: "prelude.chunkCount", offset: 28)
    }
    var places: [TensorPlace] = []
    places.reserveCapacity(tensors.count)
    var position = prelude.tableEnd
    var chunk = 0
    for tensor in tensors {
      let count = tensor.byteCount.dividedRoundingUp(by: prelude.chunkSize)
      let start = count == 0 ? position : position.roundedUp(toMultipleOf: 64)
      places.append(
        TensorPlace(firstChunk: chunk, chunkCount: count, offset: start, paddingStart: position))
      position = start
      for index in 0..<count {
        let raw = min(prelude.chunkSize, tensor.byteCount - index * prelude.chunkSize)
        let offset = prelude.tableOffset + 8 * UInt64(chunk)
        position += UInt64(
          try Self.storedLength(bytes, chunk, raw: raw, elementSize: tensor.type.size, at: offset))
        chunk += 1
      }
    }
    guard position == prelude.length else {
      throw FormatError(
        .inconsistent(
          expected: "\(position), the end of the last chunk,", found: "\(prelude.length)"),
        field: "prelude.length", offset: 32)
    }
    self.places = places
  }

  /// Whether there is something for several threads to do.
  var hasSeveralChunks: Bool { bytes.count > 8 }

  /// The entry of a chunk.
  subscript(chunk: Int) -> ChunkEntry {
    let word = bytes.span.littleEndian(UInt32.self, at: 8 * chunk)
    guard let encoding = ChunkEncoding(rawValue: UInt8(word >> 28)) else {
      preconditionFailure("the table was checked")
    }
    return ChunkEntry(
      encoding: encoding, stored: Int(word & 0x0FFF_FFFF),
      checksum: bytes.span.littleEndian(UInt32.self, at: 8 * chunk + 4))
  }

  /// The entry of a chunk in a table that may be damaged; nil where it is not there, or cannot be.
  static func entry(
    _ bytes: [UInt8], _ chunk: Int, raw: Int, elementSize: Int
  ) -> ChunkEntry? {
    guard 8 * (chunk + 1) <= bytes.count,
      let stored = try? storedLength(bytes, chunk, raw: raw, elementSize: elementSize, at: 0),
      let encoding = ChunkEncoding(rawValue: bytes[8 * chunk + 3] >> 4)
    else { return nil }
    return ChunkEntry(
      encoding: encoding, stored: stored,
      checksum: bytes.span.littleEndian(UInt32.self, at: 8 * chunk + 4))
  }

  /// The chunks that all the tensors need (T2).
  ///
  /// The count stops at the largest integer and must not wrap: 8192 tensors of 2^51 chunks would otherwise
  /// pass for none.
  static func chunkCount(of tensors: [TensorInfo], chunkSize: Int) -> UInt64 {
    tensors.reduce(0) { count, tensor in
      let (sum, overflow) = count.addingReportingOverflow(
        UInt64(tensor.byteCount.dividedRoundingUp(by: chunkSize)))
      return overflow ? .max : sum
    }
  }

  /// The stored length of one entry, after its checks (T3, T4).
  private static func storedLength(
    _ bytes: [UInt8], _ chunk: Int, raw: Int, elementSize: Int, at offset: UInt64
  ) throws(FormatError) -> Int {
    let word = bytes.span.littleEndian(UInt32.self, at: 8 * chunk)
    let stored = Int(word & 0x0FFF_FFFF)
    func error(_ field: String, _ expected: String, _ found: Int) -> FormatError {
      FormatError(
        .outOfRange(expected: expected, found: "\(found)"), field: "table[\(chunk)].\(field)",
        offset: offset)
    }
    guard let encoding = ChunkEncoding(rawValue: UInt8(word >> 28)) else {
      throw error("encoding", "0 (raw), 1 (zlib), 2 or 3 (shuffle and zlib)", Int(word >> 28))
    }
    if encoding.isShuffled, elementSize == 1 {
      throw error(
        "encoding", "0 (raw) or 1 (zlib) for elements of one byte", Int(encoding.rawValue))
    }
    if encoding == .raw {
      if stored != raw { throw error("stored", "\(raw)", stored) }
    } else if stored > Limits.storedBound(ofRaw: raw) {
      throw error("stored", "at most \(Limits.storedBound(ofRaw: raw))", stored)
    } else if raw > Limits.rawBound(ofStored: stored) {
      throw error("stored", "enough for \(raw) bytes, which are at most 1032 : 1,", stored)
    }
    return stored
  }
}

extension Int {
  /// The number of pieces of `size` that hold this many.
  func dividedRoundingUp(by size: Int) -> Int { self == 0 ? 0 : (self - 1) / size + 1 }
}

extension UInt64 {
  /// The next multiple, or the number itself.
  func roundedUp(toMultipleOf unit: UInt64) -> UInt64 { (self + unit - 1) / unit * unit }
}
