/// A feed-forward network: a topology and its parameters.
///
/// A value: a copy is a snapshot, and two networks are equal when their topologies and all bits of
/// their parameters are.
public struct Network: Sendable {
  /// The shape of the network.
  public let topology: Topology

  /// For each layer its parameters in memory order; of a dense layer the weights,
  /// `[inputs, outputs]` row after row, then the bias, if it has one.
  ///
  /// In this order the inner loop of a product runs over outputs, each with a sum of its own.
  var parameters: [[[Float]]]

  /// A network with random weights and biases of zero, a pure function of `seed`.
  ///
  /// Weights are uniform in ±√(6 / inputs) before relu (He) and in ±√(6 / (inputs + outputs))
  /// otherwise (Glorot). Rule A10 of spec/arithmetic.md.
  public init(topology: Topology, seed: UInt64) {
    self.topology = topology
    parameters = []
    for (index, layer) in topology.layers.enumerated() {
      let inputs = topology.inputWidth(ofLayer: index)
      switch layer {
      case .dense(let units, let activation, let bias):
        let weights = withStandardFloatingPoint {
          Self.initialWeights(
            inputs: inputs, outputs: units, activation: activation, seed: seed, layer: index)
        }
        parameters.append(bias ? [weights, Array(repeating: 0, count: units)] : [weights])
      }
    }
  }

  /// A network with random weights, of a topology written out in the program.
  ///
  /// - Precondition: the topology is sound; for one that comes from outside, use
  ///   `Topology(inputs:layers:)`, which throws, and `init(topology:seed:)`.
  public init(inputs: Int, layers: [Layer], seed: UInt64) {
    do {
      self.init(topology: try Topology(inputs: inputs, layers: layers), seed: seed)
    } catch {
      preconditionFailure("\(error)")
    }
  }

  /// A network of given parameters, one entry a layer.
  ///
  /// - Throws: `count` for a number of layers or biases that is not the topology's; `shapes` for
  ///   weights that do not fit. The field names the tensor.
  public init(topology: Topology, parameters: [LayerParameters]) throws(NetworkError) {
    guard parameters.count == topology.layers.count else {
      throw NetworkError(
        .count(expected: topology.layers.count, found: parameters.count),
        field: "layers with parameters")
    }
    self.topology = topology
    self.parameters = Array(repeating: [], count: topology.layers.count)
    for (index, given) in parameters.enumerated() {
      try setParameters(given, ofLayer: index)
    }
  }

  /// The parameters of layer `index`, as files hold them.
  ///
  /// - Precondition: `index` is that of a layer.
  public func parameters(ofLayer index: Int) -> LayerParameters {
    switch topology.layers[index] {
    case .dense:
      .dense(weights: weights(ofLayer: index), bias: bias(ofLayer: index))
    }
  }

  /// The weights of dense layer `index`, `[outputs, inputs]`.
  ///
  /// - Precondition: `index` is that of a dense layer.
  public func weights(ofLayer index: Int) -> Matrix {
    switch topology.layers[index] {
    case .dense(let units, _, _):
      let inputs = topology.inputWidth(ofLayer: index)
      var matrix = Matrix(rows: units, columns: inputs)
      matrix.replaceElements {
        NeuralNetwork.transpose(
          parameters[index][0], into: &$0, rows: inputs, columns: units)
      }
      return matrix
    }
  }

  /// The biases of dense layer `index`, one an output; `nil` if it has none.
  ///
  /// - Precondition: `index` is that of a dense layer.
  public func bias(ofLayer index: Int) -> [Float]? {
    switch topology.layers[index] {
    case .dense(_, _, let bias): bias ? parameters[index][1] : nil
    }
  }

  /// Replaces the parameters of layer `index`; a NaN becomes the one that is stored.
  ///
  /// - Throws: `shapes` or `count` for sizes that are not the topology's.
  /// - Precondition: `index` is that of a layer.
  public mutating func setParameters(
    _ given: LayerParameters, ofLayer index: Int
  ) throws(NetworkError) {
    let inputs = topology.inputWidth(ofLayer: index)
    switch (topology.layers[index], given) {
    case (.dense(let units, _, let hasBias), .dense(let weights, let bias)):
      guard weights.shape == [units, inputs] else {
        throw NetworkError(
          .shapes(left: [units, inputs], right: weights.shape), field: "layers.\(index).weight")
      }
      let biases = hasBias ? units : 0
      guard (bias?.count ?? 0) == biases else {
        throw NetworkError(
          .count(expected: biases, found: bias?.count ?? 0), field: "layers.\(index).bias")
      }
      let stored = transposed(weights.elements, rows: units, columns: inputs)
        .map(\.withCanonicalNaN)
      parameters[index] = hasBias ? [stored, (bias ?? []).map(\.withCanonicalNaN)] : [stored]
    }
  }

  /// Whether every parameter is finite.
  var isFinite: Bool {
    parameters.allSatisfy { $0.allSatisfy { $0.allSatisfy(\.isFinite) } }
  }

  private static func initialWeights(
    inputs: Int, outputs: Int, activation: Activation, seed: UInt64, layer: Int
  ) -> [Float] {
    let bound: Float =
      switch activation {
      case .relu: (6 / Float(inputs)).squareRoot()
      case .linear, .sigmoid, .tanh, .softmax: (6 / Float(inputs + outputs)).squareRoot()
      }
    var random = RandomSequence(seed: seed, stream: .weights, index: layer)
    return (0..<(inputs * outputs)).map { _ in (2 * random.nextUnit() - 1) * bound }
  }
}

extension Network: Equatable {
  /// Equal in topology and in every bit of the parameters.
  public static func == (left: Network, right: Network) -> Bool {
    left.topology == right.topology
      && zip(left.parameters, right.parameters).allSatisfy {
        zip($0, $1).allSatisfy { $0.elementsEqual($1) { $0.bitPattern == $1.bitPattern } }
      }
  }
}
