import ModelFormat
import NeuralNetwork

/// `nnmodel predict`: what a model says of new rows.
struct PredictCommand: Command {
  static let name = "predict"
  static let summary = "tells what a model says of each row of a table"
  static let discussion = """
    Columns are matched by name; others are ignored, a missing one is named. Prints CSV: for classes
    the label and the probability of each, for values a column each. A table of any length goes by
    in constant memory.

    --json prints an object a row: prediction and probabilities by label, or the values by column.
    """
  static let examples = [
    "nnmodel predict digits.nnmodel new.csv",
    "tail -n 1 new.csv | nnmodel predict digits.nnmodel - --no-header",
  ]

  var model = ""
  var data = ""
  var layout = DataLayout()
  var isRaw = false
  var isJSON = false
  var threads: Int?

  static let options: [Option<Self>] = [
    .positional("MODEL", \.model, "the model, or - for standard input"),
    .positional(
      "DATA", \.data, "the table, or - for standard input; or an array, or a file of images"),
    .noHeader(\.layout.hasHeader),
    .delimiter(\.layout.delimiter),
    .imageSize(\.layout.imageSize),
    .flag("--raw", \.isRaw, "the network's outputs as plain rows: no header, no scaling undone"),
    .json(\.isJSON, " a row"),
    .threads(\.threads),
  ]

  func validate() throws(UsageError) {
    if isRaw && isJSON { throw UsageError("--raw and --json exclude each other") }
    try [model, data].checkStandardInputOnce()
  }

  func run(_ terminal: Terminal) throws {
    let model = try ModelInput.model(self.model)
    let input = DataInput([data], layout)
    let format = PredictionFormat(model)
    var rows = try input.features(for: model)
    if !isRaw && !isJSON { try terminal.row(CSVOutput.row(format.header)) }
    let width = model.network.topology.inputs
    // Enough rows at a time to keep the products busy, few enough for constant memory.
    let batchSize = max(1, min(1024, (1 << 22) / width))
    var isAtEnd = false
    while !isAtEnd {
      var batch: [Double] = []
      var failure: (any Error)?
      do {
        while !isAtEnd, batch.count < batchSize * width {
          isAtEnd = try input.told { () throws(NetworkError) in !(try rows.appendRow(to: &batch)) }
        }
      } catch {
        // What came before the bad row is still told.
        failure = error
        batch.removeLast(batch.count % width)
      }
      if !batch.isEmpty { try tell(batch, of: model, format, on: terminal) }
      if let failure { throw failure }
    }
  }

  private func tell(
    _ batch: [Double], of model: Model, _ format: PredictionFormat, on terminal: Terminal
  ) throws {
    let threads = threads ?? availableProcessors
    if isRaw {
      let outputs = try model.outputs(for: batch, threads: threads)
      for row in 0..<outputs.rows {
        let numbers = outputs.row(row).map { NumberFormat.shortest($0) }
        try terminal.row(numbers.joined(separator: ","))
      }
    } else {
      for prediction in try model.predictions(for: batch, threads: threads) {
        if isJSON {
          try terminal.print(format.json(prediction))
        } else {
          try terminal.row(CSVOutput.row(format.fields(prediction)))
        }
      }
    }
  }
}

/// How predictions are told: names for what the network's outputs stand for.
struct PredictionFormat {
  private let labels: [String]?
  private let names: [String]

  init(_ model: Model) {
    labels = model.labels
    names =
      model.outputs?.map(\.name) ?? (1...model.network.topology.outputs).map { "output_\($0)" }
  }

  /// The first row of CSV.
  var header: [String] {
    labels.map { ["prediction"] + $0.map { "p(\($0))" } } ?? names
  }

  /// A row of CSV.
  func fields(_ prediction: Prediction) -> [String] {
    switch prediction {
    case .classification(let label, _, let probabilities):
      [label] + probabilities.map { NumberFormat.shortest($0) }
    case .values(let values): values.map { NumberFormat.shortest($0) }
    }
  }

  /// An object with names.
  func json(_ prediction: Prediction) -> JSONOutput {
    switch prediction {
    case .classification(let label, _, let probabilities):
      let members = zip(labels ?? [], probabilities).map {
        JSONOutput.Member(key: $0, value: .single($1))
      }
      return ["prediction": .string(label), "probabilities": .object(members)]
    case .values(let values):
      return .object(
        zip(names, values).map { JSONOutput.Member(key: $0, value: .number($1)) })
    }
  }
}
