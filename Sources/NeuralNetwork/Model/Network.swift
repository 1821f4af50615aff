/// A feed-forward network: a topology and its parameters.
///
/// A value: a copy is a snapshot, and two networks are equal when their topologies and all bits of
/// their parameters are.
public struct Network: Sendable {
  /// The shape of the network.
  public let topology: Topology

  /// For each layer its tensors in the order of ``Layer/tensors(inputs:)``. A buffer is never changed once
  /// it is here: copies of a network share it.
  private(set) var tensors: [[FloatBuffer]]

  /// A network with random weights, a pure function of `seed`; biases and shifts are zero, gains one.
  ///
  /// Rule A10 of spec/arithmetic.md.
  public init(topology: Topology, seed: UInt64, initialization: Initialization = .automatic) {
    self.topology = topology
    let widths = topology.widths
    tensors = withStandardFloatingPoint {
      topology.layers.enumerated().map { index, layer in
        layer.tensors(inputs: widths[index]).map { tensor in
          if let layout = tensor.panels {
            return initialization.weights(
              layout, activation: layer.activation ?? .linear, seed: seed, layer: index)
          }
          return tensor.buffer(Array(repeating: tensor.start, count: tensor.count))
        }
      }
    }
  }

  /// A network with random weights, of a topology written out in the program.
  ///
  /// - Precondition: the topology is sound; for one that comes from outside, use
  ///   `Topology(inputs:layers:)`, which throws, and `init(topology:seed:initialization:)`.
  public init(
    inputs: Int, layers: [Layer], seed: UInt64, initialization: Initialization = .automatic
  ) {
    do {
      self.init(
        topology: try Topology(inputs: inputs, layers: layers), seed: seed,
        initialization: initialization)
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
    tensors = Array(repeating: [], count: topology.layers.count)
    for (index, given) in parameters.enumerated() {
      try setParameters(given, ofLayer: index)
    }
  }

  /// A network of given tensors, which have the sizes that the topology asks for.
  init(topology: Topology, tensors: [[FloatBuffer]]) {
    self.topology = topology
    self.tensors = tensors
  }

  /// The tensors of layer `index` as the topology describes them.
  func tensorKinds(ofLayer index: Int) -> [LayerTensor] {
    topology.layers[index].tensors(inputs: topology.inputWidth(ofLayer: index))
  }

  /// The tensors of each layer.
  var tensorKinds: [[LayerTensor]] { topology.layers.indices.map(tensorKinds(ofLayer:)) }

  /// Whether every parameter is finite.
  var isFinite: Bool {
    tensors.allSatisfy {
      $0.allSatisfy { buffer in (0..<buffer.count).allSatisfy { buffer[$0].isFinite } }
    }
  }
}

extension Network {
  /// The parameters of layer `index`, as files hold them.
  ///
  /// - Precondition: `index` is that of a layer.
  public func parameters(ofLayer index: Int) -> LayerParameters {
    switch topology.layers[index] {
    case .dense: .dense(weights: weights(ofLayer: index), bias: bias(ofLayer: index))
    case .activation, .dropout: .none
    case .layerNorm:
      .normalization(gain: elements(index, 0), shift: elements(index, 1))
    case .batchNorm:
      .normalization(
        gain: elements(index, 0), shift: elements(index, 1), mean: elements(index, 2),
        variance: elements(index, 3))
    }
  }

  /// The weights of dense layer `index`, `[outputs, inputs]`.
  ///
  /// - Precondition: `index` is that of a dense layer.
  public func weights(ofLayer index: Int) -> Matrix {
    guard case .dense(let units, _, _) = topology.layers[index] else {
      preconditionFailure("layer \(index) is not dense")
    }
    var matrix = Matrix(rows: units, columns: topology.inputWidth(ofLayer: index))
    matrix.replaceElements { $0 = elements(index, 0) }
    return matrix
  }

  /// The biases of dense layer `index`, one an output; `nil` if it has none.
  ///
  /// - Precondition: `index` is that of a dense layer.
  public func bias(ofLayer index: Int) -> [Float]? {
    guard case .dense(_, _, let bias) = topology.layers[index] else {
      preconditionFailure("layer \(index) is not dense")
    }
    return bias ? elements(index, 1) : nil
  }

  /// Replaces the parameters of layer `index`; a NaN becomes the one that is stored.
  ///
  /// - Throws: `shapes` or `count` for sizes that are not the topology's; `invalid` for parameters of
  ///   another kind of layer.
  /// - Precondition: `index` is that of a layer.
  public mutating func setParameters(
    _ given: LayerParameters, ofLayer index: Int
  ) throws(NetworkError) {
    let kinds = tensorKinds(ofLayer: index)
    let found: [[Float]?]
    switch (topology.layers[index], given) {
    case (.dense, .dense(let weights, let bias)):
      guard weights.shape == kinds[0].shape else {
        throw NetworkError(
          .shapes(left: kinds[0].shape, right: weights.shape), field: "layers.\(index).weight")
      }
      found = [weights.elements, bias]
    case (.layerNorm, .normalization(let gain, let shift, nil, nil)): found = [gain, shift]
    case (.batchNorm, .normalization(let gain, let shift, let mean, let variance)):
      found = [gain, shift, mean, variance]
    case (.activation, .none), (.dropout, .none): found = []
    default:
      throw NetworkError(
        .invalid(expected: "parameters of this kind of layer", found: "others"),
        field: "layers.\(index)")
    }
    for (place, name) in ["weight", "bias", "mean", "variance"].enumerated() {
      let expected = place < kinds.count ? kinds[place].count : 0
      let count = place < found.count ? found[place]?.count ?? 0 : 0
      guard count == expected else {
        throw NetworkError(
          .count(expected: expected, found: count), field: "layers.\(index).\(name)")
      }
    }
    tensors[index] = zip(kinds, found).map { $0.buffer($1 ?? []) }
  }

  private func elements(_ layer: Int, _ place: Int) -> [Float] {
    tensorKinds(ofLayer: layer)[place].elements(tensors[layer][place])
  }
}

extension Network: Equatable {
  /// Equal in topology and in every bit of the parameters.
  public static func == (left: Network, right: Network) -> Bool {
    left.topology == right.topology
      && zip(left.tensors, right.tensors).allSatisfy {
        zip($0, $1).allSatisfy { $0.isEqual(to: $1) }
      }
  }
}
