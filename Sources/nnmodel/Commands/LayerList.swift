import NeuralNetwork

/// `--layers 64,relu,10,softmax`: a number is a dense layer, a word after it its activation.
struct LayerList: ArgumentValue {
  var layers: [Layer]

  /// Names of other libraries, and ours.
  private static let aliases: [String: Activation] = [
    "identity": .linear, "none": .linear, "logistic": .sigmoid, "hyperbolic-tangent": .tanh,
    "rectifier": .relu,
  ]

  init(_ layers: [Layer]) { self.layers = layers }

  init(argument: String) throws(InvalidValue) {
    var layers: [Layer] = []
    var isOpen = false
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let word = String(part)
      if let units = Int(word) {
        guard (1...Topology.maximumWidth).contains(units) else {
          throw InvalidValue("a layer of \(word) units: expected 1 to \(Topology.maximumWidth)")
        }
        layers.append(.dense(units, .linear))
        isOpen = true
      } else {
        let activation = try Self.activation(word)
        guard isOpen, case .dense(let units, _, let bias)? = layers.last else {
          throw InvalidValue("'\(word)' must stand behind a layer's number of units")
        }
        layers[layers.count - 1] = .dense(units: units, activation: activation, bias: bias)
        isOpen = false
      }
    }
    self.layers = layers
  }

  /// One word of the list.
  static func activation(_ word: String) throws(InvalidValue) -> Activation {
    if let activation = Activation(rawValue: word) ?? aliases[word] { return activation }
    throw .unknownWord(word, known: Activation.allCases.map(\.rawValue))
  }

  var argumentText: String? { Self.text(layers) }

  /// The list as a person would write it.
  static func text(_ layers: [Layer]) -> String {
    layers.map { layer in
      switch layer {
      case .dense(let units, let activation, let bias):
        "\(units),\(activation.rawValue)" + (bias ? "" : " (no bias)")
      }
    }.joined(separator: ",")
  }
}

/// `--activation relu,softmax`: one word a dense layer.
struct ActivationWord: ArgumentValue {
  var activation: Activation

  init(argument: String) throws(InvalidValue) {
    activation = try LayerList.activation(argument)
  }

  var argumentText: String? { activation.rawValue }
  static var knownWords: [String] { Activation.allCases.map(\.rawValue) }
}
