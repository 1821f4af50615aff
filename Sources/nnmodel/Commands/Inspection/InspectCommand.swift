import Interchange
import ModelFormat
import NeuralNetwork

/// `nnmodel inspect`: what a file says of itself.
struct InspectCommand: Command {
  static let name = "inspect"
  static let summary = "shows what is in a model file, reading its front alone"
  static let discussion = """
    Shows the network, the training, the metadata, the layers, and the tensors with what they take
    in the file. Only prelude, header and chunk table are read and checked: 'nnmodel verify' checks
    the rest.

    --statistics reads the tensors, too, and shows what their numbers are like: how many there are,
    their mean, standard deviation (std), minimum and maximum, each of the finite ones alone, the part of
    all that is zero, and, where there are any, how many are infinite or NaN. A complex element is two
    numbers.

    --planes reads the tensors, too, and shows what became of their byte planes, the lowest byte of
    each element first: noise is stored as it is, exponents by prefix codes, and what repeats as
    runs of one byte or as matches.

    --json prints file, version, bytes, chunkSize, optionalFeatures, the header as it stands in the
    file, and for each of the tensors its name, dtype, shape, bytes, stored bytes, and chunks by
    encoding; with --planes also planes: for each encoding raw bytes and bits of each plane, and its
    bytes by the way they are stored; with --statistics also statistics: count, mean, deviation,
    minimum and maximum (null where no number is finite), zeros and nonFinite, which are counts.
    """
  static let examples = [
    "nnmodel inspect digits.nnmodel", "nnmodel inspect --statistics digits.nnmodel",
    "nnmodel inspect --planes digits.nnmodel", "nnmodel inspect --json digits.nnmodel",
  ]

  var model = ""
  var isJSON = false
  var showsPlanes = false
  var showsStatistics = false

  static let options: [Option<Self>] = [
    .positional("MODEL", \.model, "the file, or - for standard input"),
    .flag("--statistics", \.showsStatistics, "show what the numbers of each tensor are like"),
    .flag("--planes", \.showsPlanes, "show how the bytes of each tensor are stored"),
    .json(\.isJSON),
  ]

  func validate() throws(UsageError) {
    if showsPlanes, model == "-" { throw UsageError("--planes needs a file, not standard input") }
  }

  func run(_ terminal: Terminal) throws {
    let file = try ModelInput.stream(model)
    let front = Front(file)
    let statistics = showsStatistics ? try file.statistics() : nil
    if isJSON {
      try terminal.print(try json(front, statistics))
    } else {
      try show(front, statistics, on: terminal)
    }
  }

  /// What the front of a file says.
  private struct Front {
    let header: Header
    let storages: [TensorStorage]
    let version: (major: Int, minor: Int)
    let byteCount: UInt64
    let chunkSize: Int
    let optionalFeatures: UInt32

    init(_ file: borrowing ModelStream) {
      header = file.header
      storages = file.storages()
      version = file.version
      byteCount = file.byteCount
      chunkSize = file.chunkSize
      optionalFeatures = file.optionalFeatures
    }
  }

  private func show(
    _ file: Front, _ statistics: [TensorStatistics]?, on terminal: Terminal
  ) throws {
    let tensors = file.header.tensors
    let raw = tensors.reduce(UInt64(0)) { $0 + UInt64($1.byteCount) }
    let elements = tensors.reduce(0) { $0 + $1.elementCount }
    let version = "nnmodel \(file.version.major).\(file.version.minor)"
    try terminal.print(
      StyledText(Wording.input(model), .bold)
        + StyledText(": \(version), \(NumberFormat.bytes(file.byteCount))"))
    try showModel(file.header, on: terminal)
    try terminal.print(
      "tensors    \(NumberFormat.grouped(tensors.count)) with "
        + "\(Wording.counted(elements, "element")), \(NumberFormat.bytes(raw)) unpacked")
    for (name, text) in file.header.metadata { try terminal.print("metadata   \(name): \(text)") }
    if case .object(let producer)? = file.header["producer"],
      case .string(let name)? = producer["name"], case .string(let version)? = producer["version"]
    {
      try terminal.print("written by \(name) \(version)")
    }
    if let topology = try? ModelSummary(file.header).topology {
      try terminal.print()
      try terminal.print(Self.table(of: topology))
    }
    if tensors.isEmpty { return }
    try terminal.print()
    var table = Table("tensor", "dtype", "shape", "bytes", "stored", "ratio", "encoding")
    for (tensor, storage) in zip(tensors, file.storages) {
      table.add(
        tensor.name, tensor.type.rawValue, Wording.shape(tensor.shape),
        NumberFormat.grouped(tensor.byteCount), NumberFormat.grouped(storage.byteCount),
        ratio(storage.byteCount, of: tensor.byteCount), encodings(storage))
    }
    try terminal.print(table)
    if let statistics {
      try terminal.print()
      try terminal.print(self.table(statistics, of: tensors))
    }
    if showsPlanes { try showPlanes(on: terminal) }
  }

