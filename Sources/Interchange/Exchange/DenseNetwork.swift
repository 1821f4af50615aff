import ModelFormat
import NeuralNetwork

/// A network as programs see it that know fully connected layers alone, each with biases.
struct DenseNetwork {
  /// Outputs are the activation of weights · inputs + biases.
  struct Layer {
    var inputs: Int
    var activation: Activation
    /// [outputs, inputs], row by row.
    var weights: [Double]
    /// [outputs].
    var biases: [Double]

    var outputs: Int { biases.count }
  }

  /// From the inputs on; at least one.
  let layers: [Layer]

  /// Inputs, then the outputs of each layer.
  var sizes: [Int] { [layers[0].inputs] + layers.map(\.outputs) }
}

extension DenseNetwork {
  /// The network of a model file: dropout, which does nothing outside of training, is left out, an activation by
  /// itself joins the linear layer before it, and biases that are not there are 0.
  ///
  /// - Parameters:
  ///   - program: who knows no other layers, for errors.
  ///   - bound: what every parameter is smaller than.
  /// - Throws: `FormatError` with `missing-member` for a bag of tensors; `inconsistent` for other layers;
  ///   `invalid-value` for parameters that are no finite numbers below the bound.
  init(
    _ model: ExportedModel, for program: String, below bound: Double = .infinity
  ) throws(FormatError) {
    let topology = try model.topology()
    var layers: [Layer] = []
    var width = topology.inputs
    for (index, layer) in topology.layers.enumerated() {
      let found: String
      switch layer {
      case .dropout: continue
      case .dense(let units, let activation, let hasBias):
        let names = ["weight", "bias"].map { "layers.\(index).\($0)" }
        let weights = try model.parameter(names[0], below: bound)
        let biases =
          hasBias ? try model.parameter(names[1], below: bound) : try Self.zeros(units)
        layers.append(
          Layer(inputs: width, activation: activation, weights: weights, biases: biases))
        width = units
        continue
      case .activation(let activation):
        if layers.last?.activation == .linear {
          layers[layers.count - 1].activation = activation
          continue
        }
        found = "an activation that does not follow a linear one"
      case .layerNorm: found = "a layer norm"
      case .batchNorm: found = "a batch norm"
      }
      throw FormatError(
        .inconsistent(expected: "dense layers, as \(program) has no others,", found: found),
        field: "header.model.layers[\(index)]")
    }
    guard !layers.isEmpty else {
      throw FormatError(
        .inconsistent(expected: "a dense layer for \(program)", found: "none"),
        field: "header.model.layers")
    }
    self.layers = layers
  }

  private static func zeros(_ count: Int) throws(FormatError) -> [Double] {
    try requireMemory(8 * count, for: "hold \(count) biases in memory")
    return [Double](repeating: 0, count: count)
  }

  /// The network as a model in memory.
  ///
  /// - Parameter isSingle: whether every parameter is one in single precision, and is kept so.
  /// - Throws: `FormatError` with `limit-exceeded` for a network beyond our limits, or `system`.
  func imported(isSingle: Bool = false) throws(FormatError) -> ImportedModel {
    let topology: Topology
    do throws(NetworkError) {
      topology = try Topology(
        inputs: layers[0].inputs, layers: layers.map { .dense($0.outputs, $0.activation) })
    } catch {
      throw FormatError(
        .limitExceeded(expected: "a network within limits", found: "\(error)"), field: "layers")
    }
    var tensors: [Tensor] = []
    for (index, layer) in layers.enumerated() {
      for (name, shape, values) in [
        ("weight", [layer.outputs, layer.inputs], layer.weights),
        ("bias", [layer.outputs], layer.biases),
      ] {
        let name = "layers.\(index).\(name)"
        if isSingle { try requireMemory(4 * values.count, for: "hold \(name) in memory") }
        tensors.append(
          isSingle
            ? try Tensor(name, shape: shape, values.map { Float($0) })
            : try Tensor(name, shape: shape, values))
      }
    }
    return ImportedModel(tensors: tensors, topology: topology)
  }

  /// Whether every parameter is a number of single precision.
  var isSingle: Bool {
    layers.allSatisfy { layer in
      layer.weights.allSatisfy(\.isSingle) && layer.biases.allSatisfy(\.isSingle)
    }
  }
}

extension Double {
  fileprivate var isSingle: Bool { Double(Float(self)) == self }
}

extension ExportedModel {
  fileprivate func parameter(
    _ name: String, below bound: Double
  ) throws(FormatError) -> [Double] {
    let values = try parameter(name)
    if let value = values.first(where: { !($0.magnitude < bound) }) {
      throw FormatError(
        .invalidValue(
          expected: bound == .infinity
            ? "a finite number" : "a number below \(canonicalSpelling(of: bound))",
          found: "\(value)"),
        field: "tensors[\"\(name)\"]")
    }
    return values
  }

  /// The learning rate that the network was trained with, here or by the program that it came from.
  var learningRate: Double? {
    if let rate = summary?.training?.learningRate { return rate }
    guard let text = header.metadata.first(where: { $0.name == "learning_rate" })?.text,
      let rate = TextScanner.number(ArraySlice(text.utf8)), rate > 0
    else { return nil }
    return rate
  }
}
