import ModelFormat
import TestSupport
import Testing

@testable import Interchange

struct JSONFileTests {
  private func file(_ text: String) throws -> JSONFile {
    let directory = try TemporaryDirectory()
    return try JSONFile(reading: directory.write(Array(text.utf8), to: "file.json"))
  }

  @Test("takes members that are null as absent")
  func nulls() throws {
    #expect(try file(#"{"a": null, "b": {"c": null, "d": 1}}"#).json == ["b": ["d": 1]])
  }

  @Test(
    "tells the place and the reason",
    arguments: [
      (#"{"a": [1, null]}"#, "file.a[1]: a value expected, null, which JavaScript writes for NaN"),
      (#"{"a": {"b": [0, 9007199254740992]}}"#, "file.a.b[1]: a finite number below 2^53"),
      ("{", "file: invalid JSON"), ("", "file: invalid JSON"), ("{} {}", "file: invalid JSON"),
      (#"{"a": 1, "a": 2}"#, "file: invalid JSON"), (#"{"a": 1, "a": null}"#, "invalid JSON"),
      (#"{"a": null, "a": 1}"#, "invalid JSON"), (#"{"a": null, "a": null}"#, "invalid JSON"),
      ("{'a': 1}", "invalid JSON"), (#"{"a": NaN}"#, "invalid JSON"),
      ("\u{FEFF}{}", "invalid JSON"),
      (#"{"a": 1,}"#, "invalid JSON"), (#"{"a": 01}"#, "invalid JSON"), ("null", "null"),
      (String(repeating: "[", count: 33) + String(repeating: "]", count: 33), "invalid JSON"),
      (String(repeating: "[", count: 100_000), "invalid JSON"),
    ])
  func malformed(_ text: String, _ expected: String) {
    let error = #expect(throws: FormatError.self) { _ = try file(text) }
    #expect(error?.description.contains(expected) == true, "\(String(describing: error))")
    #expect(error?.description.contains("file.json: ") == true)
  }

  @Test("counts the values before it parses them")
  func manyValues() {
    let text = "[" + String(repeating: "[],", count: JSON.maximumSeparators / 2) + "0]"
    let error = #expect(throws: FormatError.self) { _ = try file(text) }
    #expect(error?.code == "limit-exceeded")
  }

  @Test("measures a file before it reads it")
  func longFile() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(
      [UInt8](repeating: 0x20, count: JSONFile.maximumLength + 1), to: "long.json")
    let error = #expect(throws: FormatError.self) { _ = try JSONFile(reading: path) }
    #expect(error?.code == "limit-exceeded")
  }
}
