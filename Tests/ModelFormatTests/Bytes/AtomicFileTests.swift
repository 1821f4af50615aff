import Foundation
import TestSupport
import Testing

@testable import ModelFormat

struct AtomicFileTests {
  @Test("a name of nothing is refused before there is a temporary")
  func noName() {
    let error = #expect(throws: FormatError.self) { _ = try AtomicFile(replacing: "").commit() }
    #expect(error?.reason == .system(errno: ENOENT))
  }

  private func save(
    _ bytes: [UInt8], to path: String, _ durability: Durability = .full
  ) throws(FormatError) {
    let file = try AtomicFile(replacing: path)
    try file.write(bytes.span, at: 0)
    try file.commit(durability: durability)
  }

  private func mode(of path: String) -> mode_t {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? status.st_mode & 0o7777 : 0
  }

  @Test("puts a file in its place, new or not", arguments: [Durability.full, .none])
  func replaces(_ durability: Durability) throws {
    let directory = try TemporaryDirectory()
    try save([1, 2, 3], to: directory.file("file"), durability)
    #expect(try directory.bytes("file") == [1, 2, 3])
    try save([4], to: directory.file("file"), durability)
    #expect(try directory.bytes("file") == [4])
    #expect(try directory.contents() == ["file"])
  }

  @Test("writes at any offset, with zeros between")
  func offsets() throws {
    let directory = try TemporaryDirectory()
    let file = try AtomicFile(replacing: directory.file("file"))
    try file.write([9].span, at: 4)
    try file.write([1, 2].span, at: 0)
    try file.write([UInt8]().span, at: 100)
    try file.commit()
    #expect(try directory.bytes("file") == [1, 2, 0, 0, 9])
  }

