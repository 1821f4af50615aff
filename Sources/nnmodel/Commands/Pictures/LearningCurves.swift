import NeuralNetwork

/// What each epoch of a training came to, measure by measure, and which epoch was the best.
struct LearningCurves: Sendable, Equatable {
  /// The number of epochs.
  let epochs: Int
  /// A number an epoch, NaN where it is missing; nil for a measure that the history does not have.
  let loss, accuracy, validationLoss, validationAccuracy: [Double]?
  /// The best epoch, from 1; nil where no number says so.
  let best: Int?

  /// The curves of a history.
  ///
  /// - Parameter kept: the epoch that early stopping holds to be the best, where that is known; else it is the first
  ///   of the lowest validation loss, or without validation, of the lowest loss.
  /// - Returns: nil for a history of no epoch, or of measures of which none is known here.
  init?(_ history: TrainingHistory, keptBest kept: Int? = nil) {
    let epochs = history.epochCount
    self.epochs = epochs
    loss = history.column("loss")
    accuracy = history.column("accuracy")
    validationLoss = history.column("validation-loss")
    validationAccuracy = history.column("validation-accuracy")
    let measures = [loss, accuracy, validationLoss, validationAccuracy].compactMap(\.self)
    guard epochs > 0, !measures.isEmpty else { return nil }
    let judged = [validationLoss, loss].lazy.compactMap(\.self).first {
      $0.contains { $0.isFinite }
    }
    let lowest = judged?.indices.filter { judged?[$0].isFinite == true }
      .min { (judged?[$0] ?? 0) < (judged?[$1] ?? 0) }
    let isKept = kept.map { (1...epochs).contains($0) } ?? false
    best = isKept ? kept : lowest.map { $0 + 1 }
  }

  /// One object; a number that is missing or not finite is null.
  var json: JSONOutput {
    func array(_ values: [Double]?) -> JSONOutput {
      values.map { .array($0.map { .number($0) }) } ?? .null
    }
    return [
      "epochs": .integer(epochs), "best": best.map { .integer($0) } ?? .null,
      "loss": array(loss), "accuracy": array(accuracy), "validationLoss": array(validationLoss),
      "validationAccuracy": array(validationAccuracy),
    ]
  }

  /// The first, the last and the best number of each measure.
  var table: Table {
    var table = Table("", "first", "last", "best", "at epoch")
    func add(
      _ name: String, _ values: [Double]?, _ isBetter: (Double, Double) -> Bool,
      _ text: (Double) -> String
    ) {
      guard let values, let first = values.first, let last = values.last else { return }
      let finite = values.indices.filter { values[$0].isFinite }
      let best = finite.min {
        isBetter(values[$0], values[$1]) || (values[$0] == values[$1] && $0 < $1)
      }
      func cell(_ value: Double) -> String { value.isNaN ? "" : text(value) }
      table.add(
        name, cell(first), cell(last), best.map { text(values[$0]) } ?? "",
        best.map { NumberFormat.grouped($0 + 1) } ?? "")
    }
    add("loss", loss, <) { NumberFormat.significant($0) }
    add("validation loss", validationLoss, <) { NumberFormat.significant($0) }
    add("accuracy", accuracy, >) { NumberFormat.percent($0, digits: 2) }
    add("validation accuracy", validationAccuracy, >) { NumberFormat.percent($0, digits: 2) }
    return table
  }
}
