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
  /// Where each tensor lies; of a damaged table, with as many chunks as are found.
  let places: [TensorPlace]
  /// Where every so many-th chunk begins, so that none has to be summed up from the first.
  private let marks: [UInt64]

  private static let chunksToMark = 64

  /// Checks a table whose checksum is known to be right.
  ///
  /// - Throws: ``FormatError`` for whatever breaks T2 … T5, or `system` where there is too little memory.
  init(_ bytes: [UInt8], of tensors: [TensorInfo], prelude: Prelude) throws(FormatError) {
    let needed = Self.chunkCount(of: tensors, chunkSize: prelude.chunkSize)
    guard needed == prelude.chunkCount else {
      throw FormatError(
        .inconsistent(expected: "\(needed) chunks", found: "\(prelude.chunkCount)"),
        field: "prelude.chunkCount", offset: 28)
    }
    let walk = try Walk(
      bytes, of: tensors, chunkSize: prelude.chunkSize, at: prelude.tableOffset,
      from: prelude.tableEnd)
    if let fault = walk.fault { throw fault }
    guard walk.position == prelude.length else {
      throw FormatError(
        .inconsistent(
          expected: "\(walk.position), the end of the last chunk,", found: "\(prelude.length)"),
        field: "prelude.length", offset: 32)
    }
    self.init(bytes, walk)
  }

  /// A table that may be damaged or cut short, as far as its entries lead.
  ///
  /// Behind an entry that cannot be, nothing can be found.
  ///
  /// - Parameter start: where the table ends, or would.
  /// - Throws: ``FormatError`` with `system` where there is too little memory.
  init(
    damaged bytes: [UInt8], of tensors: [TensorInfo], chunkSize: Int, from start: UInt64
  ) throws(FormatError) {
    self.init(bytes, try Walk(bytes, of: tensors, chunkSize: chunkSize, at: 0, from: start))
  }

  private init(_ bytes: [UInt8], _ walk: Walk) {
    self.bytes = bytes
    places = walk.places
    marks = walk.marks
  }

  /// From entry to entry, up to the first that cannot be.
  private struct Walk {
    private(set) var places: [TensorPlace] = []
    private(set) var marks: [UInt64] = []
    /// Where the last chunk ends.
    private(set) var position: UInt64
    private(set) var fault: FormatError?

    init(
      _ bytes: [UInt8], of tensors: [TensorInfo], chunkSize: Int, at tableOffset: UInt64,
      from start: UInt64
    ) throws(FormatError) {
      try places.requireRoom(for: tensors.count)
      places.reserveCapacity(tensors.count)
      try marks.requireRoom(for: bytes.count / (8 * chunksToMark) + 1)
      marks.reserveCapacity(bytes.count / (8 * chunksToMark) + 1)
      position = start
      var chunk = 0
      for tensor in tensors {
        let count = tensor.byteCount.dividedRoundingUp(by: chunkSize)
        let start = count == 0 ? position : position.roundedUp(toMultipleOf: 64)
        var place = TensorPlace(
          firstChunk: chunk, chunkCount: 0, offset: start, paddingStart: position)
        position = start
        while place.chunkCount < count, fault == nil {
          let raw = min(chunkSize, tensor.byteCount - place.chunkCount * chunkSize)
          do throws(FormatError) {
            let stored = try storedLength(
              bytes, chunk, raw: raw, elementSize: tensor.type.size, at: tableOffset)
            if chunk % chunksToMark == 0 { marks.append(position) }
            position += UInt64(stored)
            chunk += 1
            place.chunkCount += 1
          } catch {
            fault = error
          }
        }
        places.append(place)
      }
    }
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

  /// Where a chunk of a tensor begins.
  ///
  /// - Parameter chunk: its number in the table.
  func offset(of chunk: Int, in place: TensorPlace) -> UInt64 {
    let mark = chunk / Self.chunksToMark
    let marked = mark * Self.chunksToMark
    let isMarked = marked > place.firstChunk
    var offset = isMarked ? marks[mark] : place.offset
    for before in (isMarked ? marked : place.firstChunk)..<chunk {
      offset += UInt64(self[before].stored)
    }
    return offset
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
  ///
  /// - Parameter tableOffset: where the table begins.
  private static func storedLength(
    _ bytes: [UInt8], _ chunk: Int, raw: Int, elementSize: Int, at tableOffset: UInt64
  ) throws(FormatError) -> Int {
    let start = 8 * chunk
    guard start + 8 <= bytes.count else {
      throw FormatError(.notFound("the entry"), field: "table[\(chunk)]")
    }
    let word = bytes.span.littleEndian(UInt32.self, at: start)
    let stored = Int(word & 0x0FFF_FFFF)
    func error(_ field: String, _ expected: String, _ found: Int) -> FormatError {
      FormatError(
        .outOfRange(expected: expected, found: "\(found)"), field: "table[\(chunk)].\(field)",
        offset: tableOffset + UInt64(start))
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
