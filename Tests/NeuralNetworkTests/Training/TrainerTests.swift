import Testing

@testable import NeuralNetwork

@Suite struct TrainerTests {
  static let xor = try! Dataset(
    inputs: [Column(name: "a"), Column(name: "b")],
    outputs: [Column(name: "xor", kind: .classes(labels: ["0", "1"]))],
    features: [0, 0, 0, 1, 1, 0, 1, 1], targets: .classes([0, 1, 1, 0]))

  /// 147 rows of 40 inputs, wide enough to be split between threads, with a short last batch.
  private static func rows(outputs: Int?) throws -> Dataset {
    let numbers = pseudorandom(147 * 40, seed: 11)
    return try Dataset(
      inputs: (0..<40).map { Column(name: "x\($0)") },
      outputs: outputs.map { (0..<$0).map { Column(name: "y\($0)") } }
        ?? [Column(name: "y", kind: .classes(labels: ["a", "b", "c"]))],
      features: numbers.map { Double($0) * 3 + 1 },
      targets: outputs.map { .values(pseudorandom(147 * $0, seed: 12).map { Double($0) }) }
        ?? .classes((0..<147).map { ($0 * 7 + $0 / 5) % 3 }))
  }

  /// 20 steps through every kind of layer and activation.
  static func trainedDigest(threads: Int) throws -> UInt32 {
    var layers: [Layer] = [.dense(200, .tanh), .batchNorm(), .dropout(rate: 0.25)]
    for activation in Activation.all { layers += [.dense(24, activation), .layerNorm()] }
    layers += [.dense(40, .linear, bias: false), .activation(.silu), .dense(3, .softmax)]
    var trainer = Trainer(
      Network(inputs: 40, layers: layers, seed: 5), loss: .crossEntropy(labelSmoothing: 0.1),
      optimizer: .adamw(learningRate: 0.01), batchSize: .count(32), seed: 6, threads: threads,
      clipping: .norm(0.5), classWeights: .balanced)
    try trainer.fit(rows(outputs: nil), epochs: 4)
    #expect(trainer.steps == 20)
    return bitDigest(parameters(of: trainer.network))
  }

  /// The same of what needs no function but a root, so that the bits are those of the rules of this file
  /// alone; every layer is large enough to be shared between threads.
  private static func digestWithoutFunctions(threads: Int) throws -> UInt32 {
    let layers: [Layer] = [
      .dense(500, .relu), .batchNorm(), .dense(100, .leakyRelu()), .dropout(rate: 0.25),
      .layerNorm(),
      .activation(.relu), .dense(5, .linear),
    ]
    var trainer = Trainer(
      Network(inputs: 40, layers: layers, seed: 5), loss: .huber(delta: 0.5),
      optimizer: .adam(learningRate: 0.01), batchSize: .count(32), seed: 6, threads: threads)
    try trainer.fit(rows(outputs: 5), epochs: 4)
    return bitDigest(parameters(of: trainer.network))
  }

  /// The literal was written down from a release build with AVX-512 and found again with every other tier.
  @Test(arguments: [1, 2, 4]) func sameBitsInEveryBuildOnAnyThreads(threads: Int) throws {
    let digest = try Self.digestWithoutFunctions(threads: threads)
    #expect(digest == 0xA2A4_9734)
    if threads > 1 {
      #expect(try Self.trainedDigest(threads: threads) == Self.trainedDigest(threads: 1))
    }
  }

  @Test(arguments: 0..<5) func learnsXOR(seed: UInt64) throws {
    var trainer = Trainer(
      Network(inputs: 2, layers: [.dense(4, .sigmoid), .dense(1, .sigmoid)], seed: seed),
      loss: .binaryCrossEntropy, optimizer: .adam(learningRate: 0.1), batchSize: .full,
      seed: seed, threads: 1)
    try trainer.fit(Self.xor, epochs: 400)
    let model = try trainer.model()
    for (row, label) in [([0.0, 0.0], "0"), ([0, 1], "1"), ([1, 0], "1"), ([1, 1], "0")] {
      #expect(try model.predict(row).label == label)
    }
    #expect(trainer.history.count == 400)
    #expect((trainer.history.last?.loss ?? 1) < trainer.history[0].loss)
    #expect(trainer.history.last?.accuracy == 1)
  }

  /// Least squares has a closed form: y = 3x − 2 + noise that sums to zero along 1 and x.
  @Test func learnsALine() throws {
    let xs: [Double] = [0, 1, 2, 3]
    let noise = [0.1, -0.3, 0.3, -0.1]  // orthogonal to [1, 1, 1, 1] and [0, 1, 2, 3]
    let data = try Dataset(
      inputs: [Column(name: "x")], outputs: [Column(name: "y", unit: "m")], features: xs,
      targets: .values(zip(xs, noise).map { 3 * $0 - 2 + $1 }))
    var trainer = Trainer(
      Network(inputs: 1, layers: [.dense(1, .linear)], seed: 1), loss: .meanSquaredError,
      optimizer: .sgd(learningRate: 0.3), batchSize: .full, threads: 1)
    try trainer.fit(data, epochs: 200)
    let model = try trainer.model()
    guard case .values(let values) = try model.predict([10]) else {
      Issue.record("a class, not a value")
      return
    }
    #expect(abs(values[0] - 28) < 1e-4)
    guard case .regression(let measures) = try model.evaluate(data).measures else {
      Issue.record("no measures of values")
      return
    }
    let total = 3.0 * 3.0 * 5 + 0.2
    #expect(abs(measures.meanAbsoluteError - 0.2) < 1e-5)
    #expect(abs(measures.rootMeanSquaredError - 0.05.squareRoot()) < 1e-5)
    #expect(abs((measures.r2 ?? 0) - (1 - 0.2 / total)) < 1e-6)
  }

