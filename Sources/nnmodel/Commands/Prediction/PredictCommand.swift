import Interchange
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

    -o FILE writes CSV (.csv), JSON lines (.jsonl) or an array of NumPy's (.npy) instead: of classes
    the probabilities as f4, of values f8. The file appears when all rows are told.

    --json prints an object a row: prediction and probabilities by label, or the values by column.
    """
  static let examples = [
    "nnmodel predict digits.nnmodel new.csv",
    "tail -n 1 new.csv | nnmodel predict digits.nnmodel - --no-header",
    "nnmodel predict digits.nnmodel new.csv -o probabilities.npy",
  ]

  var model = ""
  var data = ""
  var output = "-"
  var layout = DataLayout()
  var isForced = false
  var isQuiet = false
  var isRaw = false
  var maxMemory: MemorySize?
  var isJSON = false
  var threads: Int?

  static let options: [Option<Self>] = [
    .positional("MODEL", \.model, "the model, or - for standard input"),
    .positional(
      "DATA", \.data, "the table, or - for standard input; or an array, or a file of images"),
    .value(
      "--output", short: "-o", \.output, "FILE",
      "where predictions go; its name ends in .csv, .jsonl or .npy", default: "standard output"),
    .noHeader(\.layout.hasHeader),
    .delimiter(\.layout.delimiter),
    .imageSize(\.layout.imageSize),
    .flag("--raw", \.isRaw, "the network's outputs as plain rows: no header, no scaling undone"),
    .json(\.isJSON, " a row"),
    .maxMemory(\.maxMemory),
    .threads(\.threads),
    .force(\.isForced),
    .quiet(\.isQuiet),
  ]

  func validate() throws(UsageError) {
    if isRaw && isJSON { throw UsageError("--raw and --json exclude each other") }
    try [model, data].checkStandardInputOnce()
    _ = try form()
  }

  /// What predictions are told as.
  private func form() throws(UsageError) -> PredictionOutput.Form {
    if output == "-" { return isRaw ? .raw : isJSON ? .jsonLines : .csv }
    guard let form = PredictionOutput.Form(fileName: output) else {
      throw UsageError(
        "-o \(output.excerpt()): the name must end in what to write: .csv, .jsonl or .npy")
    }
    guard !isJSON || form == .jsonLines else {
      throw UsageError(
        "--json: the name of JSON lines ends in .jsonl, not as \(output.quoted) does")
    }
    switch (isRaw, form) {
    case (false, _): return form
    case (true, .csv): return .raw
    case (true, .npy): return .rawArray
    default: throw UsageError("--raw: outputs without names are CSV or npy, not JSON")
    }
  }

  func run(_ terminal: Terminal) throws {
    var terminal = terminal
    terminal.isQuiet = isQuiet
    let form = try form()
    if output != "-" {
      switch form {
      case .npy, .rawArray:
        try OutputFile(path: output, kind: .npy).check(force: isForced, on: terminal)
      case .csv, .raw:
        try OutputFile(path: output, kind: .csv).check(force: isForced, on: terminal)
      case .jsonLines:
        try Output(path: output, kind: JSONLines()).check(force: isForced, on: terminal)
      }
    }
    let model = try ModelInput.model(self.model, limits: maxMemory.limits)
    let input = DataInput([data], layout, limits: maxMemory.limits)
    var rows = try input.features(for: model)
    var told = try PredictionOutput(of: model, as: form, to: output, on: terminal)
    let width = model.network.topology.inputs
    // Enough rows at a time to keep the products busy, few enough for constant memory.
    let batchSize = max(1, min(1024, (1 << 22) / width))
    let threads = threads ?? availableProcessors
    let progress = WorkProgress("predicting", of: nil, .rows, on: terminal)
    defer { progress.finish() }
    var count = 0
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
      if !batch.isEmpty { try told.tell(batch, threads: threads) }
      count += batch.count / width
      // Predictions on the screen show for themselves how far they are.
      if output != "-" || !terminal.outputIsTerminal { progress.advance(by: batch.count / width) }
      if let failure { throw failure }
    }
    try told.finish()
    if output != "-" {
      terminal.note("predicted \(Wording.counted(count, "row")), saved \(output)")
    }
  }
}
