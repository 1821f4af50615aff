import Testing

@testable import nnmodel

struct LineChartTests {
  private func tree(_ chart: LineChart) throws -> MarkupTree {
    var picture = Picture(width: 760, height: 310, title: "a chart")
    chart.draw(on: &picture, top: 0, bottom: 310)
    return try MarkupTree(picture.file.text)
  }

  private func chart(_ values: [Double], _ others: [Double]? = nil) -> LineChart {
    LineChart(
      title: "loss", stepName: "epoch",
      curves: [.init(name: "training", values: values)]
        + (others.map { [.init(name: "validation", values: $0)] } ?? []))
  }

  /// Ticks from 0.5 to 1.0; the frame begins behind 12 + 29 + 8 and ends 18 before the edge, from 54 below the top
  /// to 38 above the bottom.
  @Test func twoPoints() throws {
    let tree = try tree(chart([1, 0.5]))
    #expect(tree.ofClass("curve").filter { $0.attributes["d"] == "M49 54L742 272" }.count == 1)
    let texts = tree["text"].map(\.text)
    #expect(
      texts == ["loss", "training", "0.5", "0.6", "0.7", "0.8", "0.9", "1.0", "1", "2", "epoch"])
    #expect(tree.ofClass("grid").count == 6)
    #expect(tree.ofClass("grid").first?.attributes["d"] == "M49 272L742 272")
  }

  @Test func onePointIsADot() throws {
    let tree = try tree(chart([0.25]))
    let dots = tree["circle"]
    #expect(dots.count == 1)
    #expect(dots.first?.attributes["cx"] == "395.5")
  }

  @Test func gapsPartTheCurve() throws {
    let tree = try tree(chart([1, .nan, 0.5, 0.75, .infinity]))
    let path = try #require(tree.ofClass("first").last?.attributes["d"])
    #expect(path.filter { $0 == "M" }.count == 2)
    #expect(path.hasPrefix("M49 54h0M"))
    #expect(!path.contains("nan") && !path.contains("inf"))
    let empty = try self.tree(chart([.nan, .nan]))
    #expect(empty["text"].contains { $0.text == "no finite number" })
  }

  @Test func theLegendAndTheMark() throws {
    var chart = chart([1, 0.5, 0.25], [1, 0.25, 0.5])
    chart.mark = .init(step: 2, label: "best: epoch 2", curve: 1)
    let tree = try tree(chart)
    #expect(tree.ofClass("curve").count == 4)
    let dot = try #require(tree["circle"].first)
    // Of 0.2 to 1.0, 0.25 is a sixteenth up; the second of three is in the middle.
    #expect(dot.attributes["cx"] == "395.5")
    #expect(dot.attributes["cy"] == "258.38")
    #expect(tree["text"].contains { $0.text == "best: epoch 2" })
  }

  @Test func manyNumbersMakeNoLargePicture() throws {
    let values = (0..<50_000).map { (index: Int) -> Double in
      let (falling, steps) = (1 / Double(index + 1), Double(index % 7))
      return falling + steps
    }
    let tree = try tree(chart(values))
    let path = try #require(tree.ofClass("first").last?.attributes["d"])
    #expect(path.filter { $0 == "L" }.count <= 4 * 693)
    #expect(path.filter { $0 == "L" }.count > 2 * 693)
  }
}
