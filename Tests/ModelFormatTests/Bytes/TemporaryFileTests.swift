import Glibc
import TestSupport
import Testing

@testable import ModelFormat

struct TemporaryFileTests {
  @Test("is locked while somebody writes to it, and not for longer")
  func locked() throws {
    let directory = try TemporaryDirectory()
    let file = try AtomicFile(replacing: directory.file("file"))
    let name = try #require(try directory.contents().first)
    let descriptor = unsafe open(directory.file(name), O_RDONLY)
    defer { close(descriptor) }
    #expect(flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    _ = consume file
    #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    #expect(try directory.contents() == [])
  }
}
