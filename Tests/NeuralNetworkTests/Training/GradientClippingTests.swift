import Testing

@testable import NeuralNetwork

@Suite struct GradientClippingTests {
  @Test(arguments: [0, -1, .nan, .infinity, 0x1p53]) func boundsOutsideTheirDomain(bound: Double) {
    for clipping in [GradientClipping.norm(bound), .value(bound)] {
      #expect(failure { try clipping.validate() }?.field == "gradient clipping")
    }
  }

  /// One step of y = w₀x₀ + w₁x₁ + b from zero towards 6 at (3, −1): the gradient is −12 · (3, −1, 1).
  private func changes(_ clipping: GradientClipping?, bias: Bool = true) throws -> [Double] {
    let network = try Network(
      topology: Topology(inputs: 2, layers: [.dense(1, .linear, bias: bias)]),
      parameters: [.dense(weights: Matrix([[0, 0]]), bias: bias ? [0] : nil)])
    let data = try Dataset(
      inputs: [Column(name: "a"), Column(name: "b")], outputs: [Column(name: "y")],
      features: [3, -1], targets: .values([6]))
    var trainer = Trainer(
      network, loss: .meanSquaredError, optimizer: .sgd(learningRate: 0.5), threads: 1,
      scaling: .none, clipping: clipping)
    try trainer.fit(data, epochs: 1)
    return parameters(of: trainer.network).map(Double.init)
  }

  @Test func aLargeGradientIsScaledAsAWhole() throws {
    let whole: [Double] = [18, -6, 6]
    let length = 12 * 11.0.squareRoot()
    #expect(try changes(nil) == whole)
    #expect(try changes(.norm(length * 1.001)) == whole)
    for (found, expected) in zip(try changes(.norm(1)), whole) {
      #expect(abs(found - expected / length) < 1e-6)
    }
    let shortLength = 12 * 10.0.squareRoot()
    for (found, expected) in zip(try changes(.norm(2), bias: false), whole) {
      #expect(abs(found - 2 * expected / shortLength) < 1e-6)
    }
  }

  @Test func eachElementIsBounded() throws {
    #expect(try changes(.value(20)) == [10, -6, 6])
    #expect(try changes(.value(1)) == [0.5, -0.5, 0.5])
    #expect(try changes(.value(36)) == [18, -6, 6])
  }

  /// The norm is that of all layers together, normalisations too: with a bound that nothing reaches, the
  /// gradients that are kept lead to the step that is otherwise taken at once.
  @Test func aBoundThatNothingReachesChangesNoBit() throws {
    let network = Network(
      inputs: 4,
      layers: [
        .dense(20, .relu), .layerNorm(), .dense(18, .linear), .batchNorm(), .dense(3, .linear),
      ],
      seed: 3)
    let data = try Dataset(
      inputs: (0..<4).map { Column(name: "x\($0)") },
      outputs: (0..<3).map { Column(name: "y\($0)") },
      features: pseudorandom(40 * 4).map { Double($0) },
      targets: .values(pseudorandom(40 * 3, seed: 2).map { Double($0) }))
    var results: [Network] = []
    for clipping in [nil, GradientClipping.norm(1e6)] {
      var trainer = Trainer(
        network, loss: .meanSquaredError, optimizer: .adam(learningRate: 0.01),
        batchSize: .count(16),
        threads: 2, clipping: clipping)
      try trainer.fit(data, epochs: 3)
      results.append(trainer.network)
    }
    #expect(results[0] == results[1])
  }
}
