import Glibc

/// A directory that one process writes to, and no other that asks; given back when the value goes.
///
/// An advisory lock on a file in the directory, which stays there, and in which the owner's process number
/// is told. The lock goes with the process, however that ends. The corresponding C function is `flock`.
public struct FileLock: ~Copyable, Sendable {
  private let descriptor: CInt

  /// The name of the file in the directory.
  public static let name = ".nnmodel-lock"

  /// Takes the lock of a directory that is there, without waiting for it.
  ///
  /// - Throws: ``FormatError`` with `locked` where another has it; with `system` where the file system refuses.
  public init(directory path: String) throws(FormatError) {
    let file = "\(path)/\(Self.name)"
    // Not through a link: what that leads to would be written over.
    let descriptor = try systemCall("lock", path: path) {
      unsafe open(file, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o666)
    }
    do throws(FormatError) {
      try systemCall("lock", path: path) { flock(descriptor, LOCK_EX | LOCK_NB) }
      try Self.tellOwner(in: descriptor, path)
    } catch {
      let owner = error.reason == .system(errno: EWOULDBLOCK) ? Self.owner(descriptor) : nil
      close(descriptor)
      if error.reason != .system(errno: EWOULDBLOCK) { throw error }
      throw FormatError(.locked(by: owner), field: "lock", path: path)
    }
    self.descriptor = descriptor
  }

  deinit {
    // A child that is just being started may have the descriptor for a moment longer.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  /// Writes this process's number into the file. Where the disk is full it stays untold: the lock is there without it, and
  /// may be wanted to make room.
  private static func tellOwner(in descriptor: CInt, _ path: String) throws(FormatError) {
    do throws(FormatError) {
      try systemCall("lock", path: path) { ftruncate(descriptor, 0) }
      let owner = Array("\(getpid())\n".utf8)
      try systemCall("lock", path: path) {
        unsafe owner.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
      }
    } catch {
      if ![.system(errno: ENOSPC), .system(errno: EDQUOT)].contains(error.reason) { throw error }
    }
  }

  /// The process that the file names; nil where it could not be told, or not yet.
  private static func owner(_ descriptor: CInt) -> Int? {
    var bytes = [UInt8](repeating: 0, count: 20)
    let count = unsafe bytes.withUnsafeMutableBytes {
      unsafe pread(descriptor, $0.baseAddress, $0.count, 0)
    }
    guard count > 1, bytes[count - 1] == UInt8(ascii: "\n") else { return nil }
    return Int(String(decoding: bytes[..<(count - 1)], as: UTF8.self))
  }
}
