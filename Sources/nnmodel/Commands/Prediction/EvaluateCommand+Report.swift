import NeuralNetwork

/// What `nnmodel evaluate` prints.
extension EvaluateCommand {
  func json(_ evaluation: Evaluation, unit: String?) -> JSONOutput {
    let (rows, loss) = (JSONOutput.integer(evaluation.rows), JSONOutput.number(evaluation.loss))
    switch evaluation.measures {
    case .classification(let measures):
      let classes = measures.confusion.classes
      return [
        "rows": rows, "loss": loss, "accuracy": .number(measures.accuracy),
        "topK": measures.topK.map { ["k": .integer($0.k), "accuracy": .number($0.accuracy)] }
          ?? .null,
        "classes": .array(measures.labels.map { .string($0) }),
        "confusion": .array(measures.confusion.counts.map { .array($0.map { .integer($0) }) }),
        "precision": .array(classes.map { .number($0.precision) }),
        "recall": .array(classes.map { .number($0.recall) }),
        "f1": .array(classes.map { .number($0.f1) }),
      ]
    case .regression(let measures):
      return [
        "rows": rows, "loss": loss, "mae": .number(measures.meanAbsoluteError),
        "rmse": .number(measures.rootMeanSquaredError),
        "r2": measures.r2.map { .number($0) } ?? .null,
        "unit": unit.map { .string($0) } ?? .null,
      ]
    }
  }

  func print(_ evaluation: Evaluation, unit: String?, on terminal: Terminal) throws {
    try terminal.print("rows      \(NumberFormat.grouped(evaluation.rows))")
    try terminal.print("loss      \(NumberFormat.significant(evaluation.loss))")
    switch evaluation.measures {
    case .classification(let measures):
      try terminal.print("accuracy  \(NumberFormat.percent(measures.accuracy, digits: 2))")
      if let topK = measures.topK {
        try terminal.print("top \(topK.k)     \(NumberFormat.percent(topK.accuracy, digits: 2))")
      }
      try print(measures.confusion, on: terminal)
    case .regression(let measures):
      let unit = unit.map { " \($0)" } ?? ""
      try terminal.print("mae       \(NumberFormat.significant(measures.meanAbsoluteError))\(unit)")
      try terminal.print(
        "rmse      \(NumberFormat.significant(measures.rootMeanSquaredError))\(unit)")
      let r2 = measures.r2.map { NumberFormat.significant($0) }
      try terminal.print("r2        \(r2 ?? "none: the targets do not vary")")
    }
  }

  private func print(_ confusion: ConfusionMatrix, on terminal: Terminal) throws {
    let report = ConfusionReport(confusion)
    try terminal.print()
    if let note = report.note {
      try terminal.print(note)
      try terminal.print()
    }
    if !report.shown.isEmpty {
      try terminal.print(report.counts(width: terminal.width, unicode: terminal.isUnicode))
      try terminal.print()
    }
    try terminal.print(report.measures)
  }
}