  @Test func learnsIris() throws {
    let data = try Dataset(csv: CSVReader(bytes: fixture("iris.csv")), targets: ["species"])
    let (training, held) = try data.split(holdingBack: 0.2, seed: 1)
    var trainer = Trainer(
      Network(topology: try Defaults.topology(for: data), seed: 1), loss: .crossEntropy)
    var seen: [EpochResult] = []
    try trainer.fit(training, validation: held, epochs: 15) { seen.append($0) }
    #expect(seen == trainer.history)
    #expect(seen.map(\.epoch) == Array(1...15))
    let evaluation = try trainer.model().evaluate(held)
    #expect(evaluation.loss == seen.last?.validationLoss)
    guard case .classification(let measures) = evaluation.measures else {
      Issue.record("no measures of classes")
      return
    }
    #expect(measures.accuracy >= 0.9)
    #expect(measures.accuracy == seen.last?.validationAccuracy)
    #expect(measures.labels == ["setosa", "versicolor", "virginica"])
    #expect(measures.confusion.counts.map { $0.reduce(0, +) } == [10, 10, 10])
  }

  @Test func trainingOnIsTrainingLonger() throws {
    var once = Trainer(
      Network(inputs: 2, layers: [.dense(3, .tanh), .dense(1, .sigmoid)], seed: 4),
      loss: .binaryCrossEntropy, batchSize: .count(3), threads: 1)
    var twice = once
    try once.fit(Self.xor, epochs: 7)
    try twice.fit(Self.xor, epochs: 3)
    try twice.fit(Self.xor, epochs: 4)
    #expect(once.network == twice.network)
    #expect(once.history == twice.history)
    #expect(once.steps == 14)  // four rows: batches of three and one
  }

  @Test func aBatchOverTheRowsIsAllOfThem() throws {
    func trained(_ batchSize: BatchSize?) throws -> Trainer {
      var trainer = Trainer(
        Network(inputs: 2, layers: [.dense(1, .sigmoid)], seed: 4), loss: .binaryCrossEntropy,
        batchSize: batchSize, threads: 1)
      try trainer.fit(Self.xor, epochs: 5)
      return trainer
    }
    let full = try trained(.full)
    #expect(full.steps == 5)
    for batchSize in [nil, BatchSize.count(4)] {
      #expect(try trained(batchSize).network == full.network)
    }
    #expect(try trained(nil).model().training?.batchSize == .count(4))
    // Who asks for more rows than there are has made a mistake.
    #expect(
      failure { _ = try trained(.count(5)) }
        == NetworkError(
          .invalid(expected: "at most the 4 rows there are, or full", found: "5"),
          field: "batch size"))
  }

  /// The first step makes the weight some 10¹⁵, the second some 10³⁰, the third more than single precision
  /// holds, and the fourth sees it in the loss, before the epoch of five steps is over.
  @Test func lossThatLeavesTheFiniteNumbers() throws {
    let data = try Dataset(
      inputs: [Column(name: "x")], outputs: [Column(name: "y")], features: [1, 2, 3, 4, 5],
      targets: .values([1, 2, 4, 8, 16]))
    var trainer = Trainer(
      Network(inputs: 1, layers: [.dense(1, .linear)], seed: 1), loss: .meanSquaredError,
      optimizer: .sgd(learningRate: 1e15), batchSize: .count(1), threads: 1, scaling: .none)
    let error = failure { try trainer.fit(data, epochs: 50) }
    #expect(error?.reason == .notFinite(epoch: 1, step: 4))
  }

  /// relu turns the NaN of a hidden layer into zero, so the loss alone would not tell.
  @Test func parameterThatLeavesTheFiniteNumbers() throws {
    let network = try Network(
      topology: Topology(inputs: 1, layers: [.dense(1, .relu), .dense(1, .linear)]),
      parameters: [
        .dense(weights: Matrix([[.nan]]), bias: [0]), .dense(weights: Matrix([[1]]), bias: [0]),
      ])
    let data = try Dataset(
      inputs: [Column(name: "x")], outputs: [Column(name: "y")], features: [1, 2],
      targets: .values([1, 2]))
    var trainer = Trainer(network, loss: .meanSquaredError, batchSize: .full, threads: 1)
    #expect(
      failure { try trainer.fit(data, epochs: 5) }?.reason == .notFinite(epoch: 1, step: 1))
  }

  @Test func whatDoesNotFitTogether() throws {
    func fit(
      _ layers: [Layer], _ loss: Loss, batch: BatchSize = .full, epochs: Int = 1,
      inputs: Int = 2, threads: Int = 1
    ) -> NetworkError? {
      var trainer = Trainer(
        Network(inputs: inputs, layers: layers, seed: 1), loss: loss, batchSize: batch,
        threads: threads)
      return failure { try trainer.fit(Self.xor, epochs: epochs) }
    }
    #expect(fit([.dense(2, .relu)], .crossEntropy)?.field == "cross-entropy")
    #expect(fit([.dense(3, .softmax)], .crossEntropy)?.reason == .count(expected: 2, found: 3))
    #expect(
      fit([.dense(2, .softmax)], .crossEntropy, inputs: 3)?.reason == .count(expected: 3, found: 2))
    #expect(fit([.dense(2, .softmax)], .crossEntropy, batch: .count(0))?.field == "batch size")
    #expect(fit([.dense(2, .softmax)], .crossEntropy, epochs: 0)?.field == "epochs")
    #expect(fit([.dense(2, .softmax)], .crossEntropy, threads: 0)?.field == "threads")
    #expect(fit([.dense(2, .softmax)], .crossEntropy) == nil)
  }
}
