import Interchange
import ModelFormat
import NeuralNetwork

/// `nnmodel load`: unpacks a model file, or loads it whole and says what it is.
struct LoadCommand: Command {
  static let name = "load"
  static let summary = "unpacks a model file into another format, or loads it and says what it is"
  static let discussion = """
    With -o, writes a safetensors file with every tensor as it is; network and training travel as
    text in its metadata, for 'nnmodel save' to make a model of it again. Without -o, reads
    everything, checks everything and says what the file is.

    --json prints file, tensors and bytes; of a network also layers and parameters, and where they
    are known the names of inputs and outputs and the labels of classes.
    """
  static let examples = [
    "nnmodel load digits.nnmodel", "nnmodel load digits.nnmodel -o digits.safetensors",
  ]

  var model = ""
  var output: String?
  var isForced = false
  var isQuiet = false
  var isJSON = false

  static let options: [Option<Self>] = [
    .positional("MODEL", \.model, "the model file, or - for standard input"),
    .value("--output", short: "-o", \.output, "FILE", "a file of another format: .safetensors"),
    .force(\.isForced),
    .quiet(\.isQuiet),
    .json(\.isJSON),
  ]

  func validate() throws(UsageError) {
    guard let output else { return }
    guard FileFormat(path: output) == .safetensors else {
      throw UsageError("-o \(output): the name must end in .safetensors, the format to write")
    }
    if isJSON { throw UsageError("--json says what the file is, so it goes without -o") }
  }

  func run(_ terminal: Terminal) throws {
    var terminal = terminal
    terminal.isQuiet = isQuiet
    guard let output else { return try describe(on: terminal) }
    let file = OutputFile(path: output, kind: .safetensors)
    try file.check(force: isForced, on: terminal)
    let stream = try ModelInput.stream(model)
    try Safetensors.write(stream, to: file.path)
    terminal.note("unpacked \(Wording.input(model)) as \(output)")
  }

  /// Loads everything and says what it is.
  private func describe(on terminal: Terminal) throws {
    let stream = try ModelInput.stream(model)
    let tensors = stream.header.tensors
    let bytes = tensors.reduce(UInt64(0)) { $0 + UInt64($1.byteCount) }
    var loaded: Model?
    if stream.header["model"] != nil {
      loaded = try ModelInput.model(reading: stream, of: model)
    } else {
      try stream.forEachChunk { (_, _) throws(FormatError) in }
    }

    if isJSON {
      var members: [JSONOutput.Member] = [
        .init(key: "file", value: .string(model)),
        .init(key: "tensors", value: .integer(tensors.count)),
        .init(key: "bytes", value: .unsigned(bytes)),
      ]
      if let loaded { members += self.members(loaded) }
      return try terminal.print(JSONOutput.object(members))
    }
    let what = loaded.map { "the network \(Wording.network($0.network.topology))" }
    try terminal.print(
      "\(Wording.input(model)): \(what ?? "a bag of tensors"); all whole: "
        + "\(Wording.counted(tensors.count, "tensor")), \(NumberFormat.bytes(bytes))")
    guard let outputs = loaded?.outputs else { return }
    if let labels = loaded?.labels, let column = outputs.first {
      try terminal.print("tells \(column.name): \(Wording.list(labels))")
    } else {
      try terminal.print("tells \(Wording.list(outputs.map(\.name)))")
    }
  }

  private func members(_ model: Model) -> [JSONOutput.Member] {
    let topology = model.network.topology
    func names(_ columns: [Column]?) -> JSONOutput {
      columns.map { .array($0.map { .string($0.name) }) } ?? .null
    }
    return [
      .init(key: "layers", value: .string(LayerList.text(topology.layers))),
      .init(key: "parameters", value: .integer(topology.parameterCount)),
      .init(key: "inputs", value: names(model.inputs)),
      .init(key: "outputs", value: names(model.outputs)),
      .init(key: "labels", value: model.labels.map { .array($0.map { .string($0) }) } ?? .null),
    ]
  }
}
