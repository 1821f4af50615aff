public import ModelFormat
import NeuralNetwork

/// The JSON of brain.js: fully connected layers, all of one activation (github.com/BrainJS/brain.js,
/// src/neural-network.ts).
///
/// Versions 2 and 1 are read, 2 is written. Names of inputs and outputs become columns, where a row that lacks an
/// input has 0, as there. Recurrent networks are refused.
public enum BrainJS {
  static let program = "brain.js"

  private static let types = ["NeuralNetwork", "NeuralNetworkGPU"]
  private static let words: [String: Activation] = [
    "sigmoid": .sigmoid, "relu": .relu, "leaky-relu": .leakyRelu(), "tanh": .tanh,
  ]

  /// Whether an object has layers, and beside them a member that the library writes; or calls itself a network.
  public static func recognises(_ json: JSON) -> Bool {
    guard case .object(let object) = json else { return false }
    let names = ["layers", "hiddenLayers"]
    let others = ["sizes", "inputLookup", "outputLookup", "activation", "trainOpts", "options"]
    return names.contains { object[$0] != nil } && others.contains { object[$0] != nil }
  }

  /// Reads a network.
  ///
  /// Parameters are kept in single precision where every one is a number of it, as those of `Float32Array` are.
  ///
  /// - Throws: `FormatError` for a recurrent network, layers or names that do not fit the sizes, an activation without
  ///   an exact counterpart, what is not JSON, or `system`.
  public static func read(
    _ path: String, _ options: ImportOptions
  ) throws(FormatError) -> ImportedModel {
    try options.refuseActivations()
    return try JSONFile(reading: path, limits: options.limits).naming {
      (fields) throws(FormatError) in try read(fields)
    }
  }

  private static func read(_ fields: HeaderFields) throws(FormatError) -> ImportedModel {
    if fields.object["type"] != nil {
      let type = try fields.string("type")
      guard types.contains(type) else {
        throw fields.error(.unknownWord(type, known: types), at: "type")
      }
    }
    guard fields.object["layers"] != nil else { throw fields.error(.missingMember, at: "layers") }
    var layers = try BrainLayers(fields)
    let (activation, assumptions) = try activation(fields, isVersion1: layers.isVersion1)
    for index in layers.layers.indices { layers.layers[index].activation = activation }

    let network = DenseNetwork(layers: layers.layers)
    var model = try network.imported(isSingle: network.isSingle)
    model.assumptions = assumptions
    model.members["model"] = model.topology.flatMap { layers.modelMember(of: $0) }
    for name in ["options", "trainOpts"] {
      guard let value = fields.object[name] else { continue }
      model.metadata.append((name, String(decoding: value.canonicalBytes(), as: UTF8.self)))
    }
    return model
  }

  /// The activation of all layers: in version 2 a member of `trainOpts`, in version 1 one of the network.
  private static func activation(
    _ fields: HeaderFields, isVersion1: Bool
  ) throws(FormatError) -> (Activation, assumptions: [String]) {
    let training = fields.object["trainOpts"] != nil ? try fields.fields("trainOpts") : nil
    let place = isVersion1 ? fields : training
    guard let place, place.object["activation"] != nil else {
      return (
        .sigmoid,
        [
          "the activation is not in the file: took sigmoid, as \(program) does unless told otherwise"
        ]
      )
    }
    let word = try place.string("activation")
    guard let activation = words[word] else {
      throw place.error(.unknownWord(word, known: words.keys.sorted()), at: "activation")
    }
    guard case .leakyRelu(let usual) = activation else { return (activation, []) }
    if isVersion1 {
      throw place.error(
        .invalidValue(
          expected: "another activation: version 1 computes slope · max(0, x) by this one,",
          found: word), at: "activation")
    }
    guard let training, training.object["leakyReluAlpha"] != nil else {
      return (.leakyRelu(slope: usual), [])
    }
    let slope = try training.real("leakyReluAlpha")
    guard (0...1).contains(slope) else {
      throw training.error(
        .outOfRange(expected: "0 to 1", found: canonicalSpelling(of: slope)), at: "leakyReluAlpha")
    }
    return (.leakyRelu(slope: slope), [])
  }
}
