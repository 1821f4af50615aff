import ModelFormat

/// The bytes of a file or a part of it, front to back, unpacked where they are packed, and looked at
/// before they are taken.
final class ByteStream {
  /// A part of a file whose size and checksum are told elsewhere, as a member of an archive.
  struct Part {
    /// Where it begins in the file.
    var start: UInt64
    /// The bytes that it takes there.
    var packedSize: UInt64
    /// The bytes that it stands for.
    var size: UInt64
    var isDeflated: Bool
    var checksum: UInt32
  }

  /// What errors call the file.
  let path: String
  /// The bytes of the whole, where that is known; of packed bytes and of a pipe it is not.
  private(set) var size: UInt64?
  /// The bytes taken so far.
  private(set) var offset: UInt64 = 0

  private let source: OpenFile?
  /// Where the file's next bytes are; nil for who reads on from where the file stands.
  private var position: UInt64?
  /// Where the stream's bytes begin and end in the file, if they have a place there.
  private var range: Range<UInt64>
  private var decompressor: Decompressor?
  private var checksum: (expected: UInt32, found: UInt32)?
  private var buffer: [UInt8] = []
  private var taken = 0
  private var isDrained = false
  /// The most bytes of the file that are read at once.
  private var pieceSize = packedPieceSize

  /// Enough to tell every format by.
  private static let frontSize = 64
  private static let plainPieceSize = 1 << 16
  /// Of packed bytes fewer: each may stand for a thousand.
  private static let packedPieceSize = 1 << 12

  /// Opens a file; `-` is standard input.
  ///
  /// - Throws: `FormatError` with `system`, or for what is damaged.
  init(_ path: String) throws(FormatError) {
    let file = path == "-" ? File.standardInput() : try File(opening: path)
    size = path == "-" ? nil : file.size
    range = 0..<(size ?? .max)
    self.path = file.path
    source = OpenFile(file)
    try fill(2)
    if buffer.starts(with: [0x1F, 0x8B]) {
      var decompressor = try Decompressor(.gzip)
      let packed = buffer
      buffer = []
      try decompressor.unpack(packed, into: &buffer)
      self.decompressor = consume decompressor
      size = nil
    } else {
      pieceSize = Self.plainPieceSize
    }
    try fill(Self.frontSize)
  }

  /// A part of a file.
  ///
  /// - Throws: `FormatError` with `system`.
  /// - Precondition: the part lies in the file.
  init(_ part: Part, of file: OpenFile) throws(FormatError) {
    path = file.file.path
    source = file
    size = part.size
    position = part.start
    range = part.start..<(part.start + part.packedSize)
    checksum = (part.checksum, 0)
    if part.isDeflated {
      decompressor = try Decompressor(.none, upTo: Int(part.size))
    } else {
      pieceSize = Self.plainPieceSize
    }
  }

  /// Whether the bytes are packed.
  var isPacked: Bool { decompressor != nil }

  /// The first bytes of those to come, fewer at the end.
  var front: ArraySlice<UInt8> { buffer[taken...].prefix(Self.frontSize) }

  /// The next bytes, as many as are at hand; none at the end.
  ///
  /// - Throws: as the initialiser.
  func next() throws(FormatError) -> [UInt8] {
    try fill(1)
    return take(.max)
  }

  /// The next `count` bytes: of a file whose size is known at once, else in memory that grows as they arrive.
  ///
  /// - Throws: `FormatError` with `truncated` where there are fewer.
  func read(_ count: Int) throws(FormatError) -> [UInt8] {
    if count > Self.plainPieceSize, !isPacked, let size, let source {
      return try readAtOnce(count, of: size, from: source)
    }
    let start = offset
    var bytes = take(count)
    if bytes.count == count { return bytes }
    if let size, size >= start, UInt64(count) <= size - start {
      let head = bytes
      bytes = try [UInt8](reserving: count)
      bytes += head
    }
    let missing = bytes.count
    while bytes.count < count, !isDrained { try fetch(into: &bytes) }
    if bytes.count > count {
      (buffer, taken) = (Array(bytes[count...]), 0)
      bytes.removeLast(bytes.count - count)
    }
    note(bytes, from: missing)
    guard bytes.count == count else {
      throw FormatError(
        .truncated(needed: start + UInt64(count), found: offset), field: "file", offset: offset)
    }
    return bytes
  }

  /// Reads straight into the array that is wanted, past what has been looked at.
  private func readAtOnce(
    _ count: Int, of size: UInt64, from source: OpenFile
  ) throws(FormatError) -> [UInt8] {
    guard size >= offset, UInt64(count) <= size - offset else {
      throw FormatError(
        .truncated(needed: offset + UInt64(count), found: size), field: "file", offset: size)
    }
    let bytes = try source.file.bytes(at: range.lowerBound + offset, count: count)
    (buffer, taken) = ([], 0)
    note(bytes, from: 0)
    position = range.lowerBound + offset
    return bytes
  }

  /// Checks, where the size is known, that `count` more bytes are there and nothing else.
  ///
  /// - Throws: `FormatError` with `truncated` or `trailing-bytes`.
  func expect(_ count: Int) throws(FormatError) {
    guard let size else { return }
    let end = offset + UInt64(count)
    if size < end {
      throw FormatError(.truncated(needed: end, found: size), field: "file", offset: size)
    }
    if size > end { throw FormatError(.trailingBytes(expected: end), field: "file", offset: end) }
  }

  /// Checks that nothing is left, and that what was read is what it should be.
  ///
  /// - Throws: `FormatError` with `trailing-bytes`; of a part of a file also `truncated` or
  ///   `checksum-mismatch`.
  func finish() throws(FormatError) {
    let end = offset
    guard try next().isEmpty else {
      throw FormatError(.trailingBytes(expected: end), field: "file", offset: end)
    }
    guard let checksum else { return }
    if let size, size != end {
      throw FormatError(.truncated(needed: size, found: end), field: "file", offset: end)
    }
    if checksum.found != checksum.expected {
      throw FormatError(
        .checksumMismatch(expected: checksum.expected, found: checksum.found), field: "checksum")
    }
  }

  /// Takes what is at hand, so many bytes at most.
  private func take(_ limit: Int) -> [UInt8] {
    let bytes = Array(buffer[taken...].prefix(limit))
    taken += bytes.count
    note(bytes, from: 0)
    return bytes
  }

  /// Counts bytes that were taken.
  private func note(_ bytes: [UInt8], from start: Int) {
    offset += UInt64(bytes.count - start)
    guard let (expected, sum) = checksum else { return }
    checksum = (expected, bytes.span.extracting(start...).crc32(continuing: sum))
  }

  /// Sees to it that `count` bytes are at hand, if there are as many.
  private func fill(_ count: Int) throws(FormatError) {
    while buffer.count - taken < count, !isDrained {
      if taken > 0 {
        buffer.removeFirst(taken)
        taken = 0
      }
      try fetch(into: &buffer)
    }
  }

  /// Appends the file's next piece.
  private func fetch(into bytes: inout [UInt8]) throws(FormatError) {
    let piece = try nextPiece()
    if piece.isEmpty {
      isDrained = true
      try decompressor?.finish()
    } else if decompressor != nil {
      try decompressor?.unpack(piece, into: &bytes)
    } else {
      bytes += piece
    }
  }

  private func nextPiece() throws(FormatError) -> [UInt8] {
    guard let source else { return [] }
    guard let position else { return try source.file.readNext(upTo: pieceSize) }
    let end = min(range.upperBound, position + UInt64(pieceSize))
    self.position = end
    return try source.file.bytes(at: position, count: Int(end - position))
  }
}
