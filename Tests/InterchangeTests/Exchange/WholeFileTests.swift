import Foundation
import ModelFormat
import TestSupport
import Testing

@testable import Interchange

struct WholeFileTests {
  @Test("refuses a file that is too long before it reads it")
  func tooLong() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write([1], to: "file")
    let file = try #require(FileHandle(forWritingAtPath: path))
    try file.truncate(atOffset: 3 << 30)
    try file.close()
    let seconds = threadSeconds {
      let error = #expect(throws: FormatError.self) {
        _ = try WholeFile.read(path, limit: 1 << 30)
      }
      #expect(error?.code == "limit-exceeded" && error?.path == path)
    }
    #expect(seconds < 0.05)
  }

  @Test("reads a file of no known size up to the limit")
  func pipes() throws {
    let directory = try TemporaryDirectory()
    let bytes = [UInt8](repeating: 7, count: 1000)
    #expect(try WholeFile.read(directory.pipe("whole", holding: bytes), limit: 1000) == bytes)
    let error = #expect(throws: FormatError.self) {
      _ = try WholeFile.read(directory.pipe("long", holding: bytes), limit: 999)
    }
    #expect(error?.code == "limit-exceeded")
  }
}
