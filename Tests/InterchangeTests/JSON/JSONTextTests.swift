import Foundation
import ModelFormat
import TestSupport
import Testing

@testable import Interchange

struct JSONTextTests {
  @Test("writes numbers and rows")
  func rows() throws {
    var text = JSONText()
    try text.append([1, -0.5, 1e-7, -0.0, 0, 1e21], rowsOf: 3)
    #expect(String(decoding: text.bytes, as: UTF8.self) == "[[1,-0.5,1e-7],[-0.0,0,1e+21]]")
  }

  @Test("breaks what does not fit into a line, and stands for the same value")
  func indented() throws {
    let name = String(repeating: "n", count: 60)
    let value: JSON = [
      "short": ["a": 1], "text": .string(name + name),
      "long": [.string(name), ["b": [.string(name), 2, ["c": .string(name)]]], true],
    ]
    var text = JSONText()
    text.append(value, indentedBy: 2)
    #expect(try JSON(parsing: text.bytes) == value)
    let lines = String(decoding: text.bytes, as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 15)
    #expect(lines.last == "  }")
    #expect(lines.contains(#"    "short": {"a":1},"#))
  }

  @Test("writes nothing that would not be read")
  func limits() throws {
    let directory = try TemporaryDirectory()
    var text = JSONText()
    text.append(String(repeating: ",", count: JSON.maximumSeparators + 1))
    #expect(throws: FormatError.self) { try text.write(to: directory.file("x.json")) }
    text.append(String(repeating: " ", count: JSONFile.maximumLength))
    #expect(throws: FormatError.self) { try text.write(to: directory.file("x.json")) }
    #expect(try directory.contents() == [])
  }
}
