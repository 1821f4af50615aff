import Testing

@testable import nnmodel

struct SparklineTests {
  @Test func everyLevel() {
    let values = (0..<8).map(Double.init)
    #expect(Sparkline.text(values, width: 8, unicode: true) == "▁▂▃▄▅▆▇█")
    #expect(Sparkline.text(values.reversed(), width: 20, unicode: true) == "█▇▆▅▄▃▂▁")
    #expect(Sparkline.text(values, width: 8, unicode: false) == "_.-~=*#@")
  }

  @Test func manyValuesAreAveraged() {
    #expect(Sparkline.text([0, 0, 4, 4, 8, 8], width: 3, unicode: true) == "▁▅█")
    let thousand = (0..<1000).map(Double.init)
    #expect(Sparkline.text(thousand, width: 7, unicode: true).count == 7)
  }

  @Test func edges() {
    #expect(Sparkline.text([], width: 8, unicode: true) == "")
    #expect(Sparkline.text([1], width: 0, unicode: true) == "")
    #expect(Sparkline.text([3, 3, 3], width: 8, unicode: true) == "▁▁▁")
    #expect(Sparkline.text([0, .nan, 1, .infinity], width: 8, unicode: true) == "▁ █ ")
    #expect(Sparkline.text([.nan], width: 8, unicode: true) == " ")
    let huge = Double.greatestFiniteMagnitude
    #expect(Sparkline.text([-huge, huge], width: 8, unicode: true) == "▁█")
    #expect(Sparkline.text([huge, huge, 0, 0], width: 2, unicode: true) == "█▁")
  }
}
