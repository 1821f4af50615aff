import Glibc
import TestSupport
import Testing

@testable import ModelFormat

struct FileTests {
  @Test("reads at any offset, as far as there are bytes")
  func reads() throws {
    let directory = try TemporaryDirectory()
    let file = try File(opening: directory.write([1, 2, 3, 4, 5], to: "five"))
    #expect(file.size == 5)
    for (offset, expected) in [(0, [1, 2, 3]), (3, [4, 5]), (5, []), (1 << 40, [])] {
      var bytes: [UInt8] = [0, 0, 0]
      var buffer = bytes.mutableSpan
      let count = try file.read(into: &buffer, at: UInt64(offset))
      #expect(bytes[..<count].map(Int.init) == expected)
    }
  }

  @Test("tells of a file that is not there, and of a directory")
  func cannotOpen() throws {
    let directory = try TemporaryDirectory()
    let missing = directory.file("missing")
    let error = #expect(throws: FormatError.self) { _ = try File(opening: missing) }
    #expect(error == FormatError(.system(errno: ENOENT), field: "open", path: missing))
    #expect(error?.description == "\(missing): cannot open: No such file or directory")
    let folder = #expect(throws: FormatError.self) { _ = try File(opening: directory.path) }
    #expect(folder == FormatError(.system(errno: EISDIR), field: "read", path: directory.path))
  }

  @Test("opens what a file names only if that is a regular file itself, and waits for no pipe")
  func regular() throws {
    let directory = try TemporaryDirectory()
    try directory.write([1, 2, 3], to: "three")
    #expect(try File(openingRegular: directory.file("three")).bytes(at: 1, count: 2) == [2, 3])
    try #require(unsafe symlink("three", directory.file("link")) == 0)
    try #require(unsafe mkfifo(directory.file("pipe"), 0o600) == 0)
    let link = try File(openingRegular: directory.file("link"), followingLinks: true)
    #expect(try link.bytes(at: 0, count: 3) == [1, 2, 3])
    try #require(unsafe symlink("pipe", directory.file("link to pipe")) == 0)
    #expect(throws: FormatError.self) {
      _ = try File(openingRegular: directory.file("link to pipe"), followingLinks: true)
    }
    for (name, code) in [
      ("missing", "system"), ("link", "invalid-value"), ("pipe", "invalid-value"),
      (".", "invalid-value"),
    ] {
      let path = directory.file(name)
      let error = #expect(throws: FormatError.self) { _ = try File(openingRegular: path) }
      #expect(error?.code == code && error?.path == path, "\(name)")
    }
  }

  @Test("tells of a file that becomes shorter while it is read")
  func shrinks() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write([1, 2, 3, 4, 5], to: "five")
    let file = try File(opening: path)
    #expect(try file.readNext(upTo: 3) == [1, 2, 3])
    try #require(unsafe truncate(path, 3) == 0)
    let error = #expect(throws: FormatError.self) { _ = try file.readNext(upTo: 3) }
    #expect(
      error
        == FormatError(.truncated(needed: 5, found: 3), field: "file", offset: 3, path: path))
    // One that grows is read to where it ends by then.
    let other = try File(opening: path)
    #expect(try other.readNext(upTo: 0) == [])
    #expect(try other.readNext(upTo: 9) == [1, 2, 3])
    try directory.write([1, 2, 3, 4], to: "five")
    #expect(try other.readNext(upTo: 9) == [4])
    #expect(try other.readNext(upTo: 9) == [])
  }

  @Test("knows no size of a pipe or a device, and reads them in order")
  func pipes() throws {
    let directory = try TemporaryDirectory()
    let file = try File(opening: directory.pipe("pipe", holding: [1, 2, 3, 4, 5]))
    #expect(file.size == nil)
    var bytes: [UInt8] = [0, 0, 0, 0]
    var buffer = bytes.mutableSpan
    #expect(try file.readNext(into: &buffer) == 4)
    #expect(buffer[3] == 4)
    #expect(try file.readNext(into: &buffer) == 1)
    #expect(buffer[0] == 5)
    #expect(try file.readNext(into: &buffer) == 0)
    #expect(try File(opening: "/dev/null").size == nil)
  }

  @Test("gives a stream piece by piece")
  func pieces() throws {
    let directory = try TemporaryDirectory()
    let file = try File(opening: directory.pipe("pipe", holding: Array(0..<100)))
    var all: [UInt8] = []
    while true {
      let piece = try file.readNext(upTo: 7)
      if piece.isEmpty { break }
      #expect(piece.count <= 7)
      all += piece
    }
    #expect(all == Array(0..<100))
  }

  @Test("closes its descriptor when it goes")
  func closes() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write([1], to: "file")
    // The lowest free number is given, so it stays low however many files were open before.
    let highest = try (0..<5000).map { _ in try File(opening: path).descriptor }.max()
    #expect(try #require(highest) < 4000)
  }
}