  @Test("is not seen before it is whole")
  func unseen() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write([1], to: "file")
    let file = try AtomicFile(replacing: path)
    try file.write([2, 2].span, at: 0)
    #expect(try directory.bytes("file") == [1])
    try file.commit()
    #expect(try directory.bytes("file") == [2, 2])
  }

  @Test("leaves nothing where it was given up")
  func abandonedFileLeavesNothing() throws {
    let directory = try TemporaryDirectory()
    try directory.write([1], to: "old")
    for name in ["old", "new"] {
      let file = try AtomicFile(replacing: directory.file(name))
      try file.write([2, 2].span, at: 0)
      #expect(try directory.contents().count == 2)
      _ = consume file
    }
    #expect(try directory.contents() == ["old"])
    #expect(try directory.bytes("old") == [1])
  }

  @Test("leaves the old file where the new one cannot be written whole")
  func failureLeavesTheOldFile() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write([1, 2, 3], to: "file")
    // Beyond the largest offset of any file system, as a full disk would refuse in the middle.
    let error = #expect(throws: FormatError.self) {
      let file = try AtomicFile(replacing: path)
      try file.write([4, 5].span, at: 0)
      try file.write([6].span, at: UInt64(Int64.max) - 1)
    }
    #expect(error == FormatError(.system(errno: EFBIG), field: "write", path: path))
    #expect(try directory.bytes("file") == [1, 2, 3])
    #expect(try directory.contents() == ["file"])
  }

  @Test("keeps what is written where it cannot be put in its place, and says where it is")
  func renameFails() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("target")
    let error = #expect(throws: FormatError.self) {
      let file = try AtomicFile(replacing: path)
      try file.write([1].span, at: 0)
      // What was to be a file has become a directory meanwhile.
      #expect(unsafe mkdir(path, 0o700) == 0)
      try file.commit()
    }
    let names = try directory.contents()
    #expect(names.count == 2 && names.last == "target")
    let field = "replace; all of it is in \(directory.file(names[0]))"
    #expect(error == FormatError(.system(errno: EISDIR), field: field, path: path))
    #expect(try directory.bytes(names[0]) == [1])
  }

  @Test("keeps the mode of a file, and gives a new one what the umask leaves")
  func keepsOrAppliesTheMode() throws {
    let directory = try TemporaryDirectory()
    for mode: mode_t in [0o600, 0o640, 0o644, 0o755, 0o666, 0o2644] {
      let path = try directory.write([1], to: "file-\(String(mode, radix: 8))")
      #expect(unsafe chmod(path, mode) == 0)
      try save([2], to: path)
      #expect(self.mode(of: path) == mode)
    }
    // Reading the mask means setting it, which other tests would see; a file of `open` tells it.
    let plain = directory.file("plain")
    close(unsafe open(plain, O_CREAT | O_WRONLY, 0o666))
    try save([1], to: directory.file("new"))
    #expect(self.mode(of: directory.file("new")) == self.mode(of: plain))
  }

  @Test("keeps a symbolic link and replaces what it points to")
  func symbolicLink() throws {
    let directory = try TemporaryDirectory()
    try FileManager.default.createDirectory(
      atPath: directory.file("elsewhere"), withIntermediateDirectories: false)
    try directory.write([1], to: "elsewhere/file")
    let link = directory.file("link")
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: "elsewhere/file")
    try save([2], to: link)
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: link) == "elsewhere/file")
    #expect(try directory.bytes("elsewhere/file") == [2])
    #expect(try directory.contents() == ["elsewhere", "link"])
  }

  @Test("follows a symbolic link to a name that is no text")
  func linkToNoText() throws {
    let directory = try TemporaryDirectory()
    let name = [0xFF, 0xFE].map { CChar(bitPattern: $0) } + [0]
    let target = Array(directory.path.utf8CString.dropLast()) + [CChar(bitPattern: 0x2F)] + name
    for link in [target, name] {
      let path = directory.file("link-\(link.count)")
      #expect(unsafe symlink(link, path) == 0)
      for bytes: [UInt8] in [[1], [2, 2]] {
        try save(bytes, to: path)
        let descriptor = unsafe open(target, O_RDONLY)
        #expect(descriptor >= 0)
        #expect(
          FileHandle(fileDescriptor: descriptor, closeOnDealloc: true).readDataToEndOfFile()
            == Data(bytes))
      }
      #expect(unsafe unlink(target) == 0)
    }
  }

  @Test("refuses a directory, and a place in one that is not there")
  func badTargets() throws {
    let directory = try TemporaryDirectory()
    for path in [directory.path, directory.path + "/"] {
      let error = #expect(throws: FormatError.self) { try save([1], to: path) }
      #expect(error == FormatError(.system(errno: EISDIR), field: "write", path: path))
    }
    let missing = directory.file("missing/file")
    let error = #expect(throws: FormatError.self) { try save([1], to: missing) }
    #expect(error == FormatError(.system(errno: ENOENT), field: "create", path: missing))
    #expect(try directory.contents() == [])
  }

  @Test("takes a name as long as names may be")
  func longName() throws {
    let directory = try TemporaryDirectory()
    let name = String(repeating: "n", count: 255)
    try save([1], to: directory.file(name))
    #expect(try directory.bytes(name) == [1])
    let longer = directory.file(name + "n")
    let error = #expect(throws: FormatError.self) { try save([1], to: longer) }
    #expect(error == FormatError(.system(errno: ENAMETOOLONG), field: "create", path: longer))
    #expect(try directory.contents() == [name])
  }

  @Test("takes a name without a directory, and one at the root's level")
  func relativeName() throws {
    let name = "atomic-file-test-\(getpid()).tmp"
    defer { unsafe unlink(name) }
    try save([1, 2], to: name)
    #expect(try Data(contentsOf: URL(fileURLWithPath: name)) == Data([1, 2]))
    #expect(throws: FormatError.self) { try save([1], to: "/") }
  }

  @Test("copies to a pipe and to a device what it cannot replace")
  func pipesAndDevices() throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("pipe")
    #expect(unsafe mkfifo(path, 0o600) == 0)
    var generator = Deterministic(seed: 4)
    let bytes = generator.bytes(600_000)
    let reader = Collector(path)
    try save(bytes, to: path)
    #expect(reader.bytes() == bytes)
    #expect(try directory.contents() == ["pipe"])
    try save([1, 2, 3], to: "/dev/null")
    var status = stat()
    #expect(unsafe stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
    let error = #expect(throws: FormatError.self) { try save([1], to: "/dev/full") }
    #expect(error == FormatError(.system(errno: ENOSPC), field: "write", path: "/dev/full"))
  }

  @Test("writes to a descriptor that is open already, as it stands")
  func openDescriptors() throws {
    let directory = try TemporaryDirectory()
    let pipe = Pipe()
    try save([1, 2, 3], to: "/dev/fd/\(pipe.fileHandleForWriting.fileDescriptor)")
    try pipe.fileHandleForWriting.close()
    #expect(pipe.fileHandleForReading.readDataToEndOfFile() == Data([1, 2, 3]))
    let path = try directory.write([7, 8], to: "file")
    let file = try #require(FileHandle(forWritingAtPath: path))
    try file.seek(toOffset: 1)
    try save([9, 9], to: "/dev/fd/\(file.fileDescriptor)")
    #expect(try directory.bytes("file") == [7, 9, 9])
    #expect(try directory.contents() == ["file"])
    let reading = try #require(FileHandle(forReadingAtPath: path))
    for (number, refused) in [(reading.fileDescriptor, "write"), (1 << 20, "open")] {
      let name = "/dev/fd/\(number)"
      let error = #expect(throws: FormatError.self) { _ = try AtomicFile(replacing: name) }
      #expect(error == FormatError(.system(errno: EBADF), field: refused, path: name))
    }
    #expect(throws: FormatError.self) { _ = try AtomicFile(replacing: "/dev/fd/+1") }
  }

  @Test("is not stopped by what a killed process of the same number left behind")
  func leftovers() throws {
    let directory = try TemporaryDirectory()
    let probe = try AtomicFile(replacing: directory.file("file"))
    let name = try #require(try directory.contents().first)
    _ = consume probe
    // .nnmodel-PID-NUMBER.tmp: occupy the names that come next, as far as other tests leave them to us.
    let parts = name.split(separator: "-")
    let number = try #require(Int(parts[2].prefix { $0.isNumber }))
    var taken: [String] = []
    for next in number + 1...number + 20 { taken.append("\(parts[0])-\(parts[1])-\(next).tmp") }
    for name in taken { try directory.write([7], to: name) }
    try save([1], to: directory.file("file"))
    #expect(try directory.bytes("file") == [1])
    for name in taken { #expect(try directory.bytes(name) == [7]) }
    #expect(try directory.contents() == (taken + ["file"]).sorted())
  }
}

/// Reads a pipe to its end in a thread of its own.
private final class Collector: @unchecked Sendable {
  private var collected = Data()
  private let done = DispatchSemaphore(value: 0)

  init(_ path: String) {
    Thread.detachNewThread { [self] in
      if let input = FileHandle(forReadingAtPath: path) {
        collected = (try? input.readToEnd()) ?? Data()
      }
      done.signal()
    }
  }

  func bytes() -> [UInt8] {
    done.wait()
    return [UInt8](collected)
  }
}
