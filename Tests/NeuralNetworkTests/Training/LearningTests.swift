import TestSupport
import Testing

@testable import NeuralNetwork

/// That it learns what it should, not once by luck but seed after seed.
@Suite(.enabled(if: isOptimized, "a million steps take too long without optimisation"))
struct LearningTests {
  /// The lesson's network and task: 2-4-1 of sigmoids, weights of (−1, 1), a sample a step, 10,000 of them.
  @Test func xorIsLearntFromEverySeed() throws {
    let xor = try Dataset.of([[0, 0], [0, 1], [1, 0], [1, 1]], values: [[0], [1], [1], [0]])
    var wrong: [UInt64] = []
    for seed in 0..<100 as Range<UInt64> {
      var trainer = Trainer(
        Network(
          inputs: 2, layers: [.dense(4, .sigmoid), .dense(1, .sigmoid)], seed: seed,
          initialization: .uniform),
        // The lesson's rate of 0.5: its slope of the squared error is half of ours.
        loss: .meanSquaredError, optimizer: .sgd(learningRate: 0.25), batchSize: .count(1),
        seed: seed, threads: 1, scaling: .none)
      try trainer.fit(xor, epochs: 2500)
      let told = try [[0, 0], [0, 1], [1, 0], [1, 1]].map {
        try trainer.network.predict($0)[0] > 0.5
      }
      if told != [false, true, true, false] { wrong.append(seed) }
    }
    #expect(wrong == [])
  }

  /// Handwritten digits with everything at its default, over ten seeds: 98.1 % right in the mean.
  @Test func digitsAreLearntByDefault() throws {
    let data = try Dataset(csv: Fixtures.path("data/digits.csv"), target: "digit")
    var accuracies: [Double] = []
    for seed in [42, 1, 2, 3, 4, 5, 6, 7, 8, 9] as [UInt64] {
      let (training, held) = try data.split(holdingBack: Defaults.validation, seed: seed)
      var trainer = Trainer(
        Network(topology: try Defaults.topology(for: data), seed: seed), loss: .crossEntropy,
        seed: seed)
      try trainer.fit(training, validation: held)
      accuracies.append(try #require(trainer.history.last?.validationAccuracy))
    }
    let mean = accuracies.reduce(0, +) / Double(accuracies.count)
    #expect(mean >= 0.975, "\(accuracies)")
  }
}

/// Whether this is an optimised build, whose assertions are not evaluated.
private let isOptimized: Bool = {
  var isOptimized = true
  assert(
    {
      isOptimized = false
      return true
    }())
  return isOptimized
}()
