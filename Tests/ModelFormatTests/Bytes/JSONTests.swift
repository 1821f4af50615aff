import Testing

@testable import ModelFormat

struct JSONTests {
  @Test("takes names of different bytes as different, though they look alike")
  func namesAreBytes() {
    let (composed, decomposed) = ("\u{E9}", "e\u{301}")
    #expect(composed == decomposed, "Swift's own comparison, which a file does not know")
    #expect(!composed.hasSameBytes(as: decomposed))
    var object: JSONObject = [composed: 1]
    object[decomposed] = 2
    #expect(object.members.count == 2)
    #expect(object[composed] == 1)
    #expect(object[decomposed] == 2)
    object[composed] = nil
    #expect(object.members.map { Array($0.name.utf8) } == [Array(decomposed.utf8)])
  }

  @Test("compares strings as bytes, wherever they stand")
  func equality() throws {
    let (composed, decomposed) = ("\u{E9}", "e\u{301}")
    #expect(composed == decomposed)
    #expect(
      JSON.string(composed) != .string(decomposed) && JSON.string(composed) == .string("\u{E9}"))
    #expect(JSON.array([.string(composed)]) != .array([.string(decomposed)]))
    #expect(JSON.object([composed: 1]) != .object([decomposed: 1]))
    #expect(JSON.object([composed: 1]) == .object([composed: 1]))
    #expect(JSON.object([composed: 1]) != .object([composed: 2]))
    #expect(JSON.number(1) == 1 && JSON.bool(true) == true && JSON.number(1) != true)
    #expect(try TensorInfo(composed, .u8, [1]) != TensorInfo(decomposed, .u8, [1]))
    #expect(try TensorInfo(composed, .u8, [1]) == TensorInfo(composed, .u8, [1]))
    #expect(try TensorInfo(composed, .u8, [1]) != TensorInfo(composed, .u8, [2]))
  }

  @Test("keeps members in order, whatever order they come in")
  func orders() {
    var object = JSONObject()
    for name in ["b", "", "a", "aa", "c", "B"] { object[name] = .string(name) }
    #expect(object.members.map(\.name) == ["", "B", "a", "aa", "b", "c"])
    object["aa"] = 1
    #expect(object.members.count == 6)
    #expect(object["aa"] == 1)
    object["aa"] = nil
    object["not there"] = nil
    #expect(object.members.map(\.name) == ["", "B", "a", "b", "c"])
    #expect(object["aa"] == nil)
  }

  @Test("takes, of two members of one name, the first of a list")
  func firstOfAList() {
    let object = JSONObject(
      ["b", "a", "b"].enumerated().map { index, name in
        JSONObject.Member(name: name, value: JSON(index))
      })
    #expect(object == ["a": 1, "b": 0])
    #expect(JSONObject([]).isEmpty)
  }

  @Test("counts members at every depth")
  func memberCount() {
    let value: JSON = ["a": ["b": 1, "c": [["d": true], "x"]], "e": 0.5]
    #expect(value.memberCount == 5)
    #expect(JSON.array([1, "a"]).memberCount == 0)
  }

  @Test("tells kinds as errors do")
  func kinds() {
    let kinds = ([[:], [], "", 0, false] as [JSON]).map(\.kind)
    #expect(kinds == ["an object", "an array", "a string", "a number", "true or false"])
  }
}

