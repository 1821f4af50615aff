import Glibc

/// What is done to a directory and to the names in it.
///
/// The corresponding C functions are `fdopendir`, `readdir`, `mkdir`, `stat` and `unlink`.
public enum Directory {
  /// The names in a directory, sorted by their bytes; those that are not UTF-8, and `.` and `..`, left out.
  ///
  /// - Throws: ``FormatError`` with `system`: for a path that is not there, or is no directory, say.
  public static func names(in path: String) throws(FormatError) -> [String] {
    let descriptor = try open(path)
    guard let stream = unsafe fdopendir(descriptor) else {
      let number = errno
      close(descriptor)
      throw FormatError(.system(errno: number), field: "open", path: path)
    }
    defer { unsafe closedir(stream) }
    // An entry is as long as its name asks for, so it cannot be copied as a whole `dirent`.
    let nameOffset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(stream) else { break }
      let name = unsafe UnsafeRawPointer(entry).advanced(by: nameOffset)
        .assumingMemoryBound(to: CChar.self)
      if let name = unsafe String(validatingCString: name), name != ".", name != ".." {
        names.append(name)
      }
    }
    if errno != 0 { throw FormatError(.system(errno: errno), field: "read", path: path) }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Makes a directory and those above it, as far as they are not there, and flushes their names to the
  /// disk: what is flushed into them later is then sure to be found. That of one that is there is flushed, too: who made it
  /// may have been killed before, but not without having flushed those above it.
  ///
  /// - Throws: ``FormatError`` with `system`: `ENOTDIR` where the path leads to or through a file.
  public static func create(_ path: String) throws(FormatError) {
    if isDirectory(path) { return try flushIfPossible(parent(of: path)) }
    // No path is longer; and who goes up from it does so a step a name.
    if path.utf8.count >= PATH_MAX {
      throw FormatError(.system(errno: ENAMETOOLONG), field: "create", path: path)
    }
    let parent = parent(of: path)
    if parent != path { try create(parent) }
    do throws(FormatError) {
      try systemCall("create", path: path) { unsafe mkdir(path, 0o777) }
    } catch {
      guard error.reason == .system(errno: EEXIST) else { throw error }
      // A file; or another process was faster, or it could not be looked at before.
      var status = stat()
      try systemCall("create", path: path) { unsafe stat(path, &status) }
      if status.st_mode & S_IFMT == S_IFDIR { return try flushIfPossible(parent) }
      throw FormatError(.system(errno: ENOTDIR), field: "create", path: path)
    }
    try flush(parent)
  }

  /// Removes a name; the file goes with its last one.
  ///
  /// - Returns: whether it was there.
  /// - Throws: ``FormatError`` with `system`.
  @discardableResult
  public static func remove(_ path: String) throws(FormatError) -> Bool {
    do throws(FormatError) {
      try systemCall("remove", path: path) { unsafe unlink(path) }
      return true
    } catch {
      if error.reason == .system(errno: ENOENT) { return false }
      throw error
    }
  }

  /// The size in bytes of a regular file, without opening it.
  ///
  /// - Throws: ``FormatError`` with `system`: `EISDIR` for a directory, `ESPIPE` for a pipe or a device, which
  ///   could keep a reader waiting.
  public static func size(of path: String) throws(FormatError) -> UInt64 {
    var status = stat()
    try systemCall("open", path: path) { unsafe stat(path, &status) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return UInt64(status.st_size)
    case S_IFDIR: throw FormatError(.system(errno: EISDIR), field: "read", path: path)
    default: throw FormatError(.system(errno: ESPIPE), field: "seek", path: path)
    }
  }

  /// Whether what is written to a path comes to lie in a directory or below it, wherever links lead.
  ///
  /// - Throws: ``FormatError`` with `system` where the directory of either is not there.
  package static func holds(_ path: String, in directory: String) throws(FormatError) -> Bool {
    let place = try BytePath(path).resolved().directory.real(path)
    return place.isWithin(try BytePath(directory).real(directory))
  }

  /// Whether a path is that of a symbolic link.
  ///
  /// - Throws: ``FormatError`` with `system` for what cannot be looked at, and may be one.
  package static func isLink(_ path: String) throws(FormatError) -> Bool {
    var status = stat()
    return try isThere(path) { unsafe lstat(path, &status) } && status.st_mode & S_IFMT == S_IFLNK
  }

  /// Whether there is anything to look at. What cannot be looked at is not replaced: it may be a link, or another's.
  static func isThere(_ path: String, _ look: () -> CInt) throws(FormatError) -> Bool {
    do throws(FormatError) {
      try systemCall("create", path: path, look)
      return true
    } catch {
      if error.reason == .system(errno: ENOENT) { return false }
      throw error
    }
  }

  /// Removes what killed processes left of files that they were writing (spec/format.md W2).
  ///
  /// What belongs to a living process, is locked, or may not be removed, stays.
  ///
  /// - Returns: the names removed.
  /// - Throws: ``FormatError`` with `system` where the directory cannot be read.
  @discardableResult
  public static func removeStaleTemporaries(in path: String) throws(FormatError) -> [String] {
    let names = try names(in: path)
    return names.filter { name in
      guard TemporaryName(parsing: name)?.isStale == true else { return false }
      return TemporaryFile.removeIfUnlocked("\(path)/\(name)")
    }
  }

  private static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The directory that a path's last name is in.
  private static func parent(of path: String) -> String {
    let slash = UInt8(ascii: "/")
    var bytes = path.utf8[...]
    while bytes.last == slash { bytes.removeLast() }
    while let last = bytes.last, last != slash { bytes.removeLast() }
    while bytes.count > 1, bytes.last == slash { bytes.removeLast() }
    return bytes.isEmpty ? "." : String(bytes) ?? "."
  }

  private static func open(_ path: String) throws(FormatError) -> CInt {
    try systemCall("open", path: path) {
      unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }
  }

  /// Flushes a directory in which nothing was done here: it may be one that this user may not open, or on a file system
  /// that has nothing to flush.
  private static func flushIfPossible(_ path: String) throws(FormatError) {
    guard let handle = try? open(path) else { return }
    defer { close(handle) }
    do throws(FormatError) {
      try systemCall("flush", path: path) { fsync(handle) }
    } catch {
      if ![.system(errno: EINVAL), .system(errno: EROFS)].contains(error.reason) { throw error }
    }
  }

  private static func flush(_ path: String) throws(FormatError) {
    let handle = try open(path)
    defer { close(handle) }
    try systemCall("flush", path: path) { fsync(handle) }
  }
}
