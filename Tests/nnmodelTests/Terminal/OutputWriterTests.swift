import Dispatch
import Glibc
import Testing

@testable import nnmodel

struct OutputWriterTests {
  @Test func writesWaitInTheBuffer() throws {
    let file = TemporaryFile()
    let writer = OutputWriter(descriptor: file.descriptor, capacity: 8)
    try writer.write("1234")
    try writer.write([UInt8]("5678".utf8))
    #expect(file.text == "")
    try writer.write("9")
    #expect(file.text == "123456789")
    try writer.write("end")
    try writer.flush()
    try writer.flush()
    #expect(file.text == "123456789end")
  }

  @Test func withoutCapacityNothingWaits() throws {
    let file = TemporaryFile()
    try OutputWriter(descriptor: file.descriptor, capacity: 0).write("now")
    #expect(file.text == "now")
  }

  /// A pipe that takes little at a time, non-blocking, and read slowly: all bytes arrive in order.
  @Test func partialWritesAreContinued() throws {
    var ends: [Int32] = [0, 0]
    try #require(unsafe pipe(&ends) == 0)
    let (readEnd, writeEnd) = (ends[0], ends[1])
    try #require(fcntl(writeEnd, F_SETFL, O_NONBLOCK) == 0)
    let sent = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }
    let writer = OutputWriter(descriptor: writeEnd, capacity: 0)
    let group = DispatchGroup()
    DispatchQueue.global().async(group: group) {
      try? writer.write(sent)
      close(writeEnd)
    }
    var received: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 10_000)
    while true {
      let count = unsafe read(readEnd, &part, part.count)
      guard count > 0 else { break }
      received += part.prefix(count)
    }
    group.wait()
    close(readEnd)
    // Not compared inside the macro, which would look for the difference for minutes.
    let isSame = received == sent
    #expect(isSame, "\(received.count) of \(sent.count) bytes")
  }

  @Test func aFailureStays() throws {
    let full = unsafe open("/dev/full", O_WRONLY)
    defer { close(full) }
    let writer = OutputWriter(descriptor: full, capacity: 4)
    try writer.write("1234")
    let failure = OutputError(code: ENOSPC)
    #expect(throws: failure) { try writer.write("5") }
    #expect(throws: failure) { try writer.write("123456") }
    #expect(throws: failure) { try writer.flush() }
    #expect(!failure.isClosedPipe)
  }

  @Test func threadsDoNotMixTheirBytes() throws {
    let file = TemporaryFile()
    let writer = OutputWriter(descriptor: file.descriptor, capacity: 100)
    DispatchQueue.concurrentPerform(iterations: 200) { index in
      try? writer.write(String(repeating: index % 2 == 0 ? "a" : "b", count: 9) + "\n")
    }
    try writer.flush()
    let lines = file.text.split(separator: "\n")
    #expect(lines.count == 200)
    #expect(lines.allSatisfy { $0 == "aaaaaaaaa" || $0 == "bbbbbbbbb" })
  }
}
