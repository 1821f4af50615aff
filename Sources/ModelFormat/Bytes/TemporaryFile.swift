import Glibc
import Synchronization

/// A file that is not whole yet, under a name of its own (spec/format.md W2); it goes with the value, unless it has got its
/// lasting name.
///
/// While it is written, an advisory lock on it tells that it is not a killed process's: by the number of a process alone,
/// two containers on one volume take each other's files for their own. The corresponding C function is `flock`.
struct TemporaryFile: ~Copyable, Sendable {
  let descriptor: CInt
  private let name: BytePath
  private var isTemporary = true

  /// The names of all that this process has begun and not finished.
  private static let begun = Mutex<Set<BytePath>>([])

  /// Creates a file under a name that nobody has.
  ///
  /// - Parameters:
  ///   - operation: what cannot be done where that fails, to `target`.
  /// - Throws: ``FormatError`` with `system`, naming the target.
  init(
    in directory: BytePath, mode: mode_t, _ operation: String, for target: String
  ) throws(FormatError) {
    while true {
      let name = directory.appending(BytePath(TemporaryName.next().text))
      let descriptor: CInt
      do throws(FormatError) {
        descriptor = try Self.begin(name, mode, operation, target)
      } catch {
        // What a killed process left: in a container, processes often get the same number.
        if error.reason == .system(errno: EEXIST) { continue }
        throw error
      }
      if Self.lock(descriptor) {
        self.init(descriptor: descriptor, name: name)
        return
      }
      // Who looks for what killed processes left was there first.
      close(descriptor)
      Self.remove(name)
    }
  }

  private init(descriptor: CInt, name: BytePath) {
    self.descriptor = descriptor
    self.name = name
  }

  deinit {
    close(descriptor)
    if isTemporary { Self.remove(name) }
  }

  /// Gives the file its lasting name.
  ///
  /// - Throws: ``FormatError`` with `system`. What was written then stays, and the error says where.
  mutating func rename(to target: BytePath, for path: String) throws(FormatError) {
    defer { Self.begun.withLock { _ = $0.remove(name) } }
    isTemporary = false
    try systemCall("replace; all of it is in \(name.text)", path: path) {
      unsafe Glibc.rename(name.characters, target.characters)
    }
  }

  /// Takes the name from the file, whose bytes then go with the value.
  mutating func removeName() {
    isTemporary = false
    Self.remove(name)
  }

  /// Removes what this process has begun and not finished, wherever it is.
  static func removeAll() {
    begun.withLock { begun in
      for name in begun { _ = unsafe unlink(name.characters) }
      begun = []
    }
  }

  /// Removes a file that nobody writes to.
  ///
  /// What cannot be looked at, or lies where there are no locks, stays.
  ///
  /// - Returns: whether it has.
  static func removeIfUnlocked(_ path: String) -> Bool {
    let flags = O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
    let opened = try? systemCall("open", path: path) { unsafe open(path, flags) }
    guard let descriptor = opened else { return false }
    defer { close(descriptor) }
    do throws(FormatError) {
      try systemCall("lock", path: path) { flock(descriptor, LOCK_EX | LOCK_NB) }
      return try Directory.remove(path)
    } catch {
      return false
    }
  }

  private static func begin(
    _ name: BytePath, _ mode: mode_t, _ operation: String, _ target: String
  ) throws(FormatError) -> CInt {
    try begun.withLock { (begun) throws(FormatError) in
      let descriptor = try systemCall(operation, path: target) {
        unsafe open(name.characters, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode)
      }
      begun.insert(name)
      return descriptor
    }
  }

  /// Takes the lock of a new file.
  ///
  /// - Returns: whether the file is this process's; not so where another got the lock, to remove it.
  private static func lock(_ descriptor: CInt) -> Bool {
    do throws(FormatError) {
      try systemCall("lock", path: "") { flock(descriptor, LOCK_EX | LOCK_NB) }
    } catch {
      // Without locks, nobody removes it either.
      return error.reason != .system(errno: EWOULDBLOCK)
    }
    var status = stat()
    return unsafe fstat(descriptor, &status) != 0 || status.st_nlink > 0
  }

  private static func remove(_ name: BytePath) {
    begun.withLock { begun in
      _ = unsafe unlink(name.characters)
      begun.remove(name)
    }
  }
}
