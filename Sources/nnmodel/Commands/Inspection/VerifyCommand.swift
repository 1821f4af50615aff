import ModelFormat
import NeuralNetwork

/// `nnmodel verify`: whether files are whole, and whether a model predicts here as where it was
/// saved.
struct VerifyCommand: Command {
  static let name = "verify"
  static let summary = "checks every bit of model files"
  static let discussion = """
    Reads each file from front to back and checks every checksum and every rule of the format. With
    --predictions, also lets the network predict the examples that it carries: the same bits must
    come out here as where it was saved; the exit status is 1 where they do not.

    --json prints file, tensors and bytes of each file that is whole, and with --predictions the
    number of examples and predictionsEqual.
    """
  static let examples = [
    "nnmodel verify digits.nnmodel", "nnmodel verify --predictions digits.nnmodel",
  ]

  var models: [String] = []
  var checksPredictions = false
  var maxMemory: MemorySize?
  var isJSON = false

  static let options: [Option<Self>] = [
    .positionals("MODEL", \.models, "the files; - reads standard input"),
    .flag("--predictions", \.checksPredictions, "the model's own examples give the same bits here"),
    .maxMemory(\.maxMemory),
    .json(\.isJSON, " a file"),
  ]

  func validate() throws(UsageError) {
    try models.checkStandardInputOnce()
    if checksPredictions && models.contains("-") {
      throw UsageError("--predictions reads the file twice, so it cannot be standard input")
    }
  }

  func run(_ terminal: Terminal) throws {
    var isDifferent = false
    try forEach(models, on: terminal) { path in
      let stream = try ModelInput.stream(path, limits: maxMemory.limits)
      let tensors = stream.header.tensors
      let bytes = tensors.reduce(UInt64(0)) { $0 + UInt64($1.byteCount) }
      let progress = WorkProgress("verifying", of: Int(bytes), .bytes, on: terminal)
      defer { progress.finish() }
      try stream.forEachChunk { (_, raw) throws(FormatError) in progress.advance(by: raw.count) }
      let examples = try checksPredictions ? self.examples(of: path) : nil
      if let examples, !examples.areEqual { isDifferent = true }

      if isJSON {
        var result: [JSONOutput.Member] = [
          .init(key: "file", value: .string(path)),
          .init(key: "tensors", value: .integer(tensors.count)),
          .init(key: "bytes", value: .unsigned(bytes)),
        ]
        if let examples {
          result.append(.init(key: "examples", value: .integer(examples.count)))
          result.append(.init(key: "predictionsEqual", value: .boolean(examples.areEqual)))
        }
        return try terminal.print(JSONOutput.object(result))
      }
      var line =
        "\(Wording.input(path)): whole, every checksum right: "
        + "\(Wording.counted(tensors.count, "tensor")), \(NumberFormat.bytes(bytes))"
      if let examples {
        line +=
          "; \(Wording.counted(examples.count, "example")) predicted, "
          + (examples.areEqual ? "the same bits" : "OTHER BITS than where it was saved")
      }
      try terminal.print(line)
    }
    if isDifferent { throw ExitCode.different }
  }

  /// How many examples the model carries, and whether they give the same bits here.
  private func examples(of path: String) throws -> (count: Int, areEqual: Bool) {
    let model = try ModelInput.model(path, limits: maxMemory.limits)
    let reproduced: Bool?
    do throws(NetworkError) {
      reproduced = try model.reproducesExamples()
    } catch {
      throw Failure(.data, "\(path): its examples cannot be predicted: \(error)")
    }
    guard let areEqual = reproduced, let examples = model.examples else {
      throw Failure(.data, "\(path): carries no examples, so its predictions cannot be compared")
    }
    return (examples.inputs.count / model.network.topology.inputs, areEqual)
  }
}
