public import ModelFormat

/// The programs whose networks in JSON are read.
public enum JSONFormat: String, CaseIterable, Sendable {
  /// Our own text form of a model file.
  case model = "nnmodel JSON"
  /// What Toy-Neural-Network-JS serializes.
  case toyNeuralNetwork = "Toy-Neural-Network-JS"
  /// What brain.js serializes.
  case brainJS = "brain.js"

  /// Whether a file may be one of them: its first character that is no blank is `{`.
  ///
  /// - Parameter bytes: the first bytes of the file.
  public static func recognises(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.first { !TextScanner.isBlank($0) } == UInt8(ascii: "{")
  }

  /// The program whose members an object has.
  public init?(_ json: JSON) {
    if ModelJSON.recognises(json) {
      self = .model
    } else if ToyNeuralNetwork.recognises(json) {
      self = .toyNeuralNetwork
    } else if BrainJS.recognises(json) {
      self = .brainJS
    } else {
      return nil
    }
  }

  /// Reads a network in JSON, whichever of these programs wrote it.
  ///
  /// - Throws: `FormatError` with `inconsistent` for JSON that is none of theirs, or as the reader of its format.
  public static func read(
    _ path: String, _ options: ImportOptions
  ) throws(FormatError) -> (format: JSONFormat, model: ImportedModel) {
    let file = try JSONFile(reading: path)
    guard let format = JSONFormat(file.json) else {
      let names = allCases.map(\.rawValue).joined(separator: ", ")
      throw FormatError(
        .inconsistent(
          expected: "the members that one of these has: \(names)", found: "others"), field: "file",
        path: path)
    }
    let model =
      switch format {
      case .model: try ModelJSON.read(file, options)
      case .toyNeuralNetwork: try ToyNeuralNetwork.read(file, options)
      case .brainJS: try BrainJS.read(file, options)
      }
    return (format, model)
  }
}
