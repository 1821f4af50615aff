import Interchange
import ModelFormat
import NeuralNetwork

/// `nnmodel load`: unpacks a model file into another format, or loads it whole and says what it is.
struct LoadCommand: Command {
  static let name = "load"
  static let summary = "unpacks a model file into another format, or loads it and says what it is"
  static let discussion = """
    With -o, writes a file of another format, which its name tells, or --format where several share
    an ending; 'nnmodel help formats' lists them. Every tensor stays as it is, and what the format
    has no place for is said. --tensor takes one tensor alone, to npy or CSV.

    Without -o, reads everything, checks everything and says what the file is. With --tensor, prints
    that tensor as CSV.

    --json prints file, tensors and bytes; of a network also layers and parameters, and where they
    are known the names of inputs and outputs and the labels of classes.
    """
  static let examples = [
    "nnmodel load digits.nnmodel", "nnmodel load digits.nnmodel -o digits.onnx",
    "nnmodel load doodles.nnmodel --format toy-nn -o doodles.json",
    "nnmodel load digits.nnmodel --tensor layers.0.weight -o weights.npy",
  ]

  var model = ""
  var output: String?
  var format: FormatWord?
  var tensor: String?
  var isForced = false
  var maxMemory: MemorySize?
  var isQuiet = false
  var isJSON = false

  static let options: [Option<Self>] = [
    .positional("MODEL", \.model, "the model file, or - for standard input"),
    .value(
      "--output", short: "-o", \.output, "FILE",
      "a file of another format, or - for standard output"),
    .value("--format", \.format, "WORD", "the format to write", default: "what FILE ends in"),
    .value("--tensor", \.tensor, "NAME", "this tensor alone"),
    .maxMemory(\.maxMemory),
    .force(\.isForced),
    .quiet(\.isQuiet),
    .json(\.isJSON),
  ]

  func validate() throws(UsageError) {
    if isJSON, output != nil || tensor != nil {
      throw UsageError("--json says what the file is, so it goes without -o and --tensor")
    }
    if output == nil, tensor == nil, format != nil {
      throw UsageError("--format: -o FILE says where to write")
    }
    _ = try target()
  }

  /// The file to write and its format; nil where none is.
  private func target() throws(UsageError) -> OutputFile? {
    guard output != nil || tensor != nil else { return nil }
    let path = output ?? "-"
    let usual: ExchangeFormat? = output == nil ? .csv : nil
    guard let kind = format?.format ?? usual ?? ExchangeFormat(name: path) else {
      let endings = ExchangeFormat.allCases.filter { $0.isWritten && $0 != .nnmodel }
        .compactMap(\.extensions.first).map { "." + $0 }
      throw UsageError(
        "-o \(path.excerpt()): the name must end in the format to write (\(endings.joined(separator: ", "))),"
          + " or --format say it")
    }
    guard kind.isWritten else { throw UsageError("\(kind.noun) is read, and not written") }
    if kind == .nnmodel {
      throw UsageError("-o \(path.excerpt()): 'nnmodel save' writes a model file again")
    }
    guard tensor == nil || kind == .npy || kind == .csv else {
      throw UsageError("--tensor: one tensor alone goes to npy or CSV, not to \(kind.noun)")
    }
    return OutputFile(path: path, kind: kind)
  }

  func run(_ terminal: Terminal) throws {
    var terminal = terminal
    terminal.isQuiet = isQuiet
    guard let file = try target() else { return try describe(on: terminal) }
    let isText = file.kind == .csv || file.kind == .json
    try file.check(force: isForced, isText: isText, on: terminal)
    let stream = try ModelInput.stream(model, limits: maxMemory.limits)
    let count = stream.header.tensors.count
    if tensor == nil, file.kind == .npy || file.kind == .csv, count != 1 {
      throw UsageError(
        "\(file.kind.noun) holds one tensor, and \(Wording.input(model)) has \(count): --tensor NAME"
          + " chooses one")
    }
    do {
      var left: [ModelPart] = []
      if let tensor {
        let found = try stream.read(tensor)
        try ModelExport.write(found, as: file.kind, to: file.location)
      } else {
        left = try ModelExport.write(stream, as: file.kind, to: file.location)
      }
      if file.isStandardOutput, isText { return }
      let what = tensor.map { "\($0) of " } ?? ""
      terminal.note("unpacked \(what)\(Wording.input(model)) as \(file.name)")
      if !left.isEmpty {
        let parts = left.map(\.rawValue).joined(separator: ", ")
        terminal.note("left out, since \(file.kind.noun) has no place for it: \(parts)")
      }
    } catch {
      throw file.explained(error)
    }
  }

  /// Loads everything and says what it is.
  private func describe(on terminal: Terminal) throws {
    let stream = try ModelInput.stream(model, limits: maxMemory.limits)
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
