import Glibc
import TestSupport
import Testing

@testable import ModelFormat

struct TemporaryNameTests {
  @Test("is what the specification says, and what a save uses")
  func text() throws {
    let directory = try TemporaryDirectory()
    let file = try AtomicFile(replacing: directory.file("x"))
    let name = try #require(try directory.contents().first)
    _ = consume file
    let parsed = try #require(TemporaryName(parsing: name))
    #expect(parsed.process == getpid())
    #expect(name == ".nnmodel-\(getpid())-\(parsed.number).tmp")
    #expect(TemporaryName(process: 12, number: 3).text == ".nnmodel-12-3.tmp")
    #expect(!parsed.isStale)
  }

  @Test(
    "knows only what a save of ours could have written",
    arguments: [
      "", ".nnmodel-.tmp", ".nnmodel-1.tmp", ".nnmodel-1-2", "nnmodel-1-2.tmp", ".nnmodel-1-2.tmpx",
      ".nnmodel-1-2-3.tmp", ".nnmodel-01-2.tmp", ".nnmodel-1-02.tmp", ".nnmodel-0-1.tmp",
      ".nnmodel--1-1.tmp", ".nnmodel-1--1.tmp", ".nnmodel-+1-1.tmp", ".nnmodel-1-.tmp",
      ".nnmodel-4294967297-1.tmp", ".nnmodel-1-99999999999999999999.tmp", ".nnmodel-1- 2.tmp",
      ".nnmodel-lock",
    ])
  func foreign(_ text: String) {
    #expect(TemporaryName(parsing: text) == nil)
  }

  @Test("is stale where its process is gone, or would have to have come to it")
  func stale() throws {
    // Numbers of processes end at 2^22 on Linux.
    #expect(TemporaryName(process: 1 << 22 + 1, number: 1).isStale)
    #expect(!TemporaryName(process: 1, number: 1).isStale)
    #expect(!TemporaryName(process: getppid(), number: 1).isStale)
    let current = TemporaryName.next()
    #expect(!current.isStale)
    #expect(!TemporaryName(process: getpid(), number: current.number - 1).isStale)
    #expect(TemporaryName(process: getpid(), number: current.number + 1_000_000).isStale)
  }
}
