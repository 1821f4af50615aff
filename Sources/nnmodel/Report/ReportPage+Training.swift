import Interchange
import ModelFormat
import NeuralNetwork

/// How the network was trained, and what its weights came to.
extension ReportPage {
  var training: Markup {
    let pictures = contents.curves?.pictures ?? []
    var parts = pictures.map { "<figure>\n\($0.inline)</figure>\n" as Markup }
    if let record = contents.summary?.training {
      parts.append("<div>\n<h3>Settings</h3>\n\(settings(record).markup)</div>\n")
    }
    guard !parts.isEmpty else { return "" }
    return section("Training", "<div class=\"pair\">\n\(parts.joined())</div>\n")
  }

  private func settings(_ record: TrainingRecord) -> PageFacts {
    var facts = PageFacts()
    facts.add("task", record.task?.rawValue)
    facts.add("loss", record.loss?.argumentText)
    facts.add("optimizer", record.optimizer?.argumentText)
    facts.add("learning rate", NumberFormat.shortest(record.learningRate))
    facts.add("schedule", record.schedule?.argumentText)
    facts.add("warm-up", record.warmupSteps.map { Wording.counted($0, "step") })
    facts.add("batch size", record.batchSize?.argumentText)
    facts.add("epochs", record.epochs.map { NumberFormat.grouped($0) })
    facts.add("steps", record.steps.map { NumberFormat.grouped($0) })
    facts.add("gradient clipping", record.clipping?.argumentText)
    facts.add("class weights", record.classWeights?.argumentText)
    facts.add("first weights", record.initialization?.rawValue)
    facts.add("seed", record.seed.map { "\($0)" })
    if let checkpoint = contents.checkpoint {
      facts.add(
        "state",
        checkpoint.isFinished
          ? "finished" : "a checkpoint at step \(NumberFormat.grouped(checkpoint.step))")
      facts.add("best epoch", checkpoint.bestEpoch.map { NumberFormat.grouped($0) })
    }
    return facts
  }

  var weights: Markup {
    guard !contents.histograms.isEmpty else { return "" }
    let figures = contents.histograms.map { tensor, histogram -> Markup in
      let shape = tensor.shape.map(String.init).joined(separator: " × ")
      let chart = HistogramChart(histogram: histogram, title: tensor.name)
      return """
        <figure>
        <figcaption><b>\(tensor.name)</b> \(shape)</figcaption>
        \(chart.picture.inline)<p>\(measures(histogram))</p>
        </figure>

        """
    }
    let omitted = contents.omittedHistograms
    let note: Markup =
      omitted > 0 ? "<p class=\"quiet\">and \(Wording.counted(omitted, "tensor")) more</p>\n" : ""
    let heading = contents.summary == nil ? "Values" : "Weights"
    return section(heading, "<div class=\"many\">\n\(figures.joined())</div>\n\(note)")
  }

  private func measures(_ histogram: TensorHistogram) -> String {
    var parts: [String] = []
    if let summary = histogram.summary {
      parts = [
        "mean \(NumberFormat.significant(summary.mean, digits: 3))",
        "deviation \(NumberFormat.significant(summary.deviation, digits: 3))",
        "\(NumberFormat.significant(summary.minimum, digits: 3)) to "
          + NumberFormat.significant(summary.maximum, digits: 3),
      ]
    }
    // Without a break before the sign.
    let share = NumberFormat.percent(histogram.zeroShare).replacing(" ", with: "\u{A0}")
    parts.append("\(share) zeros")
    if histogram.nonFinite > 0 {
      parts.append("\(NumberFormat.grouped(histogram.nonFinite)) not finite")
    }
    return parts.joined(separator: ", ")
  }
}
