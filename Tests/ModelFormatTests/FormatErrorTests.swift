import Glibc
import TestSupport
import Testing

@testable import ModelFormat

struct FormatErrorTests {
  /// One error of every reason, and its line as a person reads it.
  private static let lines: [(FormatError.Reason, code: String, line: String)] = [
    (.notAModelFile(hint: ": why"), "not-a-model-file", "not an nnmodel file: why"),
    (
      .unsupportedVersion(major: 2, minor: 3), "unsupported-version",
      "format version 2.3 needs a newer reader (this one reads 1.x)"
    ),
    (
      .unsupportedFeature(bit: 31), "unsupported-feature",
      "required feature 31 needs a newer reader"
    ),
    (
      .truncated(needed: 64, found: 10), "truncated",
      "the file is cut short: 64 bytes expected, 10 found"
    ),
    (.trailingBytes(expected: 195), "trailing-bytes", "the file goes on after its 195 bytes"),
    (
      .checksumMismatch(expected: 0xCBF4_3926, found: 0x1), "checksum-mismatch",
      "damaged: checksum cbf43926 expected, 00000001 found"
    ),
    (.invalidStream("why"), "invalid-stream", "not a valid zlib stream: why"),
    (.invalidJSON("why"), "invalid-json", "invalid JSON: why"),
    (.missingMember, "missing-member", "missing"),
    (.unknownMember, "unknown-member", "unknown here"),
    (
      .wrongType(expected: "a string", found: "an array"), "wrong-type",
      "a string expected, an array found"
    ),
    (
      .unknownWord("f33", known: ["f32", "f64"]), "unknown-word",
      "unknown word \"f33\"; known are f32, f64"
    ),
    (.invalidName("it is empty"), "invalid-name", "not a valid name: it is empty"),
    (.duplicateName("a"), "duplicate-name", "the name \"a\" stands twice"),
    (.outOfRange(expected: "zero", found: "1"), "out-of-range", "zero expected, 1 found"),
    (
      .limitExceeded(expected: "at most 8", found: "9"), "limit-exceeded",
      "at most 8 expected, 9 found"
    ),
    (.invalidValue(expected: "0 or 1", found: "2"), "invalid-value", "0 or 1 expected, 2 found"),
    (.inconsistent(expected: "1", found: "2"), "inconsistent", "1 expected, 2 found"),
    (.nonzeroPadding(7), "nonzero-padding", "padding must be zero, 7 found"),
    (.notFound("tensor"), "not-found", "not in the file: tensor"),
    (.notMappable, "not-mappable", "not stored raw, so it cannot be mapped; read it instead"),
    (.locked(by: 4711), "locked", "process 4711 is writing there"),
    (.system(errno: ENOENT), "system", "No such file or directory"),
  ]

  @Test("quotes no more than a line of a long text, and tells how long it is")
  func excerpts() {
    let long = String(repeating: "é", count: 1 << 20)
    let reasons: [FormatError.Reason] = [
      .unknownWord(long, known: ["f32"]), .duplicateName(long),
      .wrongType(expected: "16 digits", found: long),
      .invalidValue(expected: long, found: long), .notFound(long), .invalidJSON(long),
      .invalidName(long),
    ]
    for reason in reasons {
      let line = FormatError(reason, field: "header.\(long).x[1]", offset: 64).description
      #expect(line.unicodeScalars.count < 400, "\(line.prefix(500))")
      #expect(
        line.contains("(2097152 bytes)") && line.contains("x[1] (2097164 bytes): "),
        "\(line.prefix(500))")
    }
    let word = String(repeating: "w", count: 80)
    #expect(
      FormatError(.unknownWord(word, known: []), field: "f").description.contains("\"\(word)\";"))
    #expect(
      FormatError(.unknownWord(word + "!", known: []), field: "f").description
        == "f: unknown word \"\(word.prefix(50))…\(word.prefix(19))! (81 bytes)\"; known are ")
  }

  @Test("reads as one line: file, byte, field, what is wrong")
  func descriptions() {
    for (reason, code, line) in Self.lines {
      let error = FormatError(reason, field: "header.x", offset: 64, path: "a.nnmodel")
      #expect(error.code == code)
      switch reason {
      case .locked, .system:
        #expect(error.description == "a.nnmodel: cannot header.x: \(line)")
      default:
        #expect(error.description == "a.nnmodel: byte 64, header.x: \(line)")
        #expect(FormatError(reason, field: "prelude").description == "prelude: \(line)")
      }
    }
  }

  @Test("has the names of the specification, all of them and no others")
  func codesAreThoseOfTheSpecification() throws {
    let text = String(decoding: try specification(), as: UTF8.self)
    let section = try #require(text.split(separator: "## 11. Errors").last)
    let rows = section.split(separator: "\n").drop { !$0.hasPrefix("| ---") }.dropFirst()
      .prefix { $0.hasPrefix("|") }
    let names = rows.flatMap { row -> [Substring] in
      row.split(separator: "|")[0].split(separator: "`").filter { $0.first?.isLetter == true }
    }
    #expect(names.map(String.init).sorted() == Self.lines.map(\.code).sorted())
  }

  private func specification() throws -> [UInt8] { try Fixtures.bytes("../spec/format.md") }

  @Test("keeps the file that it already names")
  func inFile() {
    let error = FormatError(.missingMember, field: "header.x")
    #expect(error.path == nil)
    #expect(error.inFile("a").path == "a")
    #expect(error.inFile("a").inFile("b").path == "a")
  }

  @Test("grows its path on the way out, but for bad JSON, which has none")
  func inside() {
    let error = FormatError(.missingMember, field: ".name")
    #expect(error.inside("header.tensors[3]").field == "header.tensors[3].name")
    let json = FormatError.invalidHeader("why")
    #expect(json.inside("header.tensors[3]") == json)
  }

  @Test("tells checksums in eight digits")
  func digits() {
    #expect(hexadecimal(0 as UInt32) == "00000000")
    #expect(hexadecimal(0xA_0B0C as UInt32) == "000a0b0c")
    #expect(hexadecimal(UInt32.max) == "ffffffff")
    #expect(hexadecimal([0, 0x0A, 0xFF]) == "000aff")
  }
}
