import Testing

@testable import nnmodel

struct ArgumentValueTests {
  @Test(arguments: [
    ("0", 0), ("-7", -7), ("+7", 7), ("9223372036854775807", Int.max),
    ("-9223372036854775808", Int.min),
  ])
  func wholeNumbers(text: String, value: Int) throws {
    #expect(try Int(argument: text) == value)
  }

  @Test(arguments: ["", "-", "+", "1.0", "1e3", " 1", "0x10", "1_000", "٣", "1,000"])
  func whatIsNoWholeNumber(text: String) {
    #expect(throws: InvalidValue("expected a whole number")) { try Int(argument: text) }
  }

  @Test func aNumberThatIsTooLargeIsToldSo() {
    let range = "out of range: whole numbers go from"
    #expect(throws: InvalidValue("\(range) -9223372036854775808 to 9223372036854775807")) {
      try Int(argument: "9223372036854775808")
    }
    #expect(throws: InvalidValue("\(range) 0 to 18446744073709551615")) {
      try UInt64(argument: "18446744073709551616")
    }
    #expect(throws: InvalidValue("expected a whole number, 0 or more")) {
      try UInt64(argument: "-1")
    }
  }

  @Test(arguments: [("0.5", 0.5), ("-1e-3", -0.001), (".5", 0.5), ("3", 3), ("1E2", 100)])
  func numbers(text: String, value: Double) throws {
    #expect(try Double(argument: text) == value)
  }

  @Test(arguments: ["", "-", "nan", "inf", "-infinity", "0x1p3", "0,5", "1 ", "1e", "--1"])
  func whatIsNoNumber(text: String) {
    #expect(throws: InvalidValue("expected a number, such as 0.5 or 1e-3")) {
      try Double(argument: text)
    }
  }

  @Test func anInfiniteNumberIsTooLarge() {
    let error = #expect(throws: InvalidValue.self) { try Double(argument: "1e400") }
    #expect(error?.reason.hasPrefix("too large") == true)
  }

  @Test func wordsOfAnEnumeration() throws {
    #expect(Bake.Crust.knownWords == ["thin", "thick", "pan-style"])
    #expect(try Bake.Crust(argument: "pan-style") == .panStyle)
    #expect(Bake.Crust.panStyle.argumentText == "pan-style")
    #expect(throws: InvalidValue.self) { try Bake.Crust(argument: "panStyle") }
  }

  @Test func textOfValues() {
    #expect("".argumentText == nil && "a".argumentText == "a")
    #expect(0.001.argumentText == "0.001" && 3.0.argumentText == "3")
  }
}
