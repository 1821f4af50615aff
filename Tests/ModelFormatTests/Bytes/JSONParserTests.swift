import Testing

@testable import ModelFormat

/// The header's JSON: one spelling and no other.
struct JSONParserTests {
  private func parse(_ text: String) throws(FormatError) -> JSON {
    try JSONParser.parse(Array(text.utf8))
  }

  @Test("takes canonical JSON")
  func canonical() throws {
    let text = #"{"":[],"a":{"b":[true,false,"\n\"\u001f",0,-1,0.5,1e-7]},"é":9007199254740991}"#
    let expected: JSON = [
      "": [], "a": ["b": [true, false, "\n\"\u{1F}", 0, -1, 0.5, 1e-7]],
      "\u{E9}": .number(0x1p53 - 1),
    ]
    #expect(try parse(text) == expected)
  }

  @Test(
    "refuses JSON of another spelling",
    arguments: [
      " {}", "{} ", "{}\n", "[1, 2]", "{\"a\" :1}", "{\"b\":1,\"a\":2}", "{\"a\":1,\"a\":1}",
      "[1.0]", "[1e2]", "[-0]", "[0.10]", "[1E-7]", "[1e-07]", "[0.0000001]", "[01]",
      "[\"\\/\"]", "[\"\\u0041\"]", "[\"\\u000A\"]", "[\"\\u000a\"]", "[\"\\u001F\"]", "['a']",
      "[NaN]", "[Infinity]", "[-Infinity]", "[\"\\ud800\"]", "[\"\\u0000\"]", "{\"a\\u0000\":1}",
      "{\"a\\u0000b\":1e400}",
      "[\"\n\"]",
    ])
  func otherSpellings(_ text: String) {
    expectRefused(Array(text.utf8))
  }

  @Test(
    "refuses what is not JSON",
    arguments: [
      "", "{", "}", "[1,]", "[,1]", "{\"a\":}", "{\"a\"}", "{a:1}", "[1", "\"a", "tru", "nul",
      "{}{}", "[1.]", "[.5]", "[+1]", "[1e]", "[-]", "/**/{}", "{}//", "\u{FEFF}{}", "[\"\\q\"]",
      "{}\0", "{\0}",
    ])
  func notJSON(_ text: String) {
    expectRefused(Array(text.utf8))
  }

  @Test("refuses bytes that are not UTF-8")
  func notUTF8() {
    let strings: [[UInt8]] = [
      [0xFF], [0xC3], [0xC0, 0xAF], [0xE0, 0x80, 0xAF], [0xED, 0xA0, 0x80],
      [0xF4, 0x90, 0x80, 0x80], [0x80],
    ]
    for string in strings { expectRefused([0x22] + string + [0x22]) }
  }

  @Test("nests 32 deep and not 33")
  func depthLimitIsExact() throws {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
      func nested(_ depth: Int, _ innermost: String) -> String {
        String(repeating: open, count: depth) + innermost + String(repeating: close, count: depth)
      }
      for innermost in ["1", "\"a\"", "true"] {
        _ = try parse(nested(32, innermost))
        expectRefused(Array(nested(33, innermost).utf8))
      }
      _ = try parse(nested(31, "[]"))
      _ = try parse(nested(31, "{}"))
      expectRefused(Array(nested(32, "[]").utf8))
      expectRefused(Array(nested(32, "{}").utf8))
      expectRefused(Array(nested(100_000, "1").utf8))
    }
  }

  @Test("tells null and numbers out of range before the spelling, with their path")
  func nullAndNumbers() {
    let cases = [
      ("{\"a\":[1,null]}", "wrong-type", "header.a[1]"),
      ("null", "wrong-type", "header"),
      ("{\"b\" : {\"c\":null} }", "wrong-type", "header.b.c"),
      ("{\"a\":9007199254740992}", "out-of-range", "header.a"),
      ("[-9007199254740992]", "out-of-range", "header[0]"),
      ("[9007199254740993.5]", "out-of-range", "header[0]"),
      ("[18446744073709551616]", "out-of-range", "header[0]"),
      ("{\"a\":[[1e21]]}", "out-of-range", "header.a[0][0]"),
      ("[1E+999]", "out-of-range", "header[0]"),
    ]
    for (text, code, field) in cases {
      let error = #expect(throws: FormatError.self) { try parse(text) }
      #expect(error?.code == code, "\(text)")
      #expect(error?.field == field, "\(text)")
      #expect(error?.offset == 64)
    }
  }

  @Test("has no tree made of a large text only to say what is wrong with it")
  func largeTexts() throws {
    let objects = String(repeating: "{},", count: 1 << 16)
    for (body, place) in [("{} ,", " at byte 3 "), (" " + objects, "")] {
      let error = #expect(throws: FormatError.self) { try parse("[\(body){}]") }
      #expect(
        error?.description.contains("not in canonical form (RFC 8785)\(place)") == true,
        "\(String(describing: error))")
      #expect(error?.description.contains("at byte") == !place.isEmpty)
    }
    // One that is sound is taken, whatever its size, also with escapes.
    let expected = [JSON](repeating: [:], count: 1 << 16) + ["\n"]
    #expect(try parse("[\(objects)\"\\n\"]") == .array(expected))
  }

  private func expectRefused(_ bytes: [UInt8]) {
    let error = #expect(throws: FormatError.self) { try JSONParser.parse(bytes) }
    let text = String(decoding: bytes.prefix(80), as: UTF8.self)
    #expect(error?.code == "invalid-json", "\(text.debugDescription)")
    #expect(error?.field == "header")
    #expect(error?.offset == 64)
  }
}
