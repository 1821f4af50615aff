import ModelFormat
import NeuralNetwork

/// `nnmodel inspect`: what a file says of itself.
struct InspectCommand: Command {
  static let name = "inspect"
  static let summary = "shows what is in a model file, reading its front alone"
  static let discussion = """
    Shows the network, the training, the tensors with what they take in the file, and the metadata. Only \
    prelude, header and chunk table are read and checked: 'nnmodel verify' checks the rest.
    """
  static let examples = ["nnmodel inspect digits.nnmodel", "nnmodel inspect --json digits.nnmodel"]

  var model = ""
  var isJSON = false

  static let options: [Option<Self>] = [
    .positional("MODEL", \.model, "the file"),
    .flag("--json", \.isJSON, "results as one JSON object"),
  ]

  func run(_ terminal: Terminal) throws {
    let file = try ModelFile(opening: model)
    if isJSON {
      try terminal.print(try json(file))
    } else {
      try show(file, on: terminal)
    }
  }

  private func show(_ file: borrowing ModelFile, on terminal: Terminal) throws {
    let raw = file.tensors.reduce(UInt64(0)) { $0 + UInt64($1.byteCount) }
    let elements = file.tensors.reduce(0) { $0 + $1.elementCount }
    let version = file.version
    try terminal.print(
      StyledText(model, .bold)
        + StyledText(
          ": nnmodel \(version.major).\(version.minor), \(NumberFormat.bytes(file.byteCount))"))
    try terminal.print(
      "tensors    \(NumberFormat.grouped(file.tensors.count)), \(NumberFormat.grouped(elements)) elements, \(NumberFormat.bytes(raw)) as they are"
    )
    try showModel(file.header, on: terminal)
    for (name, text) in file.header.metadata { try terminal.print("metadata   \(name): \(text)") }
    if case .object(let producer)? = file.header["producer"],
      case .string(let name)? = producer["name"], case .string(let version)? = producer["version"]
    {
      try terminal.print("written by \(name) \(version)")
    }
    if file.tensors.isEmpty { return }
    try terminal.print()
    var table = Table("tensor", "dtype", "shape", "bytes", "stored", "encoding")
    for tensor in file.tensors {
      let storage = try file.storage(of: tensor.name)
      table.add(
        tensor.name, tensor.type.rawValue,
        tensor.shape.isEmpty ? "scalar" : tensor.shape.map(String.init).joined(separator: " × "),
        NumberFormat.grouped(tensor.byteCount), NumberFormat.grouped(storage.byteCount),
        encodings(storage))
    }
    try terminal.print(table)
  }

  /// The network and its training, where this version knows them.
  private func showModel(_ header: Header, on terminal: Terminal) throws {
    guard header["model"] != nil else {
      return try terminal.print("model      none: a bag of tensors")
    }
    let summary: ModelSummary
    do throws(FormatError) {
      summary = try ModelSummary(header)
    } catch {
      return try terminal.print("model      not known to this version: \(error)")
    }
    let topology = summary.topology
    try terminal.print(
      "network    \(topology.inputs) → \(LayerList.text(topology.layers)): \(NumberFormat.grouped(topology.parameterCount)) parameters"
    )
    if let inputs = summary.inputs {
      try terminal.print("inputs     \(shortened(inputs.map(\.name)))")
    }
    for column in summary.outputs ?? [] {
      let classes = column.labels.map { ", \($0.count) classes: \(shortened($0))" } ?? ""
      let unit = column.unit.map { " in \($0)" } ?? ""
      try terminal.print("output     \(column.name)\(unit)\(classes)")
    }
    if let training = summary.training {
      var parts = ["learning rate \(NumberFormat.shortest(training.learningRate))"]
      if let optimizer = training.optimizer { parts.append(optimizer.word) }
      if let loss = training.loss { parts.append(loss.rawValue) }
      if let epochs = training.epochs { parts.append("\(NumberFormat.grouped(epochs)) epochs") }
      if let steps = training.steps { parts.append("\(NumberFormat.grouped(steps)) steps") }
      if let size = training.batchSize { parts.append("batch size \(size.argumentText ?? "")") }
      if let seed = training.seed { parts.append("seed \(seed)") }
      try terminal.print("training   \(parts.joined(separator: ", "))")
    }
  }

  private func shortened(_ names: [String]) -> String {
    names.count <= 8
      ? names.joined(separator: ", ")
      : names.prefix(4).joined(separator: ", ") + ", … " + names.suffix(1).joined()
        + " (\(names.count))"
  }

  private func encodings(_ storage: TensorStorage) -> String {
    storage.encodings.sorted { $0.key.rawValue < $1.key.rawValue }.map { encoding, count in
      storage.encodings.count == 1 ? encoding.name : "\(count) \(encoding.name)"
    }.joined(separator: ", ")
  }

  private func json(_ file: borrowing ModelFile) throws -> JSONOutput {
    var tensors: [JSONOutput] = []
    for tensor in file.tensors {
      let storage = try file.storage(of: tensor.name)
      let encodings = storage.encodings.sorted { $0.key.rawValue < $1.key.rawValue }
      tensors.append([
        "name": .string(tensor.name), "dtype": .string(tensor.type.rawValue),
        "shape": .array(tensor.shape.map { .integer($0) }), "bytes": .integer(tensor.byteCount),
        "stored": .unsigned(storage.byteCount),
        "chunks": .object(encodings.map { .init(key: $0.key.name, value: .integer($0.value)) }),
      ])
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

extension JSONOutput {
  /// A value of the header.
  fileprivate init(_ json: JSON) {
    switch json {
    case .object(let object):
      self = .object(object.members.map { .init(key: $0.name, value: JSONOutput($0.value)) })
    case .array(let elements): self = .array(elements.map { JSONOutput($0) })
    case .string(let string): self = .string(string)
    case .number(let number): self = .number(number)
    case .bool(let bool): self = .boolean(bool)
    }
  }
}
