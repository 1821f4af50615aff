import Testing

@testable import nnmodel

struct StyleTests {
  @Test func coloursStandBesideTheText() {
    let line = StyledText("a\u{1B}b", .bold) + " c" + StyledText("d", .red)
    #expect(line.text == "a\u{1B}b cd")
    let clean = { PrintableText.line($0, unicode: true) }
    #expect(line.rendered(colour: false, clean: clean) == "a\\u{1b}b cd")
    #expect(
      line.rendered(colour: true, clean: clean)
        == "\u{1B}[1ma\\u{1b}b\u{1B}[0m c\u{1B}[31md\u{1B}[0m")
  }
}
