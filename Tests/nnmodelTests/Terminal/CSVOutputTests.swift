import Testing

@testable import nnmodel

struct CSVOutputTests {
  /// The examples of RFC 4180 §2, and what readers trip over beside them.
  @Test(arguments: [
    ("aaa", "aaa"), ("b\r\nbb", "\"b\r\nbb\""), ("b\"bb", "\"b\"\"bb\""), ("a,b", "\"a,b\""),
    ("", ""), (" a", "\" a\""), ("a ", "\"a \""), ("a b", "a b"), ("a\nb", "\"a\nb\""),
    ("ü;é", "ü;é"), ("\"", "\"\"\"\""), ("a\"\r\n", "\"a\"\"\r\n\""),
  ])
  func fields(text: String, field: String) {
    #expect(CSVOutput.field(text) == field)
  }

  @Test func rows() {
    #expect(CSVOutput.row(["zzz", "y,y", ""]) == "zzz,\"y,y\",")
    #expect(CSVOutput.row([""]) == "\"\"", "an empty line would be no row")
    #expect(CSVOutput.row(["", ""]) == ",")
    #expect(CSVOutput.row([]) == "")
  }
}
