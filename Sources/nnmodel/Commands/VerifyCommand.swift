import ModelFormat
import NeuralNetwork

/// `nnmodel verify`: whether files are whole, and whether a model predicts here as where it was saved.
struct VerifyCommand: Command {
  static let name = "verify"
  static let summary = "checks every bit of model files"
  static let discussion = """
    Reads each file from front to back and checks every checksum and every rule of the format. With \
    --predictions, also lets the network predict the examples that it carries: the same bits must come out \
    here as where it was saved.
    """
  static let examples = [
    "nnmodel verify digits.nnmodel", "nnmodel verify --predictions digits.nnmodel",
  ]

  var models: [String] = []
  var checksPredictions = false
  var isJSON = false

  static let options: [Option<Self>] = [
    .positionals("MODEL", \.models, "the files; - reads standard input"),
    .flag("--predictions", \.checksPredictions, "the model's own examples give the same bits here"),
    .flag("--json", \.isJSON, "results as one JSON object a file"),
  ]

  func validate() throws(UsageError) {
    if checksPredictions && models.contains("-") {
      throw UsageError("--predictions reads the file twice, so it cannot be standard input")
    }
  }

  func run(_ terminal: Terminal) throws {
    var isDifferent = false
    for path in models {
      let stream = try ModelInput.stream(path)
      let tensors = stream.header.tensors
      let bytes = tensors.reduce(UInt64(0)) { $0 + UInt64($1.byteCount) }
      try stream.forEachChunk { (_, _) throws(FormatError) in }
      var result: [JSONOutput.Member] = [
        .init(key: "file", value: .string(path)), .init(key: "whole", value: true),
        .init(key: "tensors", value: .integer(tensors.count)),
        .init(key: "bytes", value: .unsigned(bytes)),
      ]
      var line =
        "\(path): whole: \(NumberFormat.grouped(tensors.count)) tensors, \(NumberFormat.bytes(bytes)), every checksum right"
      if checksPredictions {
        let model = try Model(contentsOf: path)
        guard let isSame = try model.reproducesExamples(), let examples = model.examples else {
          throw Failure(
            .data, "\(path): carries no examples, so its predictions cannot be compared")
        }
        let rows = examples.inputs.count / model.network.topology.inputs
        isDifferent = isDifferent || !isSame
        result.append(.init(key: "predictionsEqual", value: .boolean(isSame)))
        line += "; \(rows) examples predicted, " + (isSame ? "the same bits" : "OTHER BITS")
      }
      try isJSON ? terminal.print(JSONOutput.object(result)) : terminal.print(line)
    }
    if isDifferent { throw ExitCode.different }
  }
}
