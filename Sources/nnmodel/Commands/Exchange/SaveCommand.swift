import Glibc
import Interchange
import ModelFormat
import NeuralNetwork

/// `nnmodel save`: packs a model of another format, or a model file again.
struct SaveCommand: Command {
  static let name = "save"
  static let summary = "packs a model of another format into a model file"
  static let discussion = """
    SOURCE is a file of a format that 'nnmodel help formats' lists, told by its content first and
    its name second; or a model file, which is written again at the current version. Every tensor
    stays as it is.

    Some formats know their network. Others have names and shapes of tensors alone: then
    --activation makes a network of NAME.weight and NAME.bias, --layers one that has other kinds of
    layers too, and --topology takes the member 'model' of a header as JSON. Without these, the file
    becomes a bag of tensors. What is guessed is said.
    """
  static let examples = [
    "nnmodel save weights.safetensors -o bag.nnmodel",
    "nnmodel save mlp.safetensors --activation relu,softmax -o mlp.nnmodel",
    "nnmodel save net.pt --rename '^encoder\\.=' --layers 64,batch-norm,relu,10 -o net.nnmodel",
    "nnmodel save --encoding raw big.nnmodel -o mappable.nnmodel",
  ]

  var source = ""
  var output = ""
  var format: FormatWord?
  var activations: [ActivationWord] = []
  var layers: LayerList?
  var topology: String?
  var renames: [RenameRule] = []
  var compression = Compression.auto
  var isForced = false
  var maxMemory: MemorySize?
  var isQuiet = false

  static let options: [Option<Self>] = [
    .positional("SOURCE", \.source, "the file to pack"),
    .value(
      "--output", short: "-o", \.output, "FILE", "the model file, or - for standard output",
      required: true),
    .value("--format", \.format, "WORD", "the format of SOURCE", default: "what it shows"),
    .list(
      "--activation", \.activations, "LIST", "one word a dense layer, with commas",
      default: "what the file says, or none: a bag of tensors"),
    .value(
      "--layers", \.layers, "LIST", "every layer of the network; 'nnmodel help layers' tells how",
      default: "what the file says"),
    .value("--topology", \.topology, "FILE", "the network as JSON, as the format has it"),
    .repeated(
      "--rename", \.renames, "PATTERN=NAME",
      "gives tensors other names; $1 stands for the pattern's first group"),
    .value(
      "--encoding", \.compression, "WORD",
      "raw for tensors that can be mapped, zlib without shuffling"),
    .maxMemory(\.maxMemory),
    .force(\.isForced),
    .flag("--quiet", \.isQuiet, "say nothing but errors"),
  ]

  func validate() throws(UsageError) {
    if source == "-" {
      throw UsageError("SOURCE must be a file: it is looked at first to tell its format")
    }
    let ways = [!activations.isEmpty, layers != nil, topology != nil]
    if ways.filter({ $0 }).count > 1 {
      throw UsageError("--activation, --layers, --topology: one of them says what the network is")
    }
  }

  func run(_ terminal: Terminal) throws {
    var terminal = terminal
    terminal.isQuiet = isQuiet
    let kind = try format?.format ?? formatOfSource()
    let file = OutputFile(path: output, kind: .nnmodel)
    try file.check(force: isForced, on: terminal)
    var options = WriteOptions()
    options.compression = compression
    do {
      if kind == .nnmodel {
        let what = try packAgain(to: file.location, options, on: terminal)
        terminal.note("packed \(source) as \(file.name): \(what)")
        return
      }
      let model = try ForeignModel(source, as: kind, try importOptions())
      let (what, assumptions) = (what(model.assembly), model.assumptions)
      let progress = progress(model.assembly.tensors.reduce(0) { $0 + $1.byteCount }, terminal)
      options.progress = progress.advance
      defer { progress.finish() }
      try model.write(to: file.location, options: options)
      terminal.note("packed \(source) as \(file.name): \(what)")
      for assumption in assumptions { terminal.note("\(assumption)") }
    } catch {
      throw file.explained(error)
    }
  }

  /// Writes a model file again, and tells in words what is in it.
  private func packAgain(
    to path: String, _ options: WriteOptions, on terminal: Terminal
  ) throws -> String {
    guard activations.isEmpty, layers == nil, topology == nil else {
      let option = topology == nil ? layers == nil ? "--activation" : "--layers" : "--topology"
      throw UsageError("\(option): \(source) is a model file already and knows its layers")
    }
    guard renames.isEmpty else {
      throw UsageError("--rename: \(source) is a model file already, whose names mean something")
    }
    let stream = try ModelInput.stream(source, limits: maxMemory.limits)
    let what = Wording.counted(stream.header.tensors.count, "tensor")
    let progress = progress(stream.header.tensors.reduce(0) { $0 + $1.byteCount }, terminal)
    defer { progress.finish() }
    var options = options
    options.progress = progress.advance
    try stream.rewrite(to: path, options: options)
    return "\(what), written again"
  }

  private func progress(_ byteCount: Int, _ terminal: Terminal) -> WorkProgress {
    WorkProgress("packing", of: byteCount, .bytes, on: terminal)
  }

  /// The format of the file to pack.
  private func formatOfSource() throws -> ExchangeFormat {
    // What is not there, or is a directory, says so itself; a pipe is not opened, which may take for ever.
    do throws(FormatError) {
      _ = try Directory.size(of: source)
    } catch {
      if error.reason != .system(errno: ESPIPE) { throw error }
      throw Failure(.data, "\(source): not a regular file, which is needed to tell its format")
    }
    guard let kind = try ExchangeFormat(contentsOf: source, limits: maxMemory.limits) else {
      throw Failure(
        .data, "\(source): of no format that is known, by what is in it; --format names one")
    }
    return kind
  }

  private func importOptions() throws -> ImportOptions {
    var options = ImportOptions()
    options.activations = activations.map(\.activation)
    options.layers = layers?.layers ?? []
    options.renames = renames.map(\.rename)
    options.limits = maxMemory.limits
    if let topology { options.model = try JSONFile(reading: topology).json }
    return options
  }

  /// What the file is packed as, in words.
  private func what(_ assembly: NetworkAssembly) -> String {
    guard let topology = assembly.topology else {
      return "a bag of \(Wording.counted(assembly.tensors.count, "tensor"))"
    }
    return "the network \(Wording.network(topology))"
  }
}

/// `--format onnx`
struct FormatWord: ArgumentValue {
  var format: ExchangeFormat

  init(argument: String) throws(InvalidValue) {
    guard let format = ExchangeFormat(rawValue: argument) else {
      throw .unknownWord(argument, known: Self.knownWords)
    }
    self.format = format
  }

  var argumentText: String? { format.rawValue }
  static var knownWords: [String] { ExchangeFormat.allCases.map(\.rawValue) }
}

/// `--rename 'encoder\.fc(\d+)=layers.$1'`
struct RenameRule: ArgumentValue {
  var rename: TensorRename

  init(argument: String) throws(InvalidValue) {
    do throws(FormatError) {
      rename = try TensorRename(argument)
    } catch {
      guard case .invalidValue(let expected, let found) = error.reason else {
        throw InvalidValue("\(error)")
      }
      throw InvalidValue("expected \(expected), found \(found.excerpt())")
    }
  }

  var argumentText: String? { rename.text }
}
