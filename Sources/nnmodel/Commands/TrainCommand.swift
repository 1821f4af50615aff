import ModelFormat
import NeuralNetwork

/// `nnmodel train`: from a table to a saved model.
struct TrainCommand: Command {
  static let name = "train"
  static let summary = "trains a network on a table and saves the model"
  static let discussion = """
    DATA is a CSV file with a header; - reads standard input. Every column but the target is an input and \
    must hold numbers. A target of text, or of few whole numbers, is learnt as classes; any other as values.

    Layers are written in order, a number for a dense layer and a word behind it for its activation \
    (linear, sigmoid, tanh, relu, softmax):

      --layers 64,relu,10,softmax

    Without --layers the network has one hidden layer of 64 units with relu, and the outputs that the \
    target needs. The same command gives the same model, on any machine and with any number of threads.
    """
  static let examples = [
    "nnmodel train digits.csv --target digit -o digits.nnmodel",
    "nnmodel train iris.csv --target species --layers 16,tanh,3,softmax --epochs 100 -o iris.nnmodel",
  ]

  var data = ""
  var targets: [String] = []
  var output = ""
  var layers: LayerList?
  var loss: Loss?
  var optimizer = Defaults.optimizer
  var batchSize = Defaults.batchSize
  var epochs = Defaults.epochs
  var validation: Double?
  var scaling = Defaults.scaling
  var task: LearningTask?
  var seed = Defaults.seed
  var threads: Int?
  var title: String?
  var hasHeader = true
  var isForced = false
  var isQuiet = false
  var isJSON = false

  static let options: [Option<Self>] = [
    .positional("DATA", \.data, "the table, or - for standard input"),
    .value(
      "--output", short: "-o", \.output, "FILE", "where the model is saved", required: true),
    .list("--target", \.targets, "NAME", "the column to learn, or several", required: true),
    .heading("network"),
    .value(
      "--layers", \.layers, "LIST", "the layers", default: "64,relu and what the target needs"),
    .value("--task", \.task, "WORD", "what to learn", default: "found"),
    .heading("training"),
    .value("--epochs", \.epochs, "N", "how often the rows are gone through", in: .atLeast(1)),
    .value(
      "--optimizer", \.optimizer, "SPEC", "how the weights are changed: sgd:lr=… or adam:lr=…"),
    .value("--loss", \.loss, "WORD", "what is made small", default: "what the last layer suggests"),
    .value("--batch-size", \.batchSize, "N", "rows before each change, or full"),
    .value(
      "--validation", \.validation, "FRACTION", "rows held back and judged after each epoch",
      in: .above(0, below: 1)),
    .value("--scale", \.scaling, "WORD", "how inputs are scaled"),
    .value("--seed", \.seed, "N", "what all random numbers come from"),
    .value(
      "--threads", \.threads, "N", "threads; they change no bit of the result",
      in: .from(1, through: 1024),
      default: "one a processor"),
    .heading("other"),
    .value("--title", \.title, "TEXT", "a title kept in the model"),
    .flag(
      "--no-header", \.hasHeader, sets: false,
      "the first row is data; columns are column_1, column_2, …"),
    .flag("--force", \.isForced, "write over a file that is no model"),
    .flag("--quiet", \.isQuiet, "say nothing but results and errors"),
    .flag("--json", \.isJSON, "results as one JSON object"),
  ]

  func run(_ terminal: Terminal) throws {
    var terminal = terminal
    terminal.isQuiet = isQuiet
    let output = Output(path: output, kind: .nnmodel)
    try output.check(force: isForced)
    let table = TableInput(path: data, hasHeader: hasHeader)
    let rows = try readRows(table)
    let topology = try self.topology(for: rows)
    let (training, held) = try parts(of: rows, table)
    let loss = loss ?? Defaults.loss(for: topology, task: rows.task)
    try usage { () throws(NetworkError) in try loss.validate(for: topology) }

    let threads = threads ?? availableProcessors
    announce(training, held, topology, loss, threads, on: terminal)
    var trainer = Trainer(
      Network(topology: topology, seed: seed), loss: loss, optimizer: optimizer,
      batchSize: batchSize, seed: seed, threads: threads, scaling: scaling)
    var progress = ProgressBar(on: terminal, epochs: epochs, rows: training.count)
    try table.told { () throws(NetworkError) in
      try trainer.fit(training, validation: held, epochs: epochs) { epoch in
        progress.finishEpoch(epoch.epoch, loss: epoch.loss, validation: epoch.validationLoss)
      }
    }
    progress.finish()
    let model = try trainer.model(metadata: title.map { ["title": $0] } ?? [:])
    try model.write(to: output.path)
    try report(trainer, training, held, on: terminal)
  }

