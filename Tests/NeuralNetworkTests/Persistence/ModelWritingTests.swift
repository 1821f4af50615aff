import ModelFormat
import TestSupport
import Testing

@testable import NeuralNetwork

/// What a file gives back is what was written, in every bit.
struct ModelWritingTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func written(_ model: Model) throws -> Model {
    let path = directory.file("m.nnmodel")
    try model.write(to: path)
    let model = try Model(contentsOf: path)
    #expect(try Model(reading: ModelStream(reading: File(opening: path))) == model)
    return model
  }

  @Test("keeps metadata under names that only look the same")
  func metadata() throws {
    let fixture = try #require(Fixtures.golden.first { $0.file == "network-metadata.nnmodel" })
    let path = directory.file("again.nnmodel")
    try Model(contentsOf: fixture.path).write(to: path)
    #expect(try ModelFile(opening: path).digest() == fixture.digest)
    #expect(try ModelFile(opening: path).header.metadata.count == 2)
  }

  /// A record of nothing but what it must have, and what `change` makes of it.
  private static func record(_ change: (inout TrainingRecord) -> Void) -> TrainingRecord {
    var record = TrainingRecord(learningRate: 0.25)
    change(&record)
    return record
  }

  private func expectKept(_ record: TrainingRecord) throws {
    let network = Network(inputs: 1, layers: [.dense(2, .softmax)], seed: 1)
    let found = try written(Model(network: network, training: record)).training
    #expect(found == record)
  }

  private static let layers: [[Layer]] =
    Activation.all.map { [.dense(3, $0)] }
    + Activation.all.map { [.layerNorm(), .activation($0)] } + [
      [.dense(17, .leakyRelu(slope: 0.2), bias: false), .activation(.leakyRelu(slope: 0))],
      [.dropout(rate: 0), .dense(2, .relu), .dropout(rate: 0.75)],
      [.layerNorm(epsilon: 1e-3), .dense(40, .gelu), .layerNorm()],
      [
        .batchNorm(momentum: 1, epsilon: 1e-7), .dense(5, .silu), .batchNorm(), .dense(1, .sigmoid),
      ],
    ]

  @Test(arguments: layers) func everyKindOfLayer(_ layers: [Layer]) throws {
    let topology = try Topology(inputs: 19, layers: layers)
    // Numbers of every tensor that no first parameters have.
    let tensors = topology.layers.enumerated().map { index, layer in
      layer.tensors(inputs: topology.widths[index]).enumerated().map { place, tensor in
        tensor.buffer(pseudorandom(tensor.count, seed: UInt32(100 * index + place)))
      }
    }
    let model = try Model(network: Network(topology: topology, tensors: tensors))
    let found = try written(model)
    #expect(found == model)
    let input = pseudorandom(19, seed: 3)
    #expect(bits(try found.network.predict(input)) == bits(try model.network.predict(input)))
  }

  @Test(arguments: [
    Loss.meanSquaredError, .meanAbsoluteError, .huber(), .huber(delta: 0.125), .binaryCrossEntropy,
    .crossEntropy, .crossEntropy(labelSmoothing: 0.1),
  ])
  func everyLoss(loss: Loss) throws { try expectKept(Self.record { $0.loss = loss }) }

  @Test(arguments: ReferenceStep.optimizers) func everyOptimizer(optimizer: Optimizer) throws {
    var record = TrainingRecord(learningRate: optimizer.learningRate)
    record.optimizer = optimizer
    try expectKept(record)
  }

  @Test func everythingElse() throws {
    for clipping in [GradientClipping.norm(1), .value(0.3)] {
      try expectKept(Self.record { $0.clipping = clipping })
    }
    for weights in [ClassWeights.balanced, .given([1, 2.5])] {
      try expectKept(Self.record { $0.classWeights = weights })
    }
    for initialization in Initialization.allCases {
      try expectKept(Self.record { $0.initialization = initialization })
    }
    for batchSize in [BatchSize.full, .count(1), .count(1 << 40)] {
      try expectKept(Self.record { $0.batchSize = batchSize })
    }
    for seed in [0, 42, UInt64.max] { try expectKept(Self.record { $0.seed = seed }) }
    for task in LearningTask.allCases { try expectKept(Self.record { $0.task = task }) }
    try expectKept(Self.record { ($0.epochs, $0.steps) = (3, 9) })
    let history = try TrainingHistory(columns: ["loss", "accuracy"], values: [1, 0.5, 0.25, 0.75])
    try expectKept(Self.record { $0.history = history })
    #expect(TrainingRecord(learningRate: 1, classWeights: .equal).classWeights == nil)
  }

  /// What training has made, with columns, scaling, history and examples.
  @Test func aTrainedModel() throws {
    let data = try Dataset(csv: CSVReader(bytes: fixture("iris.csv")), targets: ["species"])
    let topology = try Topology(
      inputs: 4,
      layers: [
        .dense(20, .gelu), .batchNorm(), .dropout(rate: 0.1), .layerNorm(), .dense(3, .softmax),
      ])
    var trainer = Trainer(
      Network(topology: topology, seed: 1, initialization: .lecun),
      loss: .crossEntropy(labelSmoothing: 0.1), optimizer: .rmsprop(learningRate: 1e-3),
      clipping: .norm(1), classWeights: .given([1, 2, 3]), initialization: .lecun,
      schedule: .exponential(factor: 0.9))
    try trainer.fit(data, validation: data, epochs: 2)
    let model = try trainer.model(metadata: ["title": "Flowers"])
    let found = try written(model)
    #expect(found == model)
    #expect(try found.reproducesExamples() == true)
    #expect(found.training?.batchSize == .count(32))
    #expect(try found.evaluate(data).loss == trainer.history.last?.validationLoss)
  }

  @Test func numbersThatNoFileMayHold() throws {
    let network = Network(inputs: 1, layers: [.dense(1, .linear)], seed: 1)
    let model = try Model(network: network, training: TrainingRecord(learningRate: .infinity))
    let error = failure { try model.write(to: directory.file("m.nnmodel")) }
    guard case .file? = error?.reason else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(try directory.contents() == [])
  }
}
