import Testing

@testable import NeuralNetwork

@Suite struct LayerTests {
  /// One of each kind, for five inputs: outputs, and the shapes of its tensors.
  static let kinds: [(Layer, Int, [String: [Int]])] = [
    (.dense(3, .tanh), 3, ["weight": [3, 5], "bias": [3]]),
    (.dense(20, .relu, bias: false), 20, ["weight": [20, 5]]),
    (.activation(.gelu), 5, [:]),
    (.dropout(rate: 0.5), 5, [:]),
    (.layerNorm(), 5, ["weight": [5], "bias": [5]]),
    (.batchNorm(), 5, ["weight": [5], "bias": [5], "mean": [5], "variance": [5]]),
  ]

  @Test(arguments: kinds) func widthsAndTensors(
    _ layer: Layer, _ outputs: Int, _ shapes: [String: [Int]]
  )
    throws
  {
    #expect(layer.outputs(inputs: 5) == outputs)
    let tensors = layer.tensors(inputs: 5)
    #expect(Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.shape) }) == shapes)
    #expect(tensors.filter { !$0.isTrained }.allSatisfy { ["mean", "variance"].contains($0.name) })
    for tensor in tensors {
      let elements = pseudorandom(tensor.count, seed: 51)
      #expect(tensor.elements(tensor.buffer(elements)) == elements)
    }
    // Running statistics are not parameters.
    let topology = try Topology(inputs: 5, layers: [layer])
    #expect(
      topology.parameterCount == tensors.filter(\.isTrained).reduce(0) { $0 + $1.count })
    #expect(topology.outputs == outputs)
  }

  @Test func activations() throws {
    #expect(Layer.dense(2, .elu).activation == .elu)
    #expect(Layer.activation(.silu).activation == .silu)
    #expect(Layer.layerNorm().activation == nil)
    let topology = try Topology(
      inputs: 2, layers: [.dense(3, .relu), .dense(1, .sigmoid), .dropout(rate: 0)])
    #expect(topology.outputActivation == .sigmoid)
    #expect(try Topology(inputs: 2, layers: [.layerNorm()]).outputActivation == .linear)
  }

  @Test(arguments: [
    Layer.dropout(rate: 1), .dropout(rate: -0.1), .dropout(rate: .nan), .layerNorm(epsilon: 0),
    .layerNorm(epsilon: .infinity), .batchNorm(momentum: 0), .batchNorm(momentum: 1.5),
    .batchNorm(epsilon: -1), .activation(.leakyRelu(slope: -1)), .dense(2, .leakyRelu(slope: .nan)),
  ])
  func settingsOutsideTheirDomain(_ layer: Layer) {
    #expect(failure { try layer.validate() } != nil)
    let error = failure { _ = try Topology(inputs: 2, layers: [.dense(2, .relu), layer]) }
    #expect(error?.field.hasPrefix("layers[1], ") == true, "\(String(describing: error))")
  }

  @Test func parametersOfAnotherKind() throws {
    let topology = try Topology(inputs: 2, layers: [.layerNorm()])
    func fault(_ given: LayerParameters) -> String? {
      failure { _ = try Network(topology: topology, parameters: [given]) }?.field
    }
    #expect(fault(.normalization(gain: [1, 2], shift: [3, 4])) == nil)
    #expect(fault(.normalization(gain: [1], shift: [3, 4])) == "layers.0.weight")
    #expect(fault(.normalization(gain: [1, 2], shift: [3, 4, 5])) == "layers.0.bias")
    #expect(fault(.normalization(gain: [1, 2], shift: [3, 4], mean: [0, 0])) == "layers.0")
    #expect(fault(.none) == "layers.0")
    #expect(fault(.dense(weights: Matrix(rows: 2, columns: 2), bias: nil)) == "layers.0")
  }
}