/// JSON as other programs write it, through `JSON(parsing:)`.
struct ForeignJSONTests {
  @Test("leaves out members that are null where it is asked to, and no others")
  func nulls() throws {
    func parse(_ text: String) throws -> JSON {
      try JSON(parsing: Array(text.utf8), leavingOutNulls: true)
    }
    #expect(
      try parse(#"{"a":null,"b":{"c":null},"d":[{"e":null,"f":1}]}"#) == [
        "b": [:], "d": [["f": 1]],
      ])
    for text in [
      "null", "[null]", #"{"a":[1,null]}"#, #"{"a":1,"a":null}"#, #"{"a":null,"a":1}"#,
      #"{"a":null,"a":null}"#,
    ] {
      #expect(throws: FormatError.self, "\(text)") { try parse(text) }
    }
    #expect(throws: FormatError.self) { try JSON(parsing: Array(#"{"a":null}"#.utf8)) }
  }

  @Test("takes any spelling of a value")
  func anySpelling() throws {
    let text = """
       { "b" : [ 1.0 , 1e2, -0, 2.50, true,false ] ,\r\n\t"a": "\\u0041\\/\\u00e9\\ud83d\\ude00:'"}

      """
    let expected: JSON = ["a": "A/\u{E9}\u{1F600}:'", "b": [1, 100, 0, 2.5, true, false]]
    #expect(try JSON(parsing: Array(text.utf8)) == expected)
  }

  @Test("takes a value that is no object", arguments: ["1", "\"a\"", " [] ", "true", "-1.5e-3"])
  func scalars(_ text: String) throws {
    _ = try JSON(parsing: Array(text.utf8))
  }

  @Test(
    "refuses what is not JSON, or not of one meaning",
    arguments: [
      "", " ", "{", "[1,]", "{\"a\":1,}", "{'a':1}", "['a']", "{\"a\":1,\"a\":1}",
      "{\"a\":{\"b\":1,\"b\":2}}", "{a:1}", "[01]", "[1.]", "1.", "[.5]", "[+1]", "[1e]", "[-]",
      "[NaN]", "[Infinity]", "[-Infinity]", "[nan]", "[True]", "[tru]", "{} {}", "{}x", "[1]]",
      "// a\n{}", "{/* a */}", "\u{FEFF}{}", "[\"\\x\"]", "[\"\\u12\"]", "[\"a]", "{\"a\"}",
      "{\"a\":}", "[\"\\u0000\"]", "{\"a\\u0000b\":1}", "[\"\n\"]", "[\"\t\"]", "[\"\u{1}\"]",
    ])
  func refuses(_ text: String) {
    let error = #expect(throws: FormatError.self) { try JSON(parsing: Array(text.utf8)) }
    #expect(error?.code == "invalid-json", "\(text.debugDescription)")
  }

  @Test("refuses more than is to be made of a text, before it is")
  func memory() throws {
    let text = Array("[\(String(repeating: "{},", count: 2_000))1]".utf8)
    var limits = ReaderLimits()
    limits.memory = 1_500_000
    let error = #expect(throws: FormatError.self) { try JSON(parsing: text, limits: limits) }
    #expect(error?.code == "limit-exceeded")
    limits.memory = 3_000_000
    _ = try JSON(parsing: text, limits: limits)
    // What is small is not counted.
    limits.memory = 1
    #expect(try JSON(parsing: Array("[1]".utf8), limits: limits) == [1])
  }

  @Test("refuses more objects than a million")
  func objects() {
    let text = "[" + String(repeating: "{},", count: 1 << 20) + "{}]"
    let error = #expect(throws: FormatError.self) { try JSON(parsing: Array(text.utf8)) }
    #expect(error?.code == "limit-exceeded")
  }

  @Test("refuses text that is not UTF-8")
  func notUTF8() {
    for bytes in [[0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22]] {
      let error = #expect(throws: FormatError.self) { try JSON(parsing: bytes.map { UInt8($0) }) }
      #expect(error?.reason == .invalidJSON("not valid UTF-8"))
    }
  }

  @Test("refuses null and numbers that a double does not carry, telling where")
  func nullAndNumbers() {
    let cases = [
      ("{\"a\":[0,null]}", "wrong-type", "header.a[1]"),
      ("{\"a\":9007199254740992}", "out-of-range", "header.a"),
      ("[-9007199254740992.0]", "out-of-range", "header[0]"),
      ("[99999999999999999999999]", "out-of-range", "header[0]"),
      ("[1e400]", "out-of-range", "header[0]"),
    ]
    for (text, code, field) in cases {
      let error = #expect(throws: FormatError.self) { try JSON(parsing: Array(text.utf8)) }
      #expect(error?.code == code, "\(text)")
      #expect(error?.field == field, "\(text)")
    }
  }
}
