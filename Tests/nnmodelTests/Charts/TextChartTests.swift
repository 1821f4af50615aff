import Testing

@testable import nnmodel

struct TextChartTests {
  private func lines(_ values: [Double], width: Int = 13, height: Int = 3) -> [String] {
    let chart = LineChart(
      title: "loss", stepName: "epoch", curves: [.init(name: "training", values: values)])
    return TextChart(chart: chart, height: height).lines(width: width, unicode: false).map(\.text)
  }

  @Test func twoPoints() {
    #expect(
      lines([1, 0]) == [
        "loss   ** training",
        "1 +***",
        "  |   ****",
        "0 +       ***",
        "  +----------",
        "   1 epoch  2",
      ])
  }

  @Test func gapsAndDots() {
    let chart = lines([1, .nan, 0])
    #expect(chart[1] == "1 +*")
    #expect(chart[2] == "  |")
    #expect(chart[3] == "0 +         *")
    #expect(lines([2]).contains { $0.hasSuffix("|     *") || $0.hasSuffix("+     *") })
  }

  @Test func manyNumbersFit() {
    let all = lines((0..<10_000).map { Double($0 % 100) }, width: 40, height: 6)
    #expect(all.allSatisfy { $0.count <= 40 })
    // Every column holds numbers from the lowest to the highest.
    #expect(all[1...6].allSatisfy { $0.hasSuffix(String(repeating: "*", count: 35)) })
  }

  @Test func aScreenThatIsTooNarrow() {
    #expect(lines([1, 2, 3], width: 1).allSatisfy { $0.count <= 30 })
  }
}
