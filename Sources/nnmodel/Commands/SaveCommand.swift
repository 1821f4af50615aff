import Interchange
import ModelFormat
import NeuralNetwork

/// `nnmodel save`: packs a model of another format, or a model file again.
struct SaveCommand: Command {
  static let name = "save"
  static let summary = "packs weights of another format into a model file"
  static let discussion = """
    SOURCE is a safetensors file, or a model file that is to be written again at the current version. Every \
    tensor stays as it is.

    A safetensors file knows no network. --activation makes one of its tensors: NAME.weight of shape [out, in], \
    with NAME.bias, is a dense layer, and each needs its activation, in order. Without it, the file becomes a bag \
    of tensors.
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
    .value("--output", short: "-o", \.output, "FILE", "the model file", required: true),
    .list(
      "--activation", \.activations, "LIST", "one word a dense layer, with commas",
      default: "none: a bag of tensors"),
    .value(
      "--encoding", \.compression, "WORD",
      "raw for tensors that can be mapped, zlib without shuffling"),
    .flag("--force", \.isForced, "write over a file that is no model"),
    .flag("--quiet", \.isQuiet, "say nothing but errors"),
  ]

  func run(_ terminal: Terminal) throws {
    var terminal = terminal
    terminal.isQuiet = isQuiet
    try Output(path: output, kind: .nnmodel).check(force: isForced)
    var options = WriteOptions()
    options.compression = compression
    switch try ModelInput.kind(of: source) {
    case .nnmodel?:
      guard activations.isEmpty else {
        throw UsageError("--activation: \(source) is a model file already and knows its layers")
      }
      try ModelInput.stream(source).rewrite(to: output, options: options)
      terminal.note("packed \(source) again as \(output)")
    case .safetensors?:
      let reader = try Safetensors.Reader(reading: try ModelInput.file(source))
      let inference = try inference(reader.tensors)
      let what =
        if let inference {
          "the network \(inference.topology.inputs) → \(LayerList.text(inference.topology.layers))"
        } else if try reader.members()["model"] != nil {
          "the network that it carries"
        } else {
          "a bag of \(NumberFormat.grouped(reader.tensors.count)) tensors"
        }
      try Safetensors.convert(reader, inference: inference, to: output, options: options)
      terminal.note("packed \(source) as \(output): \(what)")
    case nil:
      throw Failure(
        .data, "\(source): neither a model file nor safetensors, by what it begins with")
    }
  }

  private func inference(_ tensors: [TensorInfo]) throws -> TopologyInference? {
    if activations.isEmpty { return nil }
    do throws(FormatError) {
      return try TopologyInference(tensors, activations: activations.map(\.activation))
    } catch {
      throw error.inFile(source)
    }
  }
}
