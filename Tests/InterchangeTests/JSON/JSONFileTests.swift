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
      ("[-.5]", "invalid JSON"), ("[1.]", "invalid JSON"), ("[1.e5]", "invalid JSON"),
      ("[-01]", "invalid JSON"), ("[00]", "invalid JSON"), ("[+1]", "invalid JSON"),
      ("[-Infinity]", "invalid JSON"), ("[0x10]", "invalid JSON"), ("[1e]", "invalid JSON"),
      (#"["\ud800"]"#, "invalid JSON"), (#"["\udc00\ud800"]"#, "invalid JSON"),
      (#"["\ud800\u0041"]"#, "invalid JSON"), (#"{"\ud800": 1}"#, "invalid JSON"),
      (#"["\u0000"]"#, "invalid JSON"), (#"{"\u0000": 1}"#, "invalid JSON"),
      ("[\"\u{1F}\"]", "invalid JSON"), ("[1] /* */", "invalid JSON"), ("\u{C}[]", "invalid JSON"),
      ("[-9007199254740992]", "file[0]: a finite number below 2^53"),
      ("[9007199254740991.6]", "file[0]: a finite number below 2^53"),
      ("[1e400]", "file[0]: a finite number below 2^53"),
      (#"{"a": 1,}"#, "invalid JSON"), (#"{"a": 01}"#, "invalid JSON"), ("null", "null"),
      (String(repeating: "[", count: 33) + String(repeating: "]", count: 33), "invalid JSON"),
      (String(repeating: "[", count: 100_000), "invalid JSON"),
    ])
  func malformed(_ text: String, _ expected: String) {
    let error = #expect(throws: FormatError.self) { _ = try file(text) }
    #expect(error?.description.contains(expected) == true, "\(String(describing: error))")
    #expect(error?.description.contains("file.json: ") == true)
  }

  @Test(
    "takes every spelling that JSON has",
    arguments: [
      ("[1E+2, 1e002, 0e0, -0.5e-1, -0]", [100, 100, 0, -0.05, 0] as JSON),
      (
        #"["\ud83d\ude00", "\ud83D\uDe00 \\ud800 \\", "\/\u00e9"]"#,
        ["😀", "😀 \\ud800 \\", "/é"] as JSON
      ),
      (
        #" {"a'b": "1. -.5 00", "c": [9007199254740991.4]} "#,
        ["a'b": "1. -.5 00", "c": [9_007_199_254_740_991]] as JSON
      ),
    ])
  func spellings(_ text: String, _ expected: JSON) throws {
    #expect(try file(text).json == expected)
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
