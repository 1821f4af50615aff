import Testing

@testable import nnmodel

struct TableTests {
  private func text(_ table: Table, width: Int? = nil, unicode: Bool = true) -> [String] {
    table.lines(width: width, unicode: unicode).map(\.text)
  }

  @Test func numbersStandToTheRight() {
    var table = Table("tensor", "shape", "bytes", "share")
    table.add("layers.0.weight", "64x10", "2,560", "97.3 %")
    table.add("b", "10", "40", "1.5 %")
    table.add("日本", "", "1.4 MiB", "")
    #expect(
      text(table) == [
        "tensor           shape    bytes   share",
        "layers.0.weight  64x10    2,560  97.3 %",
        "b                10          40   1.5 %",
        "日本                    1.4 MiB",
      ])
  }

  @Test func textThatLooksLikeNumbersOnlyInPartIsText() {
    var table = Table("a", "b")
    table.add("1", "1 2")
    table.add("nan", "12")
    #expect(text(table) == ["  a  b", "  1  1 2", "nan  12"])
  }

  @Test func aHeaderAlone() {
    #expect(text(Table("a", "b")) == ["a  b"])
    #expect(Table("a").lines(unicode: true)[0].runs[0].style == .bold)
  }

  @Test func wideTextIsCutToTheScreen() {
    var table = Table("name", "value")
    table.add(String(repeating: "x", count: 50), "12345")
    #expect(text(table, width: 20)[1] == String(repeating: "x", count: 12) + "…  12345")
    #expect(text(table, width: 20, unicode: false)[1] == "xxxxxxxxxx...  12345")
    #expect(text(table, width: 4)[1] == "xxxxxxx…  12345", "eight columns stay")
    #expect(text(table)[1].count == 57)
  }

  @Test func cellsCannotSteerTheTerminal() {
    var table = Table("name", "n")
    table.add("a\u{1B}[2J\nb", "1")
    #expect(text(table)[1] == "a\\u{1b}[2J\\nb  1")
  }
}
