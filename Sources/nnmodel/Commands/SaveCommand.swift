import Interchange
import ModelFormat
import NeuralNetwork

/// `nnmodel save`: packs a model of another format, or a model file again.
struct SaveCommand: Command {
  static let name = "save"
  static let summary = "packs weights of another format into a model file"
  static let discussion = """
    SOURCE is a safetensors file, or a model file that is to be written again at the current
    version. Every tensor stays as it is.

    A safetensors file knows no network, unless 'nnmodel load' wrote it. --activation makes one of
    its tensors: NAME.weight of shape [out, in], with NAME.bias, is a dense layer, and each needs
    its activation, in order. Without it, the file becomes a bag of tensors.
    """
  static let examples = [
    "nnmodel save weights.safetensors -o bag.nnmodel",
    "nnmodel save mlp.safetensors --activation relu,softmax -o mlp.nnmodel",
    "nnmodel save --encoding raw big.nnmodel -o mappable.nnmodel",
  ]

  var source = ""
  var output = ""
  var activations: [ActivationWord] = []
  var compression = Compression.auto
  var isForced = false
  var isQuiet = false

  static let options: [Option<Self>] = [
    .positional("SOURCE", \.source, "the file to pack"),
    .value(
      "--output", short: "-o", \.output, "FILE", "the model file, or - for standard output",
      required: true),
    .list(
      "--activation", \.activations, "LIST", "one word a dense layer, with commas",
      default: "none: a bag of tensors"),
    .value(
      "--encoding", \.compression, "WORD",
      "raw for tensors that can be mapped, zlib without shuffling"),
    .force(\.isForced),
    .flag("--quiet", \.isQuiet, "say nothing but errors"),
  ]

  func validate() throws(UsageError) {
    if source == "-" {
      throw UsageError("SOURCE must be a file: it is looked at first to tell its format")
    }
  }

  func run(_ terminal: Terminal) throws {
    var terminal = terminal
    terminal.isQuiet = isQuiet
    let kind = try kindOfSource()
    let file = OutputFile(path: output, kind: .nnmodel)
    try file.check(force: isForced, on: terminal)
    do {
      let what =
        switch kind {
        case .nnmodel: try packAgain(to: file.location)
        case .safetensors: try packTensors(to: file.location)
        }
      terminal.note("packed \(source) as \(file.name): \(what)")
    } catch {
      throw file.explained(error)
    }
  }

  private var options: WriteOptions {
    var options = WriteOptions()
    options.compression = compression
    return options
  }

  /// Writes a model file again, and tells in words what is in it.
  private func packAgain(to path: String) throws -> String {
    guard activations.isEmpty else {
      throw UsageError("--activation: \(source) is a model file already and knows its layers")
    }
    let stream = try ModelInput.stream(source)
    let what = Wording.counted(stream.header.tensors.count, "tensor")
    try stream.rewrite(to: path, options: options)
    return "\(what), written again"
  }

  /// Writes a model file from a safetensors file, and tells in words what it is.
  private func packTensors(to path: String) throws -> String {
    let reader = try Safetensors.Reader(reading: try File(opening: source))
    var foreign = ImportOptions()
    foreign.activations = activations.map(\.activation)
    let assembly: NetworkAssembly
    do throws(FormatError) {
      assembly = try Safetensors.assembly(of: reader, foreign)
    } catch {
      throw error.inFile(source)
    }
    try Safetensors.convert(reader, assembly: assembly, to: path, options: options)
    return what(assembly)
  }

  /// The format of the file to pack, by what it begins with.
  private func kindOfSource() throws -> FileFormat {
    guard SystemCalls.isRegularFile(source) else {
      // What is not there, or is a directory, says so itself.
      _ = try File(opening: source)
      throw Failure(.data, "\(source): not a regular file, which is needed to tell its format")
    }
    guard let kind = try FileFormat(contentsOf: source) else {
      throw Failure(
        .data, "\(source): neither a model file nor safetensors, by what it begins with")
    }
    return kind
  }

  /// What the file is packed as, in words.
  private func what(_ assembly: NetworkAssembly) -> String {
    guard let topology = assembly.topology else {
      return "a bag of \(Wording.counted(assembly.tensors.count, "tensor"))"
    }
    return "the network \(Wording.network(topology))"
  }
}
