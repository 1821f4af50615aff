import Foundation
import TestSupport
import Testing

@testable import ModelFormat

struct MappedFileTests {
  @Test("maps any stretch, also one that begins inside a page")
  func stretches() throws {
    let directory = try TemporaryDirectory()
    var generator = Deterministic(seed: 5)
    let bytes = generator.bytes(20_000)
    let file = try File(opening: directory.write(bytes, to: "file"))
    let mapping = try MappedFile(file, count: bytes.count)
    for (offset, count) in [(0, 20_000), (1, 1), (64, 4096), (4096, 4096), (8191, 2), (19_999, 1)] {
      let range = offset..<offset + count
      #expect(mapping.withBytes(range) { [UInt8](copying: $0) } == Array(bytes[range]))
    }
  }

  @Test("keeps what it maps when the file is replaced or removed")
  func outlives() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write([1, 2, 3], to: "file")
    let mapping = try MappedFile(File(opening: path), count: 3)
    try FileManager.default.removeItem(atPath: path)
    try directory.write([9, 9, 9], to: "file")
    #expect(mapping.withBytes(0..<3) { [UInt8](copying: $0) } == [1, 2, 3])
  }

  @Test("tells where the system refuses")
  func refuses() throws {
    let directory = try TemporaryDirectory()
    let pipe = directory.pipe("pipe", holding: [])
    let file = try File(opening: pipe)
    let error = #expect(throws: FormatError.self) {
      _ = try MappedFile(file, count: 1)
    }
    #expect(error == FormatError(.system(errno: ENODEV), field: "map", path: pipe))
  }
}
