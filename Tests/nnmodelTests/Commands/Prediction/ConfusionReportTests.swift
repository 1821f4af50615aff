import NeuralNetwork
import Testing

@testable import nnmodel

struct ConfusionReportTests {
  private func lines(_ table: Table) -> [String] { table.lines(unicode: true).map(\.text) }

  @Test func countsAndMeasuresLineUp() throws {
    let matrix = try ConfusionMatrix(
      labels: ["cat", "rainbow", "train"], truth: [0, 0, 0, 1, 1, 2], told: [0, 0, 1, 1, 1, 0])
    let report = ConfusionReport(matrix)
    #expect(report.note == nil)
    #expect(
      lines(report.counts(width: 80, unicode: true)) == [
        #"true \ told  cat  rainbow  train"#,
        "cat            2        1      .",
        "rainbow        .        2      .",
        "train          1        .      .",
      ])
    #expect(
      lines(report.measures) == [
        "class          precision  recall     f1  rows",
        "cat                0.667   0.667  0.667     3",
        "rainbow            0.667   1.000  0.800     2",
        "train              0.000   0.000  0.000     1",
        "macro mean         0.444   0.556  0.489     6",
        "weighted mean      0.556   0.667  0.600     6",
      ])
  }

  @Test func numbersStandForHeadingsThatDoNotFit() throws {
    let matrix = try ConfusionMatrix(
      labels: ["cat", "rainbow", "train"], truth: [0, 1, 1], told: [0, 2, 1])
    #expect(
      lines(ConfusionReport(matrix).counts(width: 31, unicode: true)) == [
        #"   true \ told  1  2  3"#,
        "1  cat          1  .  .",
        "2  rainbow      .  1  1",
        "3  train        .  .  .",
      ])
    #expect(lines(ConfusionReport(matrix).counts(width: 32, unicode: true))[0].hasSuffix("train"))
  }

  /// Class 7 takes two rows from 3 and one from 5; all else is right.
  @Test func ofManyClassesThoseWithErrorsAreShown() throws {
    let labels = (0..<21).map { "c\($0)" }
    var matrix = try ConfusionMatrix(
      labels: labels, truth: Array(0..<21), told: Array(0..<21))
    #expect(ConfusionReport(matrix).shown.isEmpty)
    #expect(ConfusionReport(matrix).note == "21 classes, all told without an error.")

    matrix.add(truth: 3, told: 7)
    matrix.add(truth: 3, told: 7)
    matrix.add(truth: 5, told: 7)
    let report = ConfusionReport(matrix)
    #expect(report.shown == [3, 5, 7])
    #expect(
      report.note == "3 of 21 classes, those with the most errors; --json prints all.")
    #expect(
      lines(report.counts(width: 80, unicode: true)) == [
        #"true \ told  c3  c5  c7  (others)"#,
        "c3            1   .   2         .",
        "c5            .   1   1         .",
        "c7            .   .   1         .",
        "(others)      .   .   .        18",
      ])
    #expect(lines(report.measures).count == 6)
  }

  @Test func ofManyErrorsTenClassesAreShown() throws {
    let labels = (0..<30).map { "c\($0)" }
    // Class i is taken for the next i times, so that the last ones are worst.
    let truth = (0..<29).flatMap { Array(repeating: $0, count: $0) }
    let matrix = try ConfusionMatrix(
      labels: labels, truth: truth, told: truth.map { $0 + 1 })
    #expect(ConfusionReport(matrix).shown == Array(19...28))
  }
}
