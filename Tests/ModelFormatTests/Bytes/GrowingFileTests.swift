import ModelFormat
import TestSupport
import Testing

struct GrowingFileTests {
  private let directory: TemporaryDirectory
  init() throws { directory = try TemporaryDirectory() }

  @Test("has every byte in order, and a front that only the end knows")
  func order() throws {
    var file = try GrowingFile(replacing: directory.file("f"))
    var expected: [UInt8] = []
    for number in 0..<50_000 {
      let piece = Array("\(number),".utf8)
      expected += piece
      try file.append(piece)
    }
    #expect(try directory.contents().allSatisfy { $0 != "f" })
    try file.finish(front: Array("abc".utf8))
    #expect(try directory.bytes("f") == Array("abc".utf8) + expected.dropFirst(3))
  }

  @Test("leaves nothing where it is given up")
  func abandoned() throws {
    do {
      var file = try GrowingFile(replacing: directory.file("f"))
      try file.append([1, 2, 3])
    }
    #expect(try directory.contents() == [])
  }
}
