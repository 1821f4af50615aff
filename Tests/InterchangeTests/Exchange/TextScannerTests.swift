import Foundation
import ModelFormat
import Testing

@testable import Interchange

struct TextScannerTests {
  private static func number(_ text: String) -> Double? {
    TextScanner.number(ArraySlice(text.utf8))
  }

  @Test(
    "reads what strtod reads",
    arguments: [
      "0", "-0", "+1.5", "1.", ".5", "-1.777", "1e5", "1E-5", "3.49845921663941528124e+00",
      "5e-324", "1e-400", "1.7976931348623157e308", "0x1p3", "0X1.8P-2", "0x10", "007",
      "0.1000000000000000055511151231257827021181583404541015625",
    ])
  func numbers(_ text: String) throws {
    let expected = cNumber(text)
    let found = try #require(Self.number(text))
    #expect(found == expected && found.sign == expected.sign)
  }

  @Test(
    "refuses what is no finite number",
    arguments: [
      "", "inf", "-inf", "infinity", "nan", "NaN", "nan(1)", "1e400", "1,5", "1.5f", "1e", "0x",
      "--1", "1 2", "٣", "1_000", String(repeating: "1", count: 1200),
    ])
  func noNumbers(_ text: String) { #expect(Self.number(text) == nil) }

  @Test("takes no sign, point or overflow in a whole number")
  func wholeNumbers() {
    for text in ["", "-1", "+1", "1.0", "1e3", "0x1", "9223372036854775808", "1a"] {
      #expect(TextScanner.wholeNumber(ArraySlice(text.utf8)) == nil, "\(text)")
    }
    #expect(TextScanner.wholeNumber(ArraySlice("9223372036854775807".utf8)) == .max)
    #expect(TextScanner.wholeNumber(ArraySlice("012".utf8)) == 12)
    let long = String(repeating: "0", count: 1100)
    #expect(TextScanner.wholeNumber(ArraySlice(long.utf8)) == 0)
    #expect(TextScanner.wholeNumber(ArraySlice((long + "5").utf8)) == nil)
  }

  @Test("tells the byte of the file")
  func places() throws {
    let text = Array("xx (1, 2.5)\r\n\t7 x".utf8)
    var scanner = TextScanner(text[2...])
    try scanner.expect("(", in: "list")
    let first = try scanner.wholeNumber("list")
    #expect(first == 1)
    let takes = scanner.takes(")")
    #expect(!takes)
    try scanner.expect(",", in: "list")
    let second = try scanner.number("list")
    #expect(second == 2.5)
    try scanner.expect(")", in: "list")
    let third = try scanner.number("list")
    #expect(third == 7)
    let error = #expect(throws: FormatError.self) { _ = try scanner.number("last") }
    #expect(error?.offset == 16)
    #expect("\(String(describing: error))".contains("last: a finite number expected, 'x' found"))
    let isAtEnd = scanner.isAtEnd()
    #expect(isAtEnd)
    #expect(throws: FormatError.self) { _ = try scanner.wholeNumber("end") }
    #expect(throws: FormatError.self) { try scanner.expect(")", in: "end") }
  }
}
