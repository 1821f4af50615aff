import ModelFormat
import TestSupport
import Testing

@testable import Interchange

struct GrowingTextTests {
  @Test("becomes a file")
  func written() throws {
    let directory = try TemporaryDirectory()
    var text = GrowingText(for: directory.file("text"))
    try text.append("one ")
    try text.append("zwölf\n")
    try text.write()
    #expect(try directory.bytes("text") == Array("one zwölf\n".utf8))
  }

  @Test("is never longer than what is read again")
  func length() throws {
    var text = GrowingText(for: "large.net")
    let piece = String(repeating: "x", count: 1 << 20)
    for _ in 0..<64 { try text.append(piece) }
    let error = #expect(throws: FormatError.self) { try text.append("x") }
    #expect(error?.code == "limit-exceeded" && error?.path == "large.net")
    try text.append("")
  }
}
