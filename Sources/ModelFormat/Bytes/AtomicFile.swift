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
  private let descriptor: CInt
  /// The name that the user gave.
  private let path: String
  /// What is renamed, or nil where there is nothing to rename onto.
  private let temporary: String?
  private let target: String
  private var isCommitted = false

  /// Written to as it stands: by its name, what a shell has redirected would be replaced or overwritten.
  private static let standardOutput = "/dev/stdout"

  /// Creates the temporary file.
  ///
  /// - Throws: ``FormatError`` with `system`, naming the target.
  public init(replacing path: String) throws(FormatError) {
    if path.isEmpty { throw FormatError(.system(errno: ENOENT), field: "create", path: "''") }
    // A symbolic link stays one: what it points to is replaced, or made.
    var status = stat()
    var exists = try Self.isThere(path) { unsafe lstat(path, &status) }
    var target = path
    if exists, status.st_mode & S_IFMT == S_IFLNK {
      target = try Self.resolved(path)
      exists = try Self.isThere(path) { unsafe stat(target, &status) }
    }
    let kind = status.st_mode & S_IFMT
    if exists, kind == S_IFDIR {
      throw FormatError(.system(errno: EISDIR), field: "write", path: path)
    }
    if exists && kind != S_IFREG || path == Self.standardOutput {
      let spool = try Self.createSpool(for: path)
      self.init(descriptor: spool, path: path, temporary: nil, target: target)
      return
    }
    if exists, unsafe access(target, W_OK) != 0 {
      throw FormatError(.system(errno: errno), field: "write", path: path)
    }
    let (descriptor, temporary) = try Self.createTemporary(
      in: Self.directory(of: target), mode: exists ? 0o600 : 0o666, "create", path: path)
    do throws(FormatError) {
      if exists {
        try systemCall("set the mode of", path: path) {
          fchmod(descriptor, status.st_mode & 0o7777)
        }
      }
    } catch {
      close(descriptor)
      _ = try? Directory.remove(temporary)
      throw error
    }
    self.init(descriptor: descriptor, path: path, temporary: temporary, target: target)
  }

  private init(descriptor: CInt, path: String, temporary: String?, target: String) {
    self.descriptor = descriptor
    self.path = path
    self.temporary = temporary
    self.target = target
  }

  deinit {
    close(descriptor)
    if !isCommitted, let temporary { _ = try? Directory.remove(temporary) }
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
          unsafe pwrite(descriptor, buffer.baseAddress, buffer.count, off_t(offset) + off_t(done))
        }
      }
    }
  }

  /// Has the disk begin with a part that is written, and does not wait for it. What goes wrong is told by
  /// ``commit(durability:)``.
  func startFlushing(_ range: Range<UInt64>) {
    nn_start_flushing(descriptor, Int64(range.lowerBound), Int64(range.count))
  }

  /// Puts the file in its place.
  ///
  /// - Throws: ``FormatError`` with `system`. The old file is then as it was, unless it was the flush of the
  ///   directory that failed: then the new file stands, but may be gone after a power cut.
  public consuming func commit(durability: Durability = .full) throws(FormatError) {
    guard let temporary else { return try copyToTarget() }
    guard durability == .full else { return try replace(temporary) }
    try systemCall("flush", path: path) { fsync(descriptor) }
    // Opened before the rename: what can be refused is refused while nothing has changed.
    let directory = Self.directory(of: target)
    let handle = try systemCall("open the directory of", path: path) {
      unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }
    defer { close(handle) }
    try replace(temporary)
    try systemCall("flush the directory of", path: path) { fsync(handle) }
  }

  private mutating func replace(_ temporary: String) throws(FormatError) {
    try systemCall("replace", path: path) { unsafe rename(temporary, target) }
    isCommitted = true
  }

  /// Removes what this process has begun and not finished in the directory of a path: for who is about to end it.
  public static func removeTemporaries(beside path: String) {
    guard let target = try? resolved(path) else { return }
    let directory = directory(of: target)
    for name in (try? Directory.names(in: directory)) ?? []
    where TemporaryName(parsing: name)?.process == getpid() {
      _ = try? Directory.remove("\(directory)/\(name)")
    }
  }

  /// Whether there is anything to look at. What cannot be looked at is not replaced: it may be a link, or another's.
  private static func isThere(
    _ path: String, _ look: () -> CInt
  ) throws(FormatError) -> Bool {
    do throws(FormatError) {
      try systemCall("create", path: path, look)
      return true
    } catch {
      if error.reason == .system(errno: ENOENT) { return false }
      throw error
    }
  }

  /// Copies what was spooled to a target that cannot be replaced.
  private func copyToTarget() throws(FormatError) {
    let output = try systemCall("open", path: path) {
      path == Self.standardOutput
        ? fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0) : unsafe open(target, O_WRONLY | O_CLOEXEC)
    }
    defer { close(output) }
    var bytes = [UInt8](repeating: 0, count: 1 << 18)
    var offset: off_t = 0
    while true {
      var buffer = bytes.mutableSpan
      let count = try unsafe buffer.withUnsafeMutableBytes { (raw) throws(FormatError) in
        try systemCall("read back", path: path) {
          unsafe pread(descriptor, raw.baseAddress, raw.count, offset)
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
  private static func createSpool(for path: String) throws(FormatError) -> CInt {
    let named = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? ""
    let directory = named.isEmpty ? "/tmp" : named
    let (descriptor, name) = try createTemporary(
      in: directory, mode: 0o600, "spool in \(directory) what goes to", path: path)
    _ = try? Directory.remove(name)
    return descriptor
  }

  /// Creates a file under a name that nobody has.
  ///
  /// What a killed process left may have the name of this one: in a container, processes often get the same
  /// number.
  private static func createTemporary(
    in directory: String, mode: mode_t, _ operation: String, path: String
  ) throws(FormatError) -> (descriptor: CInt, name: String) {
    while true {
      let name = "\(directory)/\(TemporaryName.next().text)"
      do throws(FormatError) {
        let descriptor = try systemCall(operation, path: path) {
          unsafe open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        }
        return (descriptor, name)
      } catch {
        if error.reason != .system(errno: EEXIST) { throw error }
      }
    }
  }

  /// What a path leads to, through symbolic links; also where the last of them leads to nothing yet.
  private static func resolved(_ path: String) throws(FormatError) -> String {
    if let resolved = unsafe realpath(path, nil) {
      defer { unsafe free(resolved) }
      return unsafe String(cString: resolved)
    }
    if errno == ELOOP { throw FormatError(.system(errno: ELOOP), field: "write", path: path) }
    var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
    var buffer = bytes.mutableSpan
    let count = unsafe buffer.withUnsafeMutableBytes { (raw) -> Int in
      guard let base = raw.baseAddress else { return 0 }
      return unsafe readlink(path, base, raw.count)
    }
    guard count > 0 else { return path }
    let target = String(decoding: bytes[..<count], as: UTF8.self)
    return try resolved(
      target.utf8.first == UInt8(ascii: "/") ? target : directory(of: path) + "/" + target)
  }

  private static func directory(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
