import Testing

@testable import NeuralNetwork

@Suite struct InitializationTests {
  @Test(arguments: [(1, 1), (4, 3), (64, 32), (784, 10)]) func boundsAreTheirFormulas(
    n: Int, m: Int
  ) {
    func bound(_ initialization: Initialization, _ activation: Activation = .linear) -> Double {
      Double(initialization.bound(inputs: n, outputs: m, activation: activation))
    }
    let glorot = (6 / Double(n + m)).squareRoot()
    let he = (6 / Double(n)).squareRoot()
    for (initialization, expected) in [
      (Initialization.glorot, glorot), (.he, he), (.lecun, (3 / Double(n)).squareRoot()),
      (.uniform, 1), (.zeros, 0),
    ] {
      #expect(abs(bound(initialization) - expected) <= 1.2e-7 * expected)
    }
    for activation in Activation.all {
      let isOneSided = ["relu", "leaky-relu", "elu", "gelu", "gelu-tanh", "silu"]
        .contains(activation.word)
      #expect(
        bound(.automatic, activation) == bound(isOneSided ? .he : .glorot), "\(activation)")
    }
  }

  /// Every draw is the same; only the bound differs.
  @Test(arguments: Initialization.allCases) func weightsFillTheirBound(
    _ initialization: Initialization
  ) {
    let layers: [Layer] = [.dense(50, .tanh)]
    let unit = Network(inputs: 40, layers: layers, seed: 8, initialization: .uniform)
    let network = Network(inputs: 40, layers: layers, seed: 8, initialization: initialization)
    let bound = initialization.bound(inputs: 40, outputs: 50, activation: .tanh)
    #expect(
      network.weights(ofLayer: 0).elements == unit.weights(ofLayer: 0).elements.map { $0 * bound })
    #expect(network.bias(ofLayer: 0) == Array(repeating: 0, count: 50))
    #expect((unit.weights(ofLayer: 0).elements.map(\.magnitude).max() ?? 0) > 0.99)
  }

  @Test func normalizationsBeginWithoutAnEffect() {
    let network = Network(inputs: 2, layers: [.layerNorm(), .batchNorm()], seed: 1)
    guard case .normalization([1, 1], [0, 0], nil, nil) = network.parameters(ofLayer: 0),
      case .normalization([1, 1], [0, 0], [0, 0]?, [1, 1]?) = network.parameters(ofLayer: 1)
    else {
      Issue.record("other first parameters")
      return
    }
  }

  @Test func words() throws {
    #expect(
      Initialization.allCases.map(\.rawValue)
        == ["automatic", "glorot", "he", "lecun", "uniform", "zeros"])
    #expect(failure { _ = try Initialization(word: "xavier") }?.field == "initialisation")
  }
}
