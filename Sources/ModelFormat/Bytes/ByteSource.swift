/// Where a file's bytes come from: by offset from a file or from memory, in order from a pipe.
enum ByteSource: ~Copyable, Sendable {
  case file(FrontedFile)
  case memory([UInt8])
  /// Read front to back: each read continues where the last one ended.
  case pipe(File)

  /// A source of the right kind for an open file. Standard input is read from where it stands, so always
  /// as a pipe.
  init(_ file: consuming File) {
    guard file.isOwned, let size = file.size else {
      self = .pipe(file)
      return
    }
    // What cannot be read says so where it is wanted.
    let count = Int(min(size, Self.frontSize))
    let front = (try? file.bytes(at: 0, count: count)) ?? []
    self = .file(FrontedFile(file: file, front: front))
  }

  private static let frontSize: UInt64 = 64 << 10

  /// The size, where it is known before everything is read.
  var size: UInt64? {
    switch self {
    case .file(let fronted): fronted.file.size
    case .memory(let bytes): UInt64(bytes.count)
    case .pipe: nil
    }
  }

  /// Fills the buffer with the bytes at `offset`; for a pipe, with those that come next.
  ///
  /// - Throws: ``FormatError`` with `truncated` where the bytes end before.
  func read(into buffer: inout MutableSpan<UInt8>, at offset: UInt64) throws(FormatError) {
    let count = try readSome(into: &buffer, at: offset)
    if count < buffer.count {
      let (needed, found) = (offset + UInt64(buffer.count), offset + UInt64(count))
      throw FormatError(.truncated(needed: needed, found: found), field: "file", offset: found)
    }
  }

  /// Fills the buffer as far as there are bytes.
  ///
  /// - Returns: the number of bytes read.
  func readSome(
    into buffer: inout MutableSpan<UInt8>, at offset: UInt64
  ) throws(FormatError) -> Int {
    switch self {
    case .file(let fronted):
      if offset + UInt64(buffer.count) <= UInt64(fronted.front.count) {
        Self.copy(fronted.front, from: Int(offset), buffer.count, to: &buffer)
        return buffer.count
      }
      return try fronted.file.read(into: &buffer, at: offset)
    case .pipe(let file): return try file.readNext(into: &buffer)
    case .memory(let bytes):
      let start = min(Int(offset), bytes.count)
      let count = min(buffer.count, bytes.count - start)
      Self.copy(bytes, from: start, count, to: &buffer)
      return count
    }
  }

  private static func copy(
    _ bytes: [UInt8], from start: Int, _ count: Int, to buffer: inout MutableSpan<UInt8>
  ) {
    for index in 0..<count { buffer[index] = bytes[start + index] }
  }

  /// The `count` bytes at `offset`; from a pipe, in memory that grows as bytes arrive and not as they are
  /// declared.
  func bytes(at offset: UInt64, count: Int) throws(FormatError) -> [UInt8] {
    if let size {
      let end = offset + UInt64(count)
      if end > size {
        throw FormatError(.truncated(needed: end, found: size), field: "file", offset: size)
      }
      return try [UInt8](count: count) { (whole) throws(FormatError) in
        try read(into: &whole, at: offset)
      }
    }
    let step = 1 << 20
    var result: [UInt8] = []
    while result.count < count {
      let start = offset + UInt64(result.count)
      let size = min(step, count - result.count)
      try result.requireRoom(for: size)
      result += try [UInt8](count: size) { (piece) throws(FormatError) in
        try read(into: &piece, at: start)
      }
    }
    return result
  }

  /// Whether anything follows `offset`; for a pipe, whether anything is left.
  func hasBytes(after offset: UInt64) throws(FormatError) -> Bool {
    var next: [UInt8] = [0]
    var buffer = next.mutableSpan
    return try readSome(into: &buffer, at: offset) > 0
  }
}

/// A file with its first bytes in memory: all that is asked of a small one, and the front of any other.
struct FrontedFile: ~Copyable, Sendable {
  let file: File
  let front: [UInt8]
}
