import Testing

@testable import ModelFormat

struct HeaderFieldsTests {
  private let object: JSON = [
    "array": [1, "a"], "bool": true, "fields": ["x": 1], "fraction": 1.5, "integer": 7,
    "integers": [0, 1, .number(0x1p53 - 1)], "list": [["y": 1], ["z": 2]], "minus": -1,
    "string": "text", "strings": ["a", ""], "word": "zlib",
  ]

  private var fields: HeaderFields {
    get throws { try HeaderFields(object, path: "header.x") }
  }

  private enum Word: String, CaseIterable { case raw, zlib }

  @Test("reads members of every type")
  func reads() throws {
    let fields = try fields
    #expect(try fields.string("string") == "text")
    #expect(try fields.bool("bool"))
    #expect(try fields.real("fraction") == 1.5)
    #expect(try fields.real("integer") == 7)
    #expect(try fields.real("minus") == -1)
    #expect(try fields.integer("integer") == 7)
    #expect(try fields.integers("integers") == [0, 1, 1 << 53 - 1])
    #expect(try fields.strings("strings") == ["a", ""])
    #expect(try fields.array("array") == [1, "a"])
    #expect(try fields.word("word", among: Word.allCases) == .zlib)
    #expect(try fields.fields("fields").integer("x") == 1)
    #expect(try fields.fieldsArray("list").map(\.path) == ["header.x.list[0]", "header.x.list[1]"])
  }

  @Test("tells the path of what has another type")
  func wrongTypes() throws {
    let fields = try fields
    let cases: [(String, String, String, (HeaderFields) throws(FormatError) -> Void)] = [
      (
        ".bool", "a string", "true or false",
        { (f) throws(FormatError) in _ = try f.string("bool") }
      ),
      (
        ".array", "true or false", "an array",
        { (f) throws(FormatError) in _ = try f.bool("array") }
      ),
      (".string", "a number", "a string", { (f) throws(FormatError) in _ = try f.real("string") }),
      (
        ".string", "an integer", "a string",
        { (f) throws(FormatError) in _ = try f.integer("string") }
      ),
      (
        ".fields", "an array", "an object", { (f) throws(FormatError) in _ = try f.array("fields") }
      ),
      (
        ".array[1]", "an integer", "a string",
        { (f) throws(FormatError) in _ = try f.integers("array") }
      ),
      (
        ".array[0]", "a string", "a number",
        { (f) throws(FormatError) in _ = try f.strings("array") }
      ),
      (
        ".array[0]", "an object", "a number",
        { (f) throws(FormatError) in _ = try f.fieldsArray("array") }
      ),
      (".array", "an object", "an array", { (f) throws(FormatError) in _ = try f.fields("array") }),
    ]
    for (path, expected, found, read) in cases {
      let error = #expect(throws: FormatError.self) { try read(fields) }
      #expect(
        error
          == FormatError(
            .wrongType(expected: expected, found: found), field: "header.x" + path, offset: 64))
    }
    let error = #expect(throws: FormatError.self) { try HeaderFields([], path: "header") }
    #expect(
      error
        == FormatError(
          .wrongType(expected: "an object", found: "an array"), field: "header", offset: 64))
  }

  @Test(
    "takes as an integer what an integer field may hold",
    arguments: [
      (0, true), (-0.0, true), (1, true), (0x1p53 - 1, true), (0x1p53, false), (-1, false),
      (0.5, false), (1e300, false), (.infinity, false), (.nan, false),
    ] as [(Double, Bool)])
  func integers(_ number: Double, _ isInteger: Bool) throws {
    let fields = try HeaderFields(["n": .number(number)], path: "p")
    if isInteger {
      #expect(try fields.integer("n") == Int(number))
    } else if number.isFinite {
      let error = #expect(throws: FormatError.self) { try fields.integer("n") }
      #expect(error?.code == "wrong-type")
      #expect(error?.field == "p.n")
    }
  }

  @Test("tells what is missing by the path that it would have")
  func missing() throws {
    let error = #expect(throws: FormatError.self) { try fields.integer("absent") }
    #expect(error == FormatError(.missingMember, field: "header.x.absent", offset: 64))
    let other = try HeaderFields(object, path: "p", offset: 8)
    let inside = #expect(throws: FormatError.self) { try other.fields("fields").value("y") }
    #expect(inside == FormatError(.missingMember, field: "p.fields.y", offset: 8))
  }

  @Test("tells the words that it knows")
  func words() throws {
    let error = #expect(throws: FormatError.self) {
      try fields.word("string", among: Word.allCases)
    }
    let expected = FormatError(
      .unknownWord("text", known: ["raw", "zlib"]), field: "header.x.string", offset: 64)
    #expect(error == expected)
  }

  @Test("refuses members that are not among the known")
  func allow() throws {
    let fields = try HeaderFields(["a": 1, "e\u{301}": 2], path: "p")
    try fields.allow(only: "e\u{301}", "a", "b")
    let error = #expect(throws: FormatError.self) { try fields.allow(only: "a", "\u{E9}") }
    #expect(error == FormatError(.unknownMember, field: "p.e\u{301}", offset: 64))
  }
}
