import ModelFormat
import NeuralNetwork

/// `--layers 64,relu,dropout:0.2,32,layer-norm,silu,10,softmax`: a number is a dense layer, a word after it
/// its activation or a layer of its own.
struct LayerList: ArgumentValue {
  var layers: [Layer]

  /// Names of other libraries, and ours.
  private static let aliases: [String: Activation] = [
    "identity": .linear, "none": .linear, "logistic": .sigmoid, "hyperbolic-tangent": .tanh,
    "rectifier": .relu, "leakyrelu": .leakyRelu(), "leaky_relu": .leakyRelu(), "swish": .silu,
    "gelu_tanh": .geluTanh,
  ]
  private static let layerWords = ["dropout", "layer-norm", "batch-norm"]

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
      } else if let layer = try Self.layer(word) {
        layers.append(layer)
        isOpen = false
      } else {
        let activation = try Self.activation(word)
        guard !layers.isEmpty else {
          throw InvalidValue(
            "\(word.quoted) must stand behind a layer, such as 64,\(word.excerpt())")
        }
        if isOpen, case .dense(let units, _, let bias)? = layers.last {
          layers[layers.count - 1] = .dense(units: units, activation: activation, bias: bias)
        } else if layers.last?.activation == nil {
          layers.append(.activation(activation))
        } else {
          throw InvalidValue("\(word.quoted) stands behind another activation")
        }
        isOpen = false
      }
    }
    self.layers = layers
  }

  /// A layer that is a word of its own; nil for another word.
  private static func layer(_ text: String) throws(InvalidValue) -> Layer? {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let layer: Layer
    switch (parts[0], parts.count) {
    case ("dropout", 2): layer = .dropout(rate: try number(parts[1], "dropout"))
    case ("dropout", _): throw InvalidValue("dropout needs a rate, such as dropout:0.2")
    case ("layer-norm", 1): layer = .layerNorm()
    case ("batch-norm", 1): layer = .batchNorm()
    case ("layer-norm", _), ("batch-norm", _): throw InvalidValue("\(parts[0]) takes no number")
    default: return nil
    }
    do throws(NetworkError) { try layer.validate() } catch { throw InvalidValue("\(error)") }
    return layer
  }

  /// One word for an activation.
  static func activation(_ text: String) throws(InvalidValue) -> Activation {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let word = String(parts[0])
    guard var activation = aliases[word] ?? Activation.all.first(where: { $0.word == word }) else {
      throw .unknownWord(text, known: Activation.all.map(\.word) + layerWords)
    }
    if parts.count > 1 {
      guard case .leakyRelu = activation else { throw InvalidValue("\(word) takes no number") }
      activation = .leakyRelu(slope: try number(parts[1], word))
    }
    do throws(NetworkError) { try activation.validate() } catch { throw InvalidValue("\(error)") }
    return activation
  }

  private static func number(_ text: Substring, _ word: String) throws(InvalidValue) -> Double {
    do throws(InvalidValue) {
      return try Double(argument: String(text))
    } catch {
      throw InvalidValue("\(word): \(error.reason)")
    }
  }

  var argumentText: String? { Self.text(layers) }

  /// The list as a person would write it.
  static func text(_ layers: [Layer]) -> String {
    layers.map { layer in
      switch layer {
      case .dense(let units, let activation, let bias):
        "\(units),\(text(activation))" + (bias ? "" : " (no bias)")
      case .activation(let activation): text(activation)
      case .dropout(let rate): "dropout:\(NumberFormat.shortest(rate))"
      case .layerNorm: "layer-norm"
      case .batchNorm: "batch-norm"
      }
    }.joined(separator: ",")
  }

  /// An activation as a person would write it.
  static func text(_ activation: Activation) -> String {
    guard case .leakyRelu(let slope) = activation, activation != .leakyRelu() else {
      return activation.word
    }
    return "leaky-relu:\(NumberFormat.shortest(slope))"
  }
}

/// `--activation relu,softmax`: one word a dense layer.
struct ActivationWord: ArgumentValue {
  var activation: Activation

  init(argument: String) throws(InvalidValue) {
    activation = try LayerList.activation(argument)
  }

  var argumentText: String? { LayerList.text(activation) }
  static var knownWords: [String] { Activation.all.map(\.word) }
}
