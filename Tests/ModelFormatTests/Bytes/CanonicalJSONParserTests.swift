import TestSupport
import Testing

@testable import ModelFormat

/// What is taken at once is what json-c reads of it, and nothing that is not canonical.
struct CanonicalJSONParserTests {
  private static let pieces = [
    "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\"b\"", "\"é\"", "\"\u{10FFFF}\"", "\"\\n\"", "0",
    "\"\\", "\\\"", "b\"", "u00", "0a\"", "0b\"", "1F\"", "1f\"", "\\u0000\"", "\\u0041\"", "\\/\"",
    "-0", "1", "-7",
    "01", "1.5", "0.1", "1e-7", "1e21", "1.0", "9007199254740991", "9007199254740992",
    "12345678901234567890",
    "true", "false", "null", " ", "\"\"", "\"a\":", "\"b\":1", "-", "+", ".", "e",
  ]

  /// A canonical value by chance.
  private func value(_ generator: inout Deterministic, depth: Int) -> JSON {
    switch Int.random(in: 0..<(depth > 4 ? 4 : 6), using: &generator) {
    case 0: return .bool(Bool.random(using: &generator))
    case 1: return .number(Double(Int.random(in: -1_000_000...1_000_000, using: &generator)))
    case 2: return .number(Double.random(in: -1...1, using: &generator) * 1e6)
    case 3:
      let letters = Array("aéz\u{FFFD}\u{1F9E0} /\u{7F}\"\\\n\t\u{8}\u{B}\u{C}\r\u{1}\u{1F}")
      let count = Int.random(in: 0...6, using: &generator)
      return .string(
        String((0..<count).map { _ in letters.randomElement(using: &generator) ?? "a" }))
    case 4:
      let count = Int.random(in: 0...5, using: &generator)
      return .array((0..<count).map { _ in value(&generator, depth: depth + 1) })
    default:
      var object = JSONObject()
      for _ in 0..<Int.random(in: 0...5, using: &generator) {
        let name = ["b", "a", "é", "\u{E000}", "\u{1F9E0}", "ab", ""].randomElement(
          using: &generator)
        object[name ?? "a"] = value(&generator, depth: depth + 1)
      }
      return .object(object)
    }
  }

  @Test("takes every canonical text, as json-c does")
  func canonical() throws {
    var generator = Deterministic(seed: 11)
    for _ in 0..<3_000 {
      let expected = value(&generator, depth: 1)
      let text = expected.canonicalBytes()
      #expect(CanonicalJSONParser.parse(text) == expected)
      #expect(try JSONParser.parseSlowly(text) == expected)
    }
  }

  @Test("takes what json-c takes and what is the same when it is written again, and nothing else")
  func others() {
    var generator = Deterministic(seed: 12)
    var taken = 0
    for round in 0..<50_000 {
      var text: [UInt8] = []
      if round % 2 == 0 {
        for _ in 0..<Int.random(in: 1...9, using: &generator) {
          text += Array((Self.pieces.randomElement(using: &generator) ?? "").utf8)
        }
      } else {
        text = value(&generator, depth: 3).canonicalBytes()
        let place = Int.random(in: text.indices, using: &generator)
        text[place] = UInt8.random(in: 0...255, using: &generator)
      }
      let found = CanonicalJSONParser.parse(text)
      if found != nil { taken += 1 }
      #expect(
        (try? JSONParser.parseSlowly(text)) == found, "\(String(decoding: text, as: UTF8.self))")
    }
    #expect(taken > 1_500)
  }

  @Test("takes the headers of all golden files", arguments: Fixtures.golden)
  func headers(_ fixture: GoldenFixture) throws {
    let file = try ModelFile(opening: fixture.path)
    let text = file.header.json.canonicalBytes()
    #expect(CanonicalJSONParser.parse(text) == file.header.json)
  }

  @Test("nests as deep as json-c")
  func depth() {
    for depth in [31, 32, 33] {
      let text = Array(
        (String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
      #expect((CanonicalJSONParser.parse(text) != nil) == (depth <= 32))
    }
  }
}
