import NeuralNetwork

/// How well the model does on the rows that were given with it.
extension ReportPage {
  private static let mostScatters = 6

  var judgement: Markup {
    guard let evaluation = contents.judged?.evaluation else { return "" }
    var facts = PageFacts()
    facts.add("rows", NumberFormat.grouped(evaluation.rows))
    facts.add("loss", NumberFormat.significant(evaluation.loss))
    var body: Markup = ""
    switch evaluation.measures {
    case .classification(let measures):
      facts.add("accuracy", NumberFormat.percent(measures.accuracy, digits: 2))
      if let topK = measures.topK {
        facts.add("top \(topK.k)", NumberFormat.percent(topK.accuracy, digits: 2))
      }
      body = facts.markup + classes(measures.confusion)
    case .regression(let measures):
      facts.add("mean absolute error", NumberFormat.significant(measures.meanAbsoluteError))
      facts.add("root mean squared error", NumberFormat.significant(measures.rootMeanSquaredError))
      facts.add(
        "R²", measures.r2.map { NumberFormat.significant($0) } ?? "none: the targets do not vary")
      body = "<div class=\"pair\">\n<div>\(facts.markup)</div>\n\(scatters)</div>\n"
      if values.count > Self.mostScatters {
        let rest = NumberFormat.grouped(values.count - Self.mostScatters)
        body += "<p class=\"quiet\">and \(rest) more outputs</p>\n"
      }
    }
    return section("Judged by rows whose truth is known", body)
  }

  private func classes(_ confusion: ConfusionMatrix) -> Markup {
    let report = ConfusionReport(confusion)
    guard !report.shown.isEmpty else { return "<p>No class was told wrongly.</p>\n" }
    let matrix = MatrixChart(
      labels: report.shownLabels, counts: report.shownCounts, lastIsOthers: report.hidesClasses)
    let picture = matrix.picture
    let all = NumberFormat.grouped(confusion.labels.count)
    let note: Markup =
      report.hidesClasses
      ? "<p class=\"quiet\">\(report.shown.count) of \(all) classes, those with the most errors.</p>\n"
      : ""
    var table = PageTable(
      [
        .init("class"), .number("precision"), .number("recall"), .number("f1"), .number("rows"),
      ], of: "classes")
    func add(_ name: String, _ measures: ClassMeasures) {
      table.add(
        name, NumberFormat.fixed(measures.precision, digits: 3),
        NumberFormat.fixed(measures.recall, digits: 3), NumberFormat.fixed(measures.f1, digits: 3),
        NumberFormat.grouped(measures.support))
    }
    let measures = confusion.classes
    for (row, index) in report.shown.enumerated() {
      add(matrix.name(ofRow: row), measures[index])
    }
    add("macro mean", confusion.macroMean)
    add("weighted mean", confusion.weightedMean)
    return """
      \(note)<div class="pair">
      <figure class="scroll"><div style="max-width: \(picture.width)px; min-width: \(picture.width * 0.75)px">
      \(picture.inline)</div></figure>
      <div>\(table.markup)</div>
      </div>

      """
  }

  private var scatters: Markup {
    values.prefix(Self.mostScatters).map { value -> Markup in
      let unit = value.column.unit.map { ", \($0)" } ?? ""
      let chart = ScatterChart(
        title: value.column.name + unit, truth: value.truth, predicted: value.predicted)
      return "<figure>\n\(chart.picture.inline)</figure>\n"
    }.joined()
  }
}
