import ModelFormat

/// The bytes of a file front to back, unpacked where the file is packed with gzip, and looked at
/// before they are taken.
final class ByteStream {
  /// What errors call the file.
  let path: String
  /// The bytes of the whole, where that is known; of packed bytes and of a pipe it is not.
  private(set) var size: UInt64?
  /// The bytes taken so far.
  private(set) var offset: UInt64 = 0
  private let file: File?
  private var decompressor: Decompressor?
  private var buffer: [UInt8] = []
  private var position = 0
  private var isDrained = false

  /// Enough to tell every format by.
  private static let frontSize = 64

  /// Opens a file; `-` is standard input.
  ///
  /// - Throws: `FormatError` with `system`, or for what is damaged.
  init(_ path: String) throws(FormatError) {
    let file = path == "-" ? File.standardInput() : try File(opening: path)
    size = path == "-" ? nil : file.size
    self.path = file.path
    self.file = consume file
    try fill(2)
    if buffer.starts(with: [0x1F, 0x8B]) {
      var decompressor = try Decompressor(.gzip)
      let packed = buffer
      buffer = []
      try decompressor.unpack(packed, into: &buffer)
      self.decompressor = consume decompressor
      size = nil
    }
    try fill(Self.frontSize)
  }

  /// Bytes that are in memory.
  init(_ bytes: [UInt8], path: String) {
    file = nil
    self.path = path
    size = UInt64(bytes.count)
    buffer = bytes
    isDrained = true
  }

  /// Whether the bytes were packed.
  var isPacked: Bool { decompressor != nil }

  /// The first bytes of those to come, fewer at the end.
  var front: ArraySlice<UInt8> { buffer[position...].prefix(Self.frontSize) }

  /// The next bytes, as many as are at hand; none at the end.
  ///
  /// - Throws: as the initialiser.
  func next(upTo limit: Int = .max) throws(FormatError) -> [UInt8] {
    try fill(1)
    let piece = Array(buffer[position...].prefix(limit))
    position += piece.count
    offset += UInt64(piece.count)
    return piece
  }

  /// The next `count` bytes, in memory that grows as they arrive.
  ///
  /// - Throws: `FormatError` with `truncated` where there are fewer.
  func read(_ count: Int) throws(FormatError) -> [UInt8] {
    let end = offset + UInt64(count)
    var bytes: [UInt8] = []
    while bytes.count < count {
      let piece = try next(upTo: count - bytes.count)
      if piece.isEmpty {
        throw FormatError(.truncated(needed: end, found: offset), field: "file", offset: offset)
      }
      bytes += piece
    }
    return bytes
  }

  /// Checks that nothing is left.
  ///
  /// - Throws: `FormatError` with `trailing-bytes`.
  func finish() throws(FormatError) {
    let end = offset
    guard try next().isEmpty else {
      throw FormatError(.trailingBytes(expected: end), field: "file", offset: end)
    }
  }

  /// Sees to it that `count` bytes are at hand, if there are as many.
  private func fill(_ count: Int) throws(FormatError) {
    while buffer.count - position < count, !isDrained {
      if position > 0 {
        buffer.removeFirst(position)
        position = 0
      }
      let piece = try file?.readNext(upTo: 1 << 16) ?? []
      if piece.isEmpty {
        isDrained = true
        try decompressor?.finish()
      } else if decompressor != nil {
        try decompressor?.unpack(piece, into: &buffer)
      } else {
        buffer += piece
      }
    }
  }
}
