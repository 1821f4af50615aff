import Interchange
import ModelFormat
import NeuralNetwork

/// `nnmodel load`: unpacks a model file, or loads it whole and says what it is.
struct LoadCommand: Command {
  static let name = "load"
  static let summary = "unpacks a model file into another format, or loads it and says what it is"
  static let discussion = """
    With -o, writes a safetensors file with every tensor as it is; network and training travel as text in its \
    metadata, so that 'nnmodel save' brings the model back whole. Without -o, reads everything, checks everything \
    and says what the file is.
    """
  static let examples = [
    "nnmodel load digits.nnmodel", "nnmodel load digits.nnmodel -o digits.safetensors",
  ]

  var model = ""
  var output: String?
  var isForced = false
  var isQuiet = false

  static let options: [Option<Self>] = [
    .positional("MODEL", \.model, "the model file; - reads standard input"),
    .value("--output", short: "-o", \.output, "FILE", "a file of another format: .safetensors"),
    .flag("--force", \.isForced, "write over a file of another kind"),
    .flag("--quiet", \.isQuiet, "say nothing but results and errors"),
  ]

  func validate() throws(UsageError) {
    if let output, ModelKind(path: output) != .safetensors {
      throw UsageError("-o \(output): the name must end in .safetensors, the format to write")
    }
  }

  func run(_ terminal: Terminal) throws {
    var terminal = terminal
    terminal.isQuiet = isQuiet
    if let output {
      try Output(path: output, kind: .safetensors).check(force: isForced)
      try Safetensors.write(try ModelInput.stream(model), to: output)
      terminal.note("unpacked \(model) as \(output)")
    } else {
      try describe(on: terminal)
    }
  }

  /// Loads everything and says what it is.
  private func describe(on terminal: Terminal) throws {
    let stream = try ModelInput.stream(model)
    let header = stream.header
    let bytes = header.tensors.reduce(UInt64(0)) { $0 + UInt64($1.byteCount) }
    let size = "\(NumberFormat.grouped(header.tensors.count)) tensors, \(NumberFormat.bytes(bytes))"
    guard header["model"] != nil else {
      try stream.forEachChunk { (_, _) throws(FormatError) in }
      return try terminal.print("\(model): a bag of tensors: \(size), all whole")
    }
    let loaded = try Model(reading: stream)
    let topology = loaded.network.topology
    try terminal.print(
      "\(model): a network \(topology.inputs) → \(LayerList.text(topology.layers)), \(NumberFormat.grouped(topology.parameterCount)) parameters; \(size), all whole"
    )
    if let labels = loaded.labels, let column = loaded.outputs?.first {
      try terminal.print("tells \(column.name): \(labels.joined(separator: ", "))")
    } else if let outputs = loaded.outputs {
      try terminal.print("tells \(outputs.map(\.name).joined(separator: ", "))")
    }
  }
}