  func ratio(_ stored: UInt64, of raw: Int) -> String {
    raw == 0 ? "" : NumberFormat.fixed(Double(stored) / Double(raw), digits: 3)
  }

  /// The network and its training, where this version knows them.
  private func showModel(_ header: Header, on terminal: Terminal) throws {
    guard header["model"] != nil else {
      return try terminal.print("network    none: a bag of tensors")
    }
    let summary: ModelSummary
    do throws(FormatError) {
      summary = try ModelSummary(header)
    } catch {
      return try terminal.print("network    not known to this version: \(error)")
    }
    let topology = summary.topology
    try terminal.print("network    \(Wording.network(topology))")
    if let inputs = summary.inputs {
      try terminal.print("inputs     \(Wording.list(inputs.map(\.name)))")
      for column in inputs {
        guard let labels = column.labels else { continue }
        try terminal.print(
          "category   \(column.name), \(labels.count) texts: \(Wording.list(labels))")
      }
      let units = inputs.compactMap { column in column.unit.map { "\(column.name) in \($0)" } }
      if !units.isEmpty { try terminal.print("units      \(Wording.list(units))") }
      let fills = inputs.compactMap { column in
        column.fill.map { "\(column.name) \(NumberFormat.significant($0))" }
      }
      if !fills.isEmpty {
        try terminal.print("if missing \(Wording.list(fills))")
      }
    }
    for column in summary.outputs ?? [] {
      let classes = column.labels.map { ", \($0.count) classes: \(Wording.list($0))" } ?? ""
      let unit = column.unit.map { " in \($0)" } ?? ""
      try terminal.print("output     \(column.name)\(unit)\(classes)")
    }
    if let training = summary.training {
      try terminal.print("training   \(text(training))")
    }
    if let checkpoint = try? CheckpointSummary(header) {
      try terminal.print("checkpoint \(text(checkpoint))")
    }
  }

  /// What is known of a training, in one line.
  private func text(_ training: TrainingRecord) -> String {
    let optimizer = training.optimizer
    let parts = [
      optimizer?.argumentText ?? "learning rate \(NumberFormat.shortest(training.learningRate))",
      training.loss?.argumentText,
      training.epochs.map { Wording.counted($0, "epoch") },
      training.steps.map { Wording.counted($0, "step") },
      training.batchSize.flatMap(\.argumentText).map { "batch size \($0)" },
      training.seed.map { "seed \($0)" },
    ]
    return parts.compactMap { $0 }.joined(separator: ", ")
  }

  /// Where a training stands that can be resumed from here.
  private func text(_ checkpoint: CheckpointSummary) -> String {
    let step = "step \(NumberFormat.grouped(checkpoint.step))"
    if checkpoint.isFinished { return "\(step), finished" }
    guard checkpoint.position > 0 else { return "\(step), after epoch \(checkpoint.epoch)" }
    return "\(step), \(NumberFormat.grouped(checkpoint.position)) rows into epoch "
      + "\(checkpoint.epoch + 1)"
  }

  private func encodings(_ storage: TensorStorage) -> String {
    storage.encodings.sorted { $0.key.rawValue < $1.key.rawValue }.map { encoding, count in
      storage.encodings.count == 1 ? encoding.name : "\(count) \(encoding.name)"
    }.joined(separator: ", ")
  }

  private func json(
    _ file: Front, _ statistics: [TensorStatistics]?
  ) throws -> JSONOutput {
    var tensors: [JSONOutput] = []
    for (index, tensor) in file.header.tensors.enumerated() {
      let storage = file.storages[index]
      let encodings = storage.encodings.sorted { $0.key.rawValue < $1.key.rawValue }
      var members: JSONOutput = [
        "name": .string(tensor.name), "dtype": .string(tensor.type.rawValue),
        "shape": .array(tensor.shape.map { .integer($0) }), "bytes": .integer(tensor.byteCount),
        "stored": .unsigned(storage.byteCount),
        "chunks": .object(encodings.map { .init(key: $0.key.name, value: .integer($0.value)) }),
      ]
      if showsPlanes { members.append("planes", try planes(of: tensor.name)) }
      if let statistics { members.append("statistics", json(statistics[index])) }
      tensors.append(members)
    }
    let members = file.header.members.members.map {
      JSONOutput.Member(key: $0.name, value: JSONOutput($0.value))
    }
    return [
      "file": .string(model),
      "version": .string("\(file.version.major).\(file.version.minor)"),
      "bytes": .unsigned(file.byteCount), "chunkSize": .integer(file.chunkSize),
      "optionalFeatures": .unsigned(UInt64(file.optionalFeatures)), "header": .object(members),
      "tensors": .array(tensors),
    ]
  }
}
