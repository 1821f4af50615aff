import Foundation

/// A directory of a test's own, removed when the value goes.
public final class TemporaryDirectory: Sendable {
  public let path: String

  public init() throws {
    let base = FileManager.default.temporaryDirectory.path
    path = base + "/nnmodel-tests-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in the directory.
  public func file(_ name: String) -> String { path + "/" + name }

  /// Writes a file and tells its path.
  @discardableResult
  public func write(_ bytes: [UInt8], to name: String) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
    return file(name)
  }

  /// Makes a named pipe into which a thread of its own writes some bytes, and tells its path.
  public func pipe(_ name: String, holding bytes: [UInt8]) -> String {
    pipe(name, inPieces: [bytes])
  }

  /// The same with a pause after each piece, so that a reader gets them one by one.
  public func pipe(_ name: String, inPieces pieces: [[UInt8]]) -> String {
    let path = file(name)
    precondition(unsafe mkfifo(path, 0o600) == 0, "cannot make a pipe")
    Thread.detachNewThread {
      guard let output = FileHandle(forWritingAtPath: path) else { return }
      for (index, piece) in pieces.enumerated() {
        if index > 0 { Thread.sleep(forTimeInterval: 0.05) }
        try? output.write(contentsOf: Data(piece))
      }
      try? output.close()
    }
    return path
  }

  /// The bytes of a file.
  public func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: file(name))))
  }

  /// Everything in the directory, sorted.
  public func contents() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }
}
