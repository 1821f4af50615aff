import Foundation
import TestSupport
import Testing

@testable import ModelFormat

struct DirectoryTests {
  @Test("refuses a path of more steps than a path can have")
  func longPath() {
    let path = String(repeating: "a/", count: 1 << 16)
    let error = #expect(throws: FormatError.self) { try Directory.create(path) }
    #expect(error?.reason == .system(errno: ENAMETOOLONG))
  }

  private func failure(_ body: () throws(FormatError) -> Void) -> FormatError? {
    #expect(throws: FormatError.self, performing: body)
  }

  @Test("lists names by their bytes, hidden ones too")
  func names() throws {
    let directory = try TemporaryDirectory()
    #expect(try Directory.names(in: directory.path) == [])
    // In the order of Unicode, the second "é" would equal the first, and stand beside "e".
    let names = [".hidden", "10", "9", "B", "a", "e\u{301}", "z", "\u{E9}", "\u{1F600}"]
    for name in names.shuffled() { try directory.write([], to: name) }
    #expect(try Directory.names(in: directory.path) == names)
    #expect(try Directory.names(in: directory.path + "/") == names)
  }

  @Test("takes many names, as long as names may be")
  func manyNames() throws {
    let directory = try TemporaryDirectory()
    let names = (100..<400).map { "\($0)" + String(repeating: "n", count: 252) }
    for name in names { try directory.write([], to: name) }
    #expect(try Directory.names(in: directory.path) == names)
  }

  @Test("leaves out a name that is no text")
  func notUTF8() throws {
    let directory = try TemporaryDirectory()
    try directory.write([], to: "a")
    let bytes = Array((directory.path + "/b").utf8) + [0xFF, 0]
    let descriptor = unsafe bytes.withUnsafeBytes {
      unsafe open($0.baseAddress!.assumingMemoryBound(to: CChar.self), O_CREAT | O_WRONLY, 0o600)
    }
    #expect(descriptor >= 0)
    close(descriptor)
    #expect(try Directory.names(in: directory.path) == ["a"])
  }

