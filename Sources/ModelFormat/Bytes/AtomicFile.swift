import CKernels
import Glibc

/// How far a save goes before it returns.
public enum Durability: Sendable {
  /// Flushed to the disk, its name too: a power cut afterwards loses nothing.
  case full
  /// Left to the system's cache, for those who say so.
  case none
}

/// A file that is there whole or not at all (spec/format.md W2, W3).
///
/// Written under a temporary name in the target's directory, flushed, then renamed over the target. Where
/// the target is not a regular file (a pipe, `/dev/stdout`), the bytes are spooled and copied at the end.
/// A value that goes without ``commit(durability:)`` leaves nothing behind.
public struct AtomicFile: ~Copyable, Sendable {
  private var file: TemporaryFile
  /// The name that the user gave.
  private let path: String
  private let target: BytePath
  /// The target's directory, opened; or nil where there is nothing to rename onto.
  private let directory: CInt?

  /// Creates the temporary file. What can be known to fail when all is written is refused here.
  ///
  /// - Throws: ``FormatError`` with `system`, naming the target.
  public init(replacing path: String) throws(FormatError) {
    if path.isEmpty { throw FormatError(.system(errno: ENOENT), field: "create", path: "''") }
    var status = stat()
    let exists = try Directory.isThere(path) { unsafe stat(path, &status) }
    let kind = status.st_mode & S_IFMT
    if exists, kind == S_IFDIR {
      throw FormatError(.system(errno: EISDIR), field: "write", path: path)
    }
    let number = Self.descriptor(named: path)
    if let number { try Self.checkWritable(number, path) }
    if number != nil || exists && kind != S_IFREG {
      let spool = try Self.spool(for: path)
      self.init(spool, path: path, target: BytePath(path), directory: nil)
      return
    }
    // A symbolic link stays one: what it points to is replaced, or made.
    let target = try Directory.isLink(path) ? BytePath(path).resolved() : BytePath(path)
    if exists { try Self.checkReplaceable(target, status, path) }
    let file = try TemporaryFile(
      in: target.directory, mode: exists ? 0o600 : 0o666, "create", for: path)
    if exists {
      let descriptor = file.descriptor
      try systemCall("set the mode of", path: path) {
        fchmod(descriptor, status.st_mode & 0o7777)
      }
    }
    let directory = try systemCall("open the directory of", path: path) {
      unsafe open(target.directory.characters, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }
    self.init(file, path: path, target: target, directory: directory)
  }

  private init(
    _ file: consuming TemporaryFile, path: String, target: BytePath, directory: CInt?
  ) {
    self.file = file
    self.path = path
    self.target = target
    self.directory = directory
  }

  deinit {
    if let directory { close(directory) }
  }

  /// Writes bytes at an offset, all of them.
  ///
  /// - Throws: ``FormatError`` with `system`, such as for a full disk.
  public func write(_ bytes: Span<UInt8>, at offset: UInt64) throws(FormatError) {
    var done = 0
    while done < bytes.count {
      let rest = bytes.extracting(done...)
      done += try unsafe rest.withUnsafeBufferPointer { (buffer) throws(FormatError) in
        try systemCall("write", path: path) {
          unsafe pwrite(
            file.descriptor, buffer.baseAddress, buffer.count, off_t(offset) + off_t(done))
        }
      }
    }
  }

  /// Has the disk begin with a part that is written, and does not wait for it. What goes wrong is told by
  /// ``commit(durability:)``.
  func startFlushing(_ range: Range<UInt64>) {
    nn_start_flushing(file.descriptor, Int64(range.lowerBound), Int64(range.count))
  }

  /// Puts the file in its place.
  ///
  /// - Throws: ``FormatError`` with `system`. The old file is then as it was, unless it was the flush of the
  ///   directory that failed: then the new file stands, but may be gone after a power cut. Where all is written and
  ///   may not take its place, it stays under its temporary name, which the error tells.
  public consuming func commit(durability: Durability = .full) throws(FormatError) {
    guard let directory else { return try copyToTarget() }
    let descriptor = file.descriptor
    if durability == .full {
      try systemCall("flush", path: path) { fsync(descriptor) }
    }
    try file.rename(to: target, for: path)
    if durability == .full {
      try systemCall("flush the directory of", path: path) { fsync(directory) }
    }
  }

  /// Removes what this process has begun and not finished, wherever it is: for who is about to end it.
  public static func removeTemporaries() { TemporaryFile.removeAll() }

  /// Refuses a file that no other could take the place of.
  private static func checkReplaceable(
    _ target: BytePath, _ status: stat, _ path: String
  ) throws(FormatError) {
    if unsafe access(target.characters, W_OK) != 0 {
      throw FormatError(.system(errno: errno), field: "write", path: path)
    }
    if unsafe nn_is_mounted(target.characters) != 0 {
      throw FormatError(.system(errno: EBUSY), field: "replace", path: path)
    }
    var directory = stat()
    let user = geteuid()
    if user != 0, user != status.st_uid,
      unsafe stat(target.directory.characters, &directory) == 0,
      directory.st_mode & S_ISVTX != 0, user != directory.st_uid
    {
      throw FormatError(.system(errno: EPERM), field: "replace", path: path)
    }
  }

  /// The open file that a path names. It is written to as it stands: by its name, what a shell has redirected would be
  /// replaced or overwritten.
  private static func descriptor(named path: String) -> CInt? {
    if path == "/dev/stdout" { return STDOUT_FILENO }
    let folder = "/dev/fd/"
    guard path.hasPrefix(folder) else { return nil }
    let digits = path.dropFirst(folder.utf8.count)
    // And not "+1", which is a name like any other.
    return CInt(digits).flatMap { "\($0)" == digits ? $0 : nil }
  }

  private static func checkWritable(_ descriptor: CInt, _ path: String) throws(FormatError) {
    let flags = try systemCall("open", path: path) { fcntl(descriptor, F_GETFL) }
    if flags & O_ACCMODE == O_RDONLY {
      throw FormatError(.system(errno: EBADF), field: "write", path: path)
    }
  }

  /// Copies what was spooled to a target that cannot be replaced.
  private func copyToTarget() throws(FormatError) {
    let output = try systemCall("open", path: path) {
      if let number = Self.descriptor(named: path) { return fcntl(number, F_DUPFD_CLOEXEC, 0) }
      return unsafe open(path, O_WRONLY | O_CLOEXEC)
    }
    defer { close(output) }
    var bytes = [UInt8](repeating: 0, count: 1 << 18)
    var offset: off_t = 0
    while true {
      var buffer = bytes.mutableSpan
      let count = try unsafe buffer.withUnsafeMutableBytes { (raw) throws(FormatError) in
        try systemCall("read back", path: path) {
          unsafe pread(file.descriptor, raw.baseAddress, raw.count, offset)
        }
      }
      if count == 0 { return }
      offset += off_t(count)
      var done = 0
      while done < count {
        let rest = buffer.span.extracting(done..<count)
        done += try unsafe rest.withUnsafeBytes { (raw) throws(FormatError) in
          try systemCall("write", path: path) {
            unsafe Glibc.write(output, raw.baseAddress, raw.count)
          }
        }
      }
    }
  }

  /// A nameless temporary file, for output that cannot seek.
  private static func spool(for path: String) throws(FormatError) -> TemporaryFile {
    let named = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? ""
    let directory = named.isEmpty ? "/tmp" : named
    var file = try TemporaryFile(
      in: BytePath(directory), mode: 0o600, "spool in \(directory) what goes to", for: path)
    file.removeName()
    return file
  }
}
