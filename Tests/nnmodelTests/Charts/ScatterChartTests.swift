import Testing

@testable import nnmodel

struct ScatterChartTests {
  private func points(_ truth: [Double], _ predicted: [Double]) throws -> String {
    let chart = ScatterChart(title: "price", truth: truth, predicted: predicted)
    return try MarkupTree(chart.picture.file.text).ofClass("points").first?.attributes["d"] ?? ""
  }

  /// Both axes from 0 to 10: the corners of the frame, which begins at 12 + 29 + 8 and 56.
  @Test func corners() throws {
    #expect(try points([0, 10], [10, 0]) == "M49 56h0M378 362h0")
  }

  @Test func whatLiesOnTopOfEachOtherIsDrawnOnce() throws {
    let many = try points(
      (0..<10_000).map { Double($0 % 2) }, [Double](repeating: 0, count: 10_000))
    #expect(many.filter { $0 == "M" }.count == 2)
    #expect(try points([0, 1, 2], [0, .nan, 2]).filter { $0 == "M" }.count == 2)
    #expect(try points([], []) == "")
  }
}
