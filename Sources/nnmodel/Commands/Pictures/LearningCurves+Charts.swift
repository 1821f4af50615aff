/// The curves as charts: one of the losses, and where classes are told, one of the accuracies.
extension LearningCurves {
  /// The chart of the losses; nil where the history has none.
  func lossChart(logarithmic: Bool = false) -> LineChart? {
    chart(
      logarithmic ? "loss (log scale)" : "loss", loss, validationLoss, logarithmic: logarithmic)
  }

  /// The chart of the accuracies, in per cent; nil where the history has none.
  var accuracyChart: LineChart? {
    func percent(_ values: [Double]?) -> [Double]? { values?.map { $0 * 100 } }
    return chart("accuracy, %", percent(accuracy), percent(validationAccuracy), limits: 0...100)
  }

  /// Both, as far as there are any.
  func charts(logarithmic: Bool = false) -> [LineChart] {
    [lossChart(logarithmic: logarithmic), accuracyChart].compactMap(\.self)
  }

  private func chart(
    _ title: String, _ training: [Double]?, _ validation: [Double]?, logarithmic: Bool = false,
    limits: ClosedRange<Double>? = nil
  ) -> LineChart? {
    let curves = [("training", training), ("validation", validation)].compactMap { name, values in
      values.map { LineChart.Curve(name: name, values: $0) }
    }
    guard !curves.isEmpty else { return nil }
    let mark = best.map { best in
      LineChart.Mark(
        step: best, label: "best: epoch \(NumberFormat.grouped(best))", curve: curves.count - 1)
    }
    return LineChart(
      title: title, stepName: "epoch", curves: curves, isLogarithmic: logarithmic, limits: limits,
      mark: epochs > 1 ? mark : nil)
  }

  /// Everything in one picture, for a file of its own.
  func picture(title: String, logarithmic: Bool = false) -> Picture {
    let charts = charts(logarithmic: logarithmic)
    let (width, top, height) = (760.0, 40.0, 310.0)
    var picture = Picture(
      width: width, height: top + height * Double(charts.count) + 6, title: "training of \(title)")
    let count = Wording.counted(epochs, "epoch")
    picture.text(count, width - 18, 28, .end, "quiet")
    let room = width - 50 - Picture.width(of: count)
    picture.text(Picture.fitted(title, to: room), 14, 28, .start, "strong")
    for (index, chart) in charts.enumerated() {
      let y = top + height * Double(index)
      chart.draw(on: &picture, top: y, bottom: y + height)
    }
    return picture
  }

  /// A picture a chart, for a page that puts them beside each other where there is room.
  var pictures: [Picture] {
    charts().map { chart in
      var picture = Picture(width: 400, height: 270, title: "\(chart.title) by epoch")
      chart.draw(on: &picture, top: 0, bottom: 270)
      return picture
    }
  }
}
