import Interchange
import Testing

@testable import nnmodel

struct HistogramChartTests {
  private func tree(_ values: [Double], bins: Int = 2) throws -> MarkupTree {
    let chart = HistogramChart(
      histogram: TensorHistogram(values, bins: bins), title: "<weights>")
    return try MarkupTree(chart.picture.file.text)
  }

  /// Three and one of two bins: the full height of 96 and a third of it, each half of the width of 296.
  @Test func bars() throws {
    let tree = try tree([-1, -0.5, -0.25, 1])
    #expect(tree.ofClass("bars").first?.attributes["d"] == "M12 104V8H160V72H308V104Z")
    #expect(tree.ofClass("mark").first?.attributes["d"] == "M160 8L160 104")
    #expect(tree["text"].map(\.text) == ["-1.0", "-0.5", "0", "0.5", "1.0"])
    #expect(tree["title"].first?.text == "histogram of <weights>")
  }

  @Test func noSpread() throws {
    let equal = try tree([0.5, 0.5])
    #expect(equal["rect"].filter { $0.attributes["class"] == "bars" }.count == 1)
    #expect(equal["text"].map(\.text) == ["0.5000"])
    #expect(try tree([.nan])["text"].map(\.text) == ["no finite number"])
    #expect(try tree([])["text"].map(\.text) == ["no number"])
    let huge = Double.greatestFiniteMagnitude
    #expect(try tree([-huge, huge]).ofClass("bars").count == 1)
  }
}
