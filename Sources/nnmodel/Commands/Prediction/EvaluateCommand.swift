import NeuralNetwork

/// `nnmodel evaluate`: how well a model does on rows whose truth is known.
struct EvaluateCommand: Command {
  static let name = "evaluate"
  static let summary = "judges a model by rows whose truth is known"
  static let discussion = """
    Columns are matched by name; others are ignored. Prints loss and accuracy, with more than four
    classes how often the true one was among the first three, the confusion matrix, and for each class
    precision (of the rows taken for it, the part that is of it), recall (of its rows, the part
    taken for it) and f1, their harmonic mean. Of more than 20 classes those with the most errors
    are shown. For values it prints the mean absolute error (mae), the root mean squared error (rmse)
    and R²; errors with the unit of the outputs, where the model knows one ('train --unit', 'edit --unit').

    --json prints rows, loss, accuracy, topK with k and accuracy (null with four classes or fewer), classes,
    confusion, a row of counts for each true class, and precision, recall and f1, a number for each
    class; for values rows, loss, mae, rmse, r2, which is null where the targets do not vary, and unit,
    which is null where it is not known.
    """
  static let examples = [
    "nnmodel evaluate digits.nnmodel test.csv",
    "nnmodel evaluate doodles.nnmodel cats.bin trains.bin --image-size 28x28",
  ]

  var model = ""
  var data: [String] = []
  var layout = DataLayout()
  var threads: Int?
  var maxMemory: MemorySize?
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
    .maxMemory(\.maxMemory),
    .threads(\.threads),
    .json(\.isJSON),
  ]

  func validate() throws(UsageError) {
    try ([model] + data + [layout.labels ?? ""]).checkStandardInputOnce()
    try layout.validate(data)
  }

  func run(_ terminal: Terminal) throws {
    let judged = try JudgedRows(
      model, DataInput(data, layout, limits: maxMemory.limits), threads: threads)
    let evaluation = judged.evaluation
    let unit = self.unit(of: judged.rows.outputs)
    if isJSON {
      try terminal.print(json(evaluation, unit: unit))
    } else {
      try print(evaluation, unit: unit, on: terminal)
    }
  }

  /// The unit of errors: that of the outputs, if they have one in common.
  private func unit(of outputs: [Column]) -> String? {
    guard let unit = outputs.first?.unit, outputs.allSatisfy({ $0.unit == unit }) else {
      return nil
    }
    return unit
  }
}
