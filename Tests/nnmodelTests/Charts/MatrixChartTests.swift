import Testing

@testable import nnmodel

struct MatrixChartTests {
  @Test func cells() throws {
    let chart = MatrixChart(labels: ["a", "b"], counts: [[3, 1], [0, 4]])
    let tree = try MarkupTree(chart.picture.file.text)
    #expect(tree.ofClass("right").map { $0.attributes["fill-opacity"] } == ["0.78", "1"])
    #expect(tree.ofClass("wrong").map { $0.attributes["fill-opacity"] } == ["0.34"])
    #expect(tree.ofClass("empty").count == 4)
    #expect(
      tree["title"].dropFirst().map(\.text) == [
        "true a, predicted a: 3 rows, 75.0 %", "true a, predicted b: 1 row, 25.0 %",
        "true b, predicted b: 4 rows, 100.0 %",
      ])
    #expect(
      tree["text"].map(\.text) == ["predicted", "true", "a", "a", "b", "b", "3", "1", "4"])
  }

  @Test func labelsThatAreNoNumbersAreTurned() throws {
    let chart = MatrixChart(labels: ["setosa", "b"], counts: [[0, 0], [0, 0]])
    let tree = try MarkupTree(chart.picture.file.text)
    #expect(
      tree["text"].filter { $0.attributes["transform"] != nil }.map(\.text) == ["setosa", "b"])
    #expect(tree.ofClass("right").isEmpty && tree.ofClass("wrong").isEmpty)
  }

  @Test func numbersStandForLongLabels() throws {
    let long = "a class of a very long name"
    let chart = MatrixChart(labels: [long, "b"], counts: [[1, 0], [0, 0]])
    let tree = try MarkupTree(chart.picture.file.text)
    #expect(chart.name(ofRow: 0) == "1. " + long)
    #expect(
      tree["text"].map(\.text) == ["predicted", "true", "1. a class of …", "1", "2. b", "2", "1"])
    #expect(tree["title"].last?.text == "true \(long), predicted \(long): 1 row, 100.0 %")
  }

  @Test func theOthersAreToldBothWays() throws {
    let chart = MatrixChart(
      labels: ["a", "(others)"], counts: [[1, 0], [0, 9]], lastIsOthers: true)
    let tree = try MarkupTree(chart.picture.file.text)
    #expect(tree.ofClass("right").count == 1)
    #expect(tree.ofClass("wrong").isEmpty)
    #expect(tree.ofClass("mixed").count == 1)
  }
}
