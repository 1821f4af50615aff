import ModelFormat
import NeuralNetwork

/// `nnmodel evaluate`: how well a model does on rows whose truth is known.
struct EvaluateCommand: Command {
  static let name = "evaluate"
  static let summary = "judges a model by rows whose truth is known"
  static let discussion = """
    Columns are matched by name; others are ignored. Prints loss and accuracy with the confusion
    matrix, or for values the mean absolute error (mae), the root mean squared error (rmse) and R².

    --json prints rows, loss, accuracy, classes and confusion, a row of counts for each true class;
    for values rows, loss, mae, rmse and r2, which is null where the targets do not vary.
    """
  static let examples = [
    "nnmodel evaluate digits.nnmodel test.csv",
    "nnmodel evaluate doodles.nnmodel cats.bin trains.bin --image-size 28x28",
  ]

  var model = ""
  var data: [String] = []
  var layout = DataLayout()
  var threads: Int?
  var isJSON = false

  static let options: [Option<Self>] = [
    .positional("MODEL", \.model, "the model, or - for standard input"),
    .positionals(
      "DATA", \.data, "the table, or - for standard input; or arrays, or files of images"),
    .noHeader(\.layout.hasHeader),
    .delimiter(\.layout.delimiter),
    .labels(\.layout.labels),
    .imageSize(\.layout.imageSize),
    .classNames(\.layout.classNames),
    .threads(\.threads),
    .json(\.isJSON),
  ]

  func validate() throws(UsageError) {
    try ([model] + data + [layout.labels ?? ""]).checkStandardInputOnce()
    try layout.validate(data)
  }

  func run(_ terminal: Terminal) throws {
    let model = try ModelInput.model(self.model)
    guard let outputs = model.outputs else {
      throw Failure(
        .data,
        "\(Wording.input(self.model)): does not say what its outputs stand for, "
          + "so they cannot be judged")
    }
    let input = DataInput(data, layout)
    let rows = try input.rows(judging: model, outputs: outputs)
    let evaluation = try input.told { () throws(NetworkError) in
      try model.evaluate(rows, threads: threads ?? availableProcessors)
    }
    if isJSON {
      try terminal.print(json(evaluation))
    } else {
      try print(evaluation, on: terminal)
    }
  }

  private func json(_ evaluation: Evaluation) -> JSONOutput {
    let (rows, loss) = (JSONOutput.integer(evaluation.rows), JSONOutput.number(evaluation.loss))
    switch evaluation.measures {
    case .classification(let accuracy, let labels, let confusion):
      return [
        "rows": rows, "loss": loss, "accuracy": .number(accuracy),
        "classes": .array(labels.map { .string($0) }),
        "confusion": .array(confusion.map { .array($0.map { .integer($0) }) }),
      ]
    case .regression(let mae, let rmse, let r2):
      return [
        "rows": rows, "loss": loss, "mae": .number(mae), "rmse": .number(rmse),
        "r2": r2.map { .number($0) } ?? .null,
      ]
    }
  }

  private func print(_ evaluation: Evaluation, on terminal: Terminal) throws {
    try terminal.print("rows      \(NumberFormat.grouped(evaluation.rows))")
    try terminal.print("loss      \(NumberFormat.significant(evaluation.loss))")
    switch evaluation.measures {
    case .classification(let accuracy, let labels, let confusion):
      try terminal.print("accuracy  \(NumberFormat.percent(accuracy, digits: 2))")
      try terminal.print()
      var table = Table(["true \\ told"] + labels + ["right"])
      for (index, label) in labels.enumerated() {
        let total = confusion[index].reduce(0, +)
        let right =
          total == 0 ? "" : NumberFormat.percent(Double(confusion[index][index]) / Double(total))
        table.add([label] + confusion[index].map(String.init) + [right])
      }
      try terminal.print(table)
    case .regression(let mae, let rmse, let r2):
      try terminal.print("mae       \(NumberFormat.significant(mae))")
      try terminal.print("rmse      \(NumberFormat.significant(rmse))")
      try terminal.print(
        "r2        \(r2.map { NumberFormat.significant($0) } ?? "none: the targets do not vary")")
    }
  }
}