  /// Reads the table, learning what there is to learn.
  private func readRows(_ table: TableInput) throws -> Dataset {
    let reader = try table.open()
    let wanted = task ?? taskOfLayers
    return try table.told { () throws(NetworkError) in
      try Dataset(csv: reader, targets: targets, task: wanted)
    }
  }

  /// What the last layer that the user wrote says of the task; nil leaves it to the table.
  private var taskOfLayers: LearningTask? {
    guard case .dense(let units, let activation, _)? = layers?.layers.last else { return nil }
    switch activation {
    case .softmax: return .classification
    case .sigmoid where units == 1: return nil
    case .sigmoid, .linear, .tanh, .relu: return .regression
    }
  }

  /// The network that the user asked for, or the default one.
  private func topology(for rows: Dataset) throws -> Topology {
    guard let layers else { return try Defaults.topology(for: rows) }
    let topology: Topology
    do throws(NetworkError) {
      topology = try Topology(inputs: rows.inputs.count, layers: layers.layers)
    } catch {
      throw UsageError("--layers: \(error)")
    }
    let needed = rows.labels?.count ?? rows.outputs.count
    let isBinary = topology.outputs == 1 && rows.labels?.count == 2
    guard topology.outputs == needed || isBinary else {
      let what = rows.task == .classification ? "classes" : "values"
      throw UsageError(
        "--layers: the last layer has \(topology.outputs) units, but the target has \(needed) \(what)"
      )
    }
    return topology
  }

  private func parts(
    of rows: Dataset, _ table: TableInput
  ) throws -> (training: Dataset, held: Dataset?) {
    guard let validation else { return (rows, nil) }
    return try table.told { () throws(NetworkError) in
      let parts = try rows.split(holdingBack: validation, seed: seed)
      return (parts.training, parts.held)
    }
  }

  /// A mistake of the command line that only the library can see.
  private func usage(_ check: () throws(NetworkError) -> Void) throws {
    do throws(NetworkError) { try check() } catch { throw UsageError("\(error)") }
  }

  /// Says what is about to be done.
  private func announce(
    _ training: Dataset, _ held: Dataset?, _ topology: Topology, _ loss: Loss, _ threads: Int,
    on terminal: Terminal
  ) {
    let target = targets.joined(separator: ", ")
    let what = training.labels.map { "\($0.count) classes" } ?? "values"
    let heldText = held.map { ", \(NumberFormat.grouped($0.count)) held back" } ?? ""
    terminal.note(
      "data      \(NumberFormat.grouped(training.count)) rows\(heldText), \(training.inputs.count) inputs, target \(target) (\(what))"
    )
    terminal.note(
      "network   \(topology.inputs) → \(LayerList.text(topology.layers)): \(NumberFormat.grouped(topology.parameterCount)) parameters"
    )
    terminal.note(
      "training  \(epochs) epochs, batch size \(batchSize.argumentText ?? ""), \(optimizer.argumentText ?? ""), \(loss.rawValue), scale \(scaling.rawValue), seed \(seed), threads \(threads)"
    )
  }

  private func report(
    _ trainer: Trainer, _ training: Dataset, _ held: Dataset?, on terminal: Terminal
  ) throws {
    guard let last = trainer.history.last else { return }
    if isJSON {
      var result: [JSONOutput.Member] = [
        .init(key: "rows", value: .integer(training.count)),
        .init(key: "epochs", value: .integer(last.epoch)),
        .init(key: "steps", value: .integer(trainer.steps)),
        .init(key: "loss", value: .number(last.loss)),
      ]
      let optional: [(String, Double?)] = [
        ("accuracy", last.accuracy), ("validationLoss", last.validationLoss),
        ("validationAccuracy", last.validationAccuracy),
      ]
      for (key, value) in optional {
        if let value { result.append(.init(key: key, value: .number(value))) }
      }
      result.append(.init(key: "output", value: .string(output)))
      return try terminal.print(JSONOutput.object(result))
    }
    let losses = trainer.history.map(\.loss)
    terminal.note(
      "loss      \(Sparkline.text(losses, width: 40, unicode: terminal.isUnicode))")
    var line = "loss \(NumberFormat.significant(last.loss))"
    if let accuracy = last.accuracy { line += ", accuracy \(NumberFormat.percent(accuracy))" }
    if let loss = last.validationLoss, let held {
      line += "; \(held.count) rows held back: loss \(NumberFormat.significant(loss))"
      if let accuracy = last.validationAccuracy {
        line += ", accuracy \(NumberFormat.percent(accuracy))"
      }
    }
    try terminal.print(line)
    try terminal.print("saved \(output)")
  }
}
