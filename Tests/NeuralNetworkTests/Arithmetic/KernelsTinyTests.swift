import TestSupport
import Testing

@testable import NeuralNetwork

/// The epochs of tiny networks against the engine, which a bound that nothing reaches calls for.
@Suite struct KernelsTinyTests {
  private static func data(rows: Int, inputs: Int, outputs: Int, classes: Bool) throws -> Dataset {
    let labels = outputs == 1 ? ["no", "yes"] : (0..<outputs).map { "c\($0)" }
    return try Dataset(
      inputs: (0..<inputs).map { Column(name: "x\($0)") },
      outputs: classes
        ? [Column(name: "y", kind: .classes(labels: labels))]
        : (0..<outputs).map { Column(name: "y\($0)") },
      features: pseudorandom(rows * inputs, seed: 21).map { Double($0) },
      targets: classes
        ? .classes((0..<rows).map { ($0 * 5 + $0 / 3) % labels.count })
        : .values(pseudorandom(rows * outputs, seed: 22).map { Double($0) }))
  }

  private static func expectSameBits(
    _ network: Network, _ loss: Loss, _ data: Dataset, epochs: Int, rate: Double = 0.2
  ) throws {
    func trained(_ clipping: GradientClipping?) throws -> Trainer {
      var trainer = Trainer(
        network, loss: loss, optimizer: .sgd(learningRate: rate), batchSize: .count(1), seed: 3,
        threads: 1, clipping: clipping)
      try trainer.fit(data, epochs: epochs)
      return trainer
    }
    let (tiny, general) = (try trained(nil), try trained(.value(1e15)))
    #expect(bits(parameters(of: tiny.network)) == bits(parameters(of: general.network)))
    #expect(tiny.network == general.network)
    #expect(tiny.history == general.history)
    #expect(tiny.steps == general.steps)
    #expect(tiny.network != network)
  }

  @Test func twoHundredStepsOfXOR() throws {
    let network = Network(inputs: 2, layers: [.dense(3, .sigmoid), .dense(1, .sigmoid)], seed: 4)
    try Self.expectSameBits(network, .meanSquaredError, TrainerTests.xor, epochs: 50)
    try Self.expectSameBits(network, .binaryCrossEntropy, TrainerTests.xor, epochs: 50)
  }

  @Test(arguments: Activation.all) func everyActivationAtTheFullWidth(_ activation: Activation)
    throws
  {
    let layers: [Layer] = [.dense(16, activation), .dense(16, activation, bias: false)]
    let values = try Self.data(rows: 30, inputs: 16, outputs: 16, classes: false)
    try Self.expectSameBits(
      Network(inputs: 16, layers: layers, seed: 5), .meanSquaredError, values, epochs: 3, rate: 0.05
    )
    let classes = try Self.data(rows: 30, inputs: 16, outputs: 3, classes: true)
    try Self.expectSameBits(
      Network(inputs: 16, layers: layers + [.dense(3, .sigmoid)], seed: 6), .binaryCrossEntropy,
      classes, epochs: 3, rate: 0.05)
  }

  @Test(arguments: 1...8) func everyDepthOfOddWidths(depth: Int) throws {
    let layers = (0..<depth).map { Layer.dense(depth == $0 + 1 ? 2 : 3 + 5 * $0 % 13, .tanh) }
    try Self.expectSameBits(
      Network(inputs: 7, layers: layers, seed: 7), .meanSquaredError,
      Self.data(rows: 11, inputs: 7, outputs: 2, classes: true), epochs: 2)
  }

  /// What fills up panels is zero afterwards, too: a network is the one that its file holds.
  @Test func paddingStaysZero() throws {
    var trainer = Trainer(
      Network(inputs: 2, layers: [.dense(3, .sigmoid), .dense(1, .sigmoid)], seed: 4),
      loss: .binaryCrossEntropy, optimizer: .sgd(learningRate: 0.5), batchSize: .count(1))
    try trainer.fit(TrainerTests.xor, epochs: 3)
    let path = try TemporaryDirectory()
    let model = try trainer.model()
    try model.write(to: path.file("xor.nnmodel"))
    #expect(try Model(contentsOf: path.file("xor.nnmodel")) == model)
  }
}
