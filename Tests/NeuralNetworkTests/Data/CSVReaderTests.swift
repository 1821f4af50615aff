import Testing

@testable import NeuralNetwork

@Suite struct CSVReaderTests {
  /// Every table at chunk sizes that cut it everywhere.
  @Test(arguments: [1, 2, 3, 7, 1000]) func grammar(chunk: Int) throws {
    func read(_ text: String) throws -> [[String]] { try records(table(text, chunk: chunk)) }
    #expect(try read("a,b\n1,2\n3,4\n") == [["1", "2"], ["3", "4"]])
    #expect(try read("a,b\r\n1,2\r\n3,4") == [["1", "2"], ["3", "4"]])
    #expect(try read("a,b\n\"x,y\",\"say \"\"hi\"\"\"\n") == [["x,y", "say \"hi\""]])
    #expect(try read("a,b\n\"line 1\r\nline 2\",2\n") == [["line 1\r\nline 2", "2"]])
    #expect(try read("a,b\n,\n\"\",\n") == [["", ""], ["", ""]])
    #expect(try read("a,b\n\n1,2\n\r\n\n3,4\n\n") == [["1", "2"], ["3", "4"]])
    #expect(try read("a\n\"\"\n") == [[""]])
    #expect(try read("a,b\n 1 ,\tü\n") == [[" 1 ", "\tü"]])
    #expect(try read("a,b\n") == [])
  }

  @Test(arguments: [1, 2, 1000]) func byteOrderMark(chunk: Int) throws {
    let reader = try table("\u{FEFF}\"first\",second\n1,2\n", chunk: chunk)
    #expect(reader.names == ["first", "second"])
  }

  @Test func delimiterIsFound() throws {
    #expect(try table("a;b,c;d\n1;2;3\n").delimiter == .semicolon)
    #expect(try table("a\tb\n1\t2\n").delimiter == .tab)
    #expect(try table("\"a;b;c;d\",e\n").delimiter == .comma)
    #expect(try table("a\n1;2\n").delimiter == .comma)
    #expect(try table("a,b;c\n").delimiter == .comma)
    #expect(try table("\"x\n;;\",b\n").names == ["x\n;;", "b"])
    #expect(try table("a;b\n", delimiter: .comma).names == ["a;b"])
  }

  @Test func withoutAHeader() throws {
    let reader = try table("1,2,3\n4,5,6\n", hasHeader: false)
    #expect(reader.names == ["column_1", "column_2", "column_3"])
    #expect(try records(reader) == [["1", "2", "3"], ["4", "5", "6"]])
  }

  @Test func recordsKnowTheirLine() throws {
    var reader = try table("a,b\n\n\"x\ny\",1\n2,3\n")
    var record = CSVRecord()
    var lines: [Int] = []
    while try reader.read(into: &record) { lines.append(record.line) }
    #expect(lines == [3, 5])
  }

  @Test(arguments: [
    ("", NetworkError(.noRows)),
    ("\n\n", NetworkError(.noRows)),
    ("a,b\n1,2\n3\n", NetworkError(.count(expected: 2, found: 1), field: "fields", line: 3)),
    ("a,b\n1,2,3\n", NetworkError(.count(expected: 2, found: 3), field: "fields", line: 2)),
    ("a,b\n1,2,\n", NetworkError(.count(expected: 2, found: 3), field: "fields", line: 2)),
    ("a,a\n", NetworkError(.duplicateColumn, field: "a", line: 1)),
    (
      "a,\n",
      NetworkError(
        .invalid(expected: "a name", found: "nothing"), field: "column 2 of the header", line: 1)
    ),
    (
      "a,b\n1,2\n\"3,4\n5,6\n",
      NetworkError(.malformedTable("a quote that is never closed"), line: 3)
    ),
    (
      "a,b\n1,2\"\n",
      NetworkError(
        .malformedTable("a quote within a field that does not begin with one"), line: 2)
    ),
    ("a,b\n\"1\"x,2\n", NetworkError(.malformedTable("text after a closing quote"), line: 2)),
    (
      "a,b\n1\r2,3\n",
      NetworkError(.malformedTable("a carriage return without a line feed"), line: 2)
    ),
    (
      "a,b\n1,2\r",
      NetworkError(.malformedTable("a carriage return without a line feed"), line: 2)
    ),
  ])
  func malformedTables(text: String, expected: NetworkError) {
    for chunk in [1, 5, 1000] {
      #expect(failure { _ = try records(table(text, chunk: chunk)) } == expected)
    }
  }

  @Test func namesAreUTF8WithoutNUL() {
    for bytes: [UInt8] in [[0x61, 0xFF, 0x0A], [0xC0, 0x80, 0x0A], [0x61, 0, 0x0A]] {
      let error = failure { _ = try CSVReader(bytes: bytes) }
      #expect(error?.field == "column 1 of the header")
      #expect(error?.line == 1)
    }
  }

  @Test func aRecordHasALimit() {
    #expect(CSVReader.maximumRecordSize == 64 * 1024 * 1024)
    let part = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 10)
    for start in ["a,b\n\"", "\"", "a,b\n"] {
      var parts = 0
      let error = failure {
        let reader = try CSVReader(recordLimit: 1 << 14) {
          parts += 1
          return parts == 1 ? Array(start.utf8) : part
        }
        _ = try records(reader)
      }
      #expect(error?.reason == .overLimit(limit: 1 << 14))
      #expect(parts < 20)
    }
  }

  @Test func theSourcesErrorComesThrough() {
    let cause = NetworkError(.invalid(expected: "a disk", found: "none"))
    var isFirst = true
    let error = failure {
      _ = try records(
        try CSVReader { () throws(NetworkError) in
          guard isFirst else { throw cause }
          isFirst = false
          return Array("a,b\n1,".utf8)
        })
    }
    #expect(error == cause)
  }

  @Test func numbersNameLineColumnAndValue() throws {
    var reader = try table("a,b\n1.5,oops\n,inf\n")
    var record = CSVRecord()
    #expect(try reader.read(into: &record))
    #expect(try record.number(0, column: "a") == 1.5)
    let error = failure { _ = try record.number(1, column: "b") }
    #expect(error == NetworkError(.notANumber("oops"), field: "b", line: 2))
    #expect(error?.description == "line 2, b: expected a number, found 'oops'")
    #expect(try reader.read(into: &record))
    #expect(
      failure { _ = try record.number(0, column: "a") }?.description
        == "line 3, a: expected a number, found nothing")
    #expect(failure { _ = try record.number(1, column: "b") }?.reason == .notANumber("inf"))
  }
}