  @Test("says what it cannot list")
  func cannotList() throws {
    let directory = try TemporaryDirectory()
    let missing = directory.file("missing")
    #expect(
      failure { () throws(FormatError) in _ = try Directory.names(in: missing) }
        == FormatError(.system(errno: ENOENT), field: "open", path: missing))
    let file = try directory.write([], to: "file")
    #expect(
      failure { () throws(FormatError) in _ = try Directory.names(in: file) }
        == FormatError(.system(errno: ENOTDIR), field: "open", path: file))
  }

  @Test("makes a directory and those above it, however the path is spelt")
  func create() throws {
    let directory = try TemporaryDirectory()
    for path in ["a", "b/c/d", "e//f///", "g h/ä", "b/c/x/", "a", "b"] {
      try Directory.create(directory.file(path))
      // Throws for what is no directory.
      _ = try FileManager.default.contentsOfDirectory(atPath: directory.file(path))
    }
    #expect(try directory.contents() == ["a", "b", "e", "g h"])
    try Directory.create("/")
    try Directory.create(".")
    let relative = "directory-test-\(getpid())"
    defer { try? FileManager.default.removeItem(atPath: relative) }
    try Directory.create(relative + "/x")
    #expect(try Directory.names(in: relative) == ["x"])
    // Through a link to a directory as through the directory.
    try FileManager.default.createSymbolicLink(
      atPath: directory.file("link"), withDestinationPath: "a")
    try Directory.create(directory.file("link/below"))
    #expect(try Directory.names(in: directory.file("a")) == ["below"])
  }

  @Test("says what is in the way of a directory")
  func cannotCreate() throws {
    let directory = try TemporaryDirectory()
    let file = try directory.write([1], to: "file")
    for path in [file, file + "/x/y"] {
      #expect(
        failure { () throws(FormatError) in try Directory.create(path) }
          == FormatError(.system(errno: ENOTDIR), field: "create", path: file))
    }
    #expect(
      failure { () throws(FormatError) in try Directory.create("") }
        == FormatError(.system(errno: ENOENT), field: "create", path: ""))
    #expect(try directory.bytes("file") == [1])
    let error = failure { () throws(FormatError) in try Directory.create("/proc/x/y") }
    #expect(error?.path == "/proc/x")
    #expect(error?.field == "create")
  }

  @Test("removes a file once, and no directory")
  func remove() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write([1], to: "file")
    #expect(try Directory.remove(path))
    #expect(try Directory.remove(path) == false)
    let error = failure { () throws(FormatError) in try Directory.remove(directory.path) }
    #expect(error == FormatError(.system(errno: EISDIR), field: "remove", path: directory.path))
  }

  @Test("tells a file's size, and refuses what a reader would wait for")
  func size() throws {
    let directory = try TemporaryDirectory()
    #expect(try Directory.size(of: directory.write([1, 2, 3], to: "three")) == 3)
    #expect(try Directory.size(of: directory.write([], to: "none")) == 0)
    let pipe = directory.file("pipe")
    #expect(unsafe mkfifo(pipe, 0o600) == 0)
    for (path, number, field) in [
      (pipe, ESPIPE, "seek"), (directory.path, EISDIR, "read"),
      (directory.file("missing"), ENOENT, "open"),
    ] {
      #expect(
        failure { () throws(FormatError) in _ = try Directory.size(of: path) }
          == FormatError(.system(errno: number), field: field, path: path))
    }
  }

  @Test("removes what dead processes left, and nothing else")
  func removesStaleTemporaries() throws {
    let directory = try TemporaryDirectory()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/true")
    try process.run()
    process.waitUntilExit()
    let dead = [
      ".nnmodel-\(process.processIdentifier)-1.tmp", ".nnmodel-\(1 << 22 + 7)-12.tmp",
      ".nnmodel-\(getpid())-\(Int.max).tmp",
    ]
    let living = [
      ".nnmodel-1-1.tmp", ".nnmodel-\(getppid())-5.tmp", ".nnmodel-lock", ".nnmodel-x-1.tmp",
      "step-00000001.nnmodel", "nnmodel-4194311-1.tmp",
    ]
    for name in dead + living { try directory.write([1], to: name) }
    let target = directory.file("target")
    let file = try AtomicFile(replacing: target)
    try file.write([1, 2].span, at: 0)
    #expect(try Directory.removeStaleTemporaries(in: directory.path).sorted() == dead.sorted())
    try file.commit()
    #expect(try directory.contents() == (living + ["target"]).sorted())
    #expect(try Directory.removeStaleTemporaries(in: directory.path + "/") == [])
  }

  @Test("leaves what somebody writes to, whatever number his process has")
  func leavesLockedTemporaries() throws {
    let directory = try TemporaryDirectory()
    // As another container's, whose processes have numbers of their own.
    let names = [".nnmodel-\(1 << 22 + 7)-12.tmp", ".nnmodel-\(getpid())-\(Int.max).tmp"]
    let descriptors = try names.map { unsafe open(try directory.write([1], to: $0), O_RDONLY) }
    for descriptor in descriptors { #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0) }
    #expect(try Directory.removeStaleTemporaries(in: directory.path) == [])
    #expect(try directory.contents() == names.sorted())
    for descriptor in descriptors { close(descriptor) }
    #expect(try Directory.removeStaleTemporaries(in: directory.path) == names.sorted())
  }

  @Test("does not look through a link for what is stale")
  func leavesLinks() throws {
    let directory = try TemporaryDirectory()
    let link = ".nnmodel-\(1 << 22 + 7)-12.tmp"
    #expect(unsafe symlink(try directory.write([1], to: "file"), directory.file(link)) == 0)
    #expect(try Directory.removeStaleTemporaries(in: directory.path) == [])
    #expect(try directory.contents() == [link, "file"])
  }
}
