import Glibc

/// An open file or stream to read from; closed when the value goes.
///
/// Owns its descriptor, so it cannot be copied. The corresponding C functions are `open`, `pread`,
/// `read` and `fstat`.
public struct File: ~Copyable, Sendable {
  let descriptor: CInt

  /// The name that errors tell.
  public let path: String

  /// Whether the file was opened here, from its beginning.
  let isOwned: Bool

  /// The size in bytes that a regular file had when it was opened; nil for a pipe or a device, which can
  /// only be read front to back.
  public let size: UInt64?

  /// Opens a file for reading.
  ///
  /// - Throws: ``FormatError`` with `system` where the file cannot be opened, is a directory, say.
  public init(opening path: String) throws(FormatError) {
    let descriptor = try systemCall("open", path: path) {
      unsafe open(path, O_RDONLY | O_CLOEXEC)
    }
    let status = try Self.status(of: descriptor, path)
    if status.st_mode & S_IFMT == S_IFDIR {
      close(descriptor)
      throw FormatError(.system(errno: EISDIR), field: "read", path: path)
    }
    self.init(descriptor: descriptor, path: path, isOwned: true, size: Self.size(status))
  }

  /// Opens a regular file that another file names, whose word may be hostile: without waiting for the other end of a
  /// pipe, and not through a symbolic link unless these are to be followed.
  ///
  /// - Throws: ``FormatError`` with `system`, or `invalid-value` for what is no regular file.
  public init(openingRegular path: String, followingLinks: Bool = false) throws(FormatError) {
    let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (followingLinks ? 0 : O_NOFOLLOW)
    let descriptor: CInt
    do throws(FormatError) {
      descriptor = try systemCall("open", path: path) { unsafe open(path, flags) }
    } catch {
      if !followingLinks, error.reason == .system(errno: ELOOP) {
        throw Self.irregular(path, "a symbolic link")
      }
      throw error
    }
    guard let size = Self.size(try Self.status(of: descriptor, path)) else {
      close(descriptor)
      throw Self.irregular(path, "another kind")
    }
    self.init(descriptor: descriptor, path: path, isOwned: true, size: size)
  }

  /// What an open file is; closes it where that is not told, which would be taken for a pipe.
  private static func status(
    of descriptor: CInt, _ path: String
  ) throws(FormatError) -> stat {
    var status = stat()
    do throws(FormatError) {
      try systemCall("open", path: path) { unsafe fstat(descriptor, &status) }
    } catch {
      close(descriptor)
      throw error
    }
    return status
  }

  private static func irregular(_ path: String, _ found: String) -> FormatError {
    FormatError(
      .invalidValue(expected: "a regular file", found: found), field: "file", path: path)
  }

  /// Standard input, read front to back.
  public static func standardInput() -> File {
    var status = stat()
    let isKnown = unsafe fstat(STDIN_FILENO, &status) == 0
    return File(
      descriptor: STDIN_FILENO, path: "standard input", isOwned: false,
      size: isKnown ? size(status) : nil)
  }

  private init(descriptor: CInt, path: String, isOwned: Bool, size: UInt64?) {
    self.descriptor = descriptor
    self.path = path
    self.isOwned = isOwned
    self.size = size
  }

  private static func size(_ status: stat) -> UInt64? {
    status.st_mode & S_IFMT == S_IFREG ? UInt64(status.st_size) : nil
  }

  deinit {
    if isOwned { close(descriptor) }
  }

  /// Fills the buffer with the bytes at `offset`, as far as there are any.
  ///
  /// - Returns: the number of bytes read, less than the buffer holds only at the end.
  func read(into buffer: inout MutableSpan<UInt8>, at offset: UInt64) throws(FormatError) -> Int {
    var done = 0
    while done < buffer.count {
      let count = try unsafe readOnce(into: &buffer, from: done) { (start, count) in
        unsafe pread(descriptor, start, count, off_t(offset) + off_t(done))
      }
      if count == 0 { break }
      done += count
    }
    return done
  }

  /// Has the disk read what will soon be wanted, and does not wait for it.
  func prefetch(_ offset: UInt64, count: Int) {
    _ = posix_fadvise(descriptor, off_t(offset), off_t(count), POSIX_FADV_WILLNEED)
  }

  /// Reads what comes next from a stream, until the buffer is full or the stream ends.
  ///
  /// - Returns: the number of bytes read, less than the buffer holds only at the end.
  func readNext(into buffer: inout MutableSpan<UInt8>) throws(FormatError) -> Int {
    var done = 0
    while done < buffer.count {
      let count = try unsafe readOnce(into: &buffer, from: done) { (start, count) in
        unsafe Glibc.read(descriptor, start, count)
      }
      if count == 0 { break }
      done += count
    }
    return done
  }

  /// The next piece of a stream, at most `limit` bytes and as soon as there are any; empty at the end.
  ///
  /// - Throws: ``FormatError`` with `truncated` for a file that ends before the size that it had when it was opened.
  public func readNext(upTo limit: Int) throws(FormatError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: limit)
    var buffer = bytes.mutableSpan
    let count = try unsafe readOnce(into: &buffer, from: 0) { (start, count) in
      unsafe Glibc.read(descriptor, start, count)
    }
    if count == 0, limit > 0 { try checkEnd() }
    bytes.removeLast(limit - count)
    return bytes
  }

  /// A file that has become shorter while it is read was not read whole: of a table, rows would be missing.
  private func checkEnd() throws(FormatError) {
    guard isOwned, let size else { return }
    let end = try systemCall("seek", path: path) { lseek(descriptor, 0, SEEK_CUR) }
    guard UInt64(end) < size else { return }
    throw FormatError(
      .truncated(needed: size, found: UInt64(end)), field: "file", offset: UInt64(end), path: path)
  }

  private func readOnce(
    into buffer: inout MutableSpan<UInt8>, from start: Int,
    _ call: (UnsafeMutableRawPointer, Int) -> Int
  ) throws(FormatError) -> Int {
    let path = path
    return try unsafe buffer.withUnsafeMutableBytes { (raw) throws(FormatError) -> Int in
      guard let base = raw.baseAddress else { return 0 }
      return try systemCall("read", path: path) {
        unsafe call(base + start, raw.count - start)
      }
    }
  }
}
