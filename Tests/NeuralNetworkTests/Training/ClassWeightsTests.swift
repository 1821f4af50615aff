import Testing

@testable import NeuralNetwork

@Suite struct ClassWeightsTests {
  private static func data(_ classes: [Int], labels: [String] = ["a", "b", "c"]) throws -> Dataset {
    try Dataset(
      inputs: [Column(name: "x")], outputs: [Column(name: "y", kind: .classes(labels: labels))],
      features: classes.indices.map { Double($0) }, targets: .classes(classes))
  }

  /// n / (k · nᵢ): of six rows three, two and one.
  @Test func balancedIsItsFormula() throws {
    let data = try Self.data([0, 1, 0, 2, 1, 0])
    #expect(try ClassWeights.balanced.values(for: data) == [6 / 9.0, 1, 2])
    #expect(try ClassWeights.equal.values(for: data) == nil)
    #expect(try ClassWeights.given([1, 2, 3]).values(for: data) == [1, 2, 3])
  }

  @Test func weightsThatDoNotFit() throws {
    let data = try Self.data([0, 1, 2])
    func reason(_ weights: ClassWeights) -> NetworkError.Reason? {
      failure { _ = try weights.values(for: data) }?.reason
    }
    #expect(reason(.given([1, 2])) == .count(expected: 3, found: 2))
    for wrong in [0, -1, .nan, .infinity, 0x1p53] {
      #expect(
        reason(.given([1, wrong, 1])) == .invalid(expected: "a number > 0", found: "\(wrong)"))
    }
    let values = try Dataset(
      inputs: [Column(name: "x")], outputs: [Column(name: "y")], features: [1],
      targets: .values([1]))
    let error = failure { _ = try ClassWeights.balanced.values(for: values) }
    #expect(error?.field == "class weights")
    #expect(try ClassWeights.equal.values(for: values) == nil)
  }

  /// A row that counts twice is two rows.
  @Test func aWeightOfTwoIsARowTwice() throws {
    func trained(_ classes: [Int], _ weights: ClassWeights, samples: [Double]? = nil) throws
      -> Trainer
    {
      let data = try Dataset(
        inputs: [Column(name: "x")],
        outputs: [Column(name: "y", kind: .classes(labels: ["a", "b"]))],
        features: classes.map { $0 == 0 ? -0.5 : 1 }, targets: .classes(classes))
      var trainer = Trainer(
        Network(inputs: 1, layers: [.dense(2, .softmax)], seed: 2), loss: .crossEntropy,
        optimizer: .sgd(learningRate: 0.5), batchSize: .full, threads: 1, scaling: .none,
        classWeights: weights)
      try trainer.fit(try samples.map(data.weighted) ?? data, epochs: 5)
      return trainer
    }
    let twice = try trained([0, 1, 1], .equal)
    let weighted = try trained([0, 1], .given([1, 2]))
    let balanced = try trained([0, 0, 1], .balanced)
    let even = try trained([0, 1], .equal)
    for (found, expected) in [
      (weighted, twice), (try trained([0, 1], .equal, samples: [1, 2]), twice),
      (try trained([0, 1], .given([1, 4]), samples: [1, 0.5]), twice), (balanced, even),
    ] {
      for (a, b) in zip(parameters(of: found.network), parameters(of: expected.network)) {
        #expect(abs(a - b) < 1e-6)
      }
      for (a, b) in zip(found.history, expected.history) { #expect(abs(a.loss - b.loss) < 1e-6) }
    }
  }

  @Test func sampleWeightsThatDoNotFit() throws {
    let data = try Self.data([0, 1, 2])
    for wrong in [[1, 2], [1, 2, 0], [1, 2, .nan]] {
      #expect(failure { _ = try data.weighted(by: wrong) }?.field == "weights of rows")
    }
  }
}
