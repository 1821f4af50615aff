import Foundation
import TestSupport
import Testing

@testable import ModelFormat

struct FileLockTests {
  private func failure(_ path: String) -> FormatError? {
    #expect(throws: FormatError.self) { _ = try FileLock(directory: path) }
  }

  /// Whether flock(1), which knows nothing of this code, gets the lock at once.
  private func anotherProcessGetsIt(_ directory: TemporaryDirectory) throws -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
    process.arguments = ["-n", directory.file(".nnmodel-lock"), "true"]
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  /// Overwrites a file where it lies: the lock is on it, not on its name.
  private func overwrite(_ path: String, with text: String) throws {
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.truncate(atOffset: 0)
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
  }

  @Test("keeps others out while it lives, and names its owner")
  func exclusive() throws {
    let directory = try TemporaryDirectory()
    let lock = try FileLock(directory: directory.path)
    #expect(try directory.contents() == [".nnmodel-lock"])
    #expect(try directory.bytes(".nnmodel-lock") == Array("\(getpid())\n".utf8))
    let error = failure(directory.path)
    #expect(
      error == FormatError(.locked(by: Int(getpid())), field: "lock", path: directory.path))
    #expect(
      error?.description
        == "\(directory.path): cannot lock: process \(getpid()) is writing there")
    #expect(try !anotherProcessGetsIt(directory))
    _ = consume lock
    #expect(try anotherProcessGetsIt(directory))
    #expect(try directory.contents() == [".nnmodel-lock"])
    _ = try FileLock(directory: directory.path)
  }

  @Test("is not handed to programs that are started, which may outlive its owner")
  func closedOnExec() throws {
    let directory = try TemporaryDirectory()
    let lock = try FileLock(directory: directory.path)
    // What the kernel says: the descriptor's flags in octal, O_CLOEXEC among them.
    let files = FileManager.default
    let numbers = try files.contentsOfDirectory(atPath: "/proc/self/fd").filter {
      let target = try? files.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
      return target == directory.file(".nnmodel-lock")
    }
    #expect(numbers.count == 1)
    for number in numbers {
      let text = try String(contentsOfFile: "/proc/self/fdinfo/\(number)", encoding: .utf8)
      let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("flags:") })
      let flags = try #require(Int32(line.dropFirst(6).drop(while: \.isWhitespace), radix: 8))
      #expect(flags & O_CLOEXEC != 0)
    }
    _ = consume lock
  }

  @Test("goes with a process that is killed, whose number does not stay")
  func killedOwner() throws {
    let directory = try TemporaryDirectory()
    try directory.write(Array("999999999\n".utf8), to: ".nnmodel-lock")
    let owner = Process()
    owner.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
    // With --no-fork the lock is the sleeper's own, and goes with it.
    owner.arguments = [
      "--no-fork", directory.file(".nnmodel-lock"), "sh", "-c", "echo locked; exec sleep 60",
    ]
    let output = Pipe()
    owner.standardOutput = output
    try owner.run()
    #expect(output.fileHandleForReading.availableData == Data("locked\n".utf8))
    #expect(failure(directory.path)?.reason == .locked(by: 999_999_999))
    #expect(kill(owner.processIdentifier, SIGKILL) == 0)
    owner.waitUntilExit()
    _ = try FileLock(directory: directory.path)
    #expect(try directory.bytes(".nnmodel-lock") == Array("\(getpid())\n".utf8))
  }

  @Test("does not guess an owner", arguments: ["", "12", "x\n", "\n", "12 34\n"])
  func unknownOwner(_ text: String) throws {
    let directory = try TemporaryDirectory()
    let lock = try FileLock(directory: directory.path)
    try overwrite(directory.file(".nnmodel-lock"), with: text)
    let error = failure(directory.path)
    #expect(error?.reason == .locked(by: nil))
    #expect(error?.description.hasSuffix("cannot lock: another process is writing there") == true)
    _ = consume lock
  }

  @Test("says why the file system refuses, and writes through no link")
  func refused() throws {
    let directory = try TemporaryDirectory()
    let missing = directory.file("missing")
    #expect(failure(missing) == FormatError(.system(errno: ENOENT), field: "lock", path: missing))
    let victim = try directory.write([1, 2, 3], to: "victim")
    try FileManager.default.createSymbolicLink(
      atPath: directory.file(".nnmodel-lock"), withDestinationPath: victim)
    #expect(failure(directory.path)?.reason == .system(errno: ELOOP))
    #expect(try directory.bytes("victim") == [1, 2, 3])
  }
}
