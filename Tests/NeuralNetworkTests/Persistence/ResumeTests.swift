import Glibc
import ModelFormat
import TestSupport
import Testing

@testable import NeuralNetwork

/// Stopped anywhere, saved, loaded and resumed, a training ends with the bits of one that was never stopped.
///
/// NNMODEL_STOPS says how many stops each case has; `scripts/resume-campaign` sets it.
@Suite struct ResumeTests {
  static let optimizers: [Optimizer] = [
    .sgd(learningRate: 0.05, momentum: 0.9), .adam(learningRate: 0.01),
    .adamw(learningRate: 0.01, weightDecay: 0.1), .rmsprop(learningRate: 0.01),
  ]

  enum Feature: String, CaseIterable {
    case shuffle, dropout, batchNorm, cosine, plateau, earlyStopping, weights, tiny
  }

  /// A training with one feature in it, of 5 epochs.
  struct Case {
    let trainer: Trainer
    let data: Dataset
    let validation: Dataset?
    static let epochs = 5

    init(_ optimizer: Optimizer, _ feature: Feature) throws {
      var data = try Self.rows(53, seed: 3)
      if feature == .weights {
        data = try data.weighted(by: (0..<data.count).map { Double($0 % 5 + 1) / 2 })
      }
      var settings = TrainingSettings(
        loss: feature == .tiny ? .meanSquaredError : .crossEntropy)
      settings.optimizer = feature == .tiny ? .sgd(learningRate: 0.05) : optimizer
      settings.batchSize = .count(feature == .tiny ? 1 : 8)
      settings.seed = 9
      var hidden: [Layer] = [.dense(7, .tanh)]
      switch feature {
      case .shuffle, .weights, .tiny: break
      case .dropout: hidden.append(.dropout(rate: 0.3))
      case .batchNorm: hidden.append(.batchNorm())
      case .cosine:
        settings.schedule = .cosine(minimum: 1e-4)
        settings.warmupSteps = 5
      case .plateau:
        settings.schedule = .plateau(factor: 0.5, patience: 0, minimum: 0, threshold: 0.2)
      case .earlyStopping: settings.earlyStopping = EarlyStopping(patience: 2)
      }
      self.data = data
      validation =
        feature == .earlyStopping || feature == .plateau ? try Self.rows(11, seed: 8) : nil
      trainer = Trainer(
        Network(
          inputs: 4, layers: hidden + [.dense(3, feature == .tiny ? .sigmoid : .softmax)], seed: 5),
        settings: settings, threads: 1)
    }

    static func rows(_ count: Int, seed: UInt32) throws -> Dataset {
      let numbers = pseudorandom(count * 5, seed: seed).map(Double.init)
      return try Dataset(
        inputs: (0..<4).map { Column(name: "x\($0)") },
        outputs: [Column(name: "y", kind: .classes(labels: ["a", "b", "c"]))],
        features: Array(numbers.prefix(count * 4)),
        targets: .classes((0..<count).map { Int((numbers[count * 4 + $0] + 1) * 1.49) }))
    }

    /// Trained in one go.
    func whole() throws -> Trainer {
      var trainer = trainer
      try trainer.fit(data, validation: validation, epochs: Self.epochs)
      return trainer
    }

    /// Trained with stops at some steps; at each, what `change` makes of the saved training goes on.
    func stopped(
      at stops: [Int], in directory: TemporaryDirectory,
      _ change: (inout Trainer) -> Void = { _ in }
    ) throws -> Trainer {
      var trainer = trainer
      var rest = stops[...]
      func observer(_ stop: Int) -> TrainingObserver {
        { $0.steps >= stop && !$0.isDone ? .stop : .goOn(until: stop) }
      }
      try trainer.fit(
        data, validation: validation, epochs: Self.epochs,
        observer: observer(rest.popFirst() ?? .max))
      while !trainer.isDone {
        let path = directory.file("stopped.nnmodel")
        var options = WriteOptions()
        options.durability = .none
        try Checkpoint(trainer, data: DataIdentity(data, validation: validation)).write(
          to: path, options: options)
        trainer = try Checkpoint(contentsOf: path).trainer
        trainer.threads = 2
        change(&trainer)
        try trainer.resume(
          data, validation: validation, observer: observer(rest.popFirst() ?? .max))
      }
      return trainer
    }
  }

  private static let stopCount =
    unsafe getenv("NNMODEL_STOPS").flatMap { Int(unsafe String(cString: $0)) } ?? 4

  @Test(arguments: optimizers, Feature.allCases)
  func endsWithTheSameBits(optimizer: Optimizer, feature: Feature) throws {
    let training = try Case(optimizer, feature)
    let whole = try training.whole().model()
    let steps = feature == .tiny ? 53 * Case.epochs : 7 * Case.epochs
    var random = RandomSequence(seed: 77, stream: .shuffle, index: 1)
    let directory = try TemporaryDirectory()
    for round in 0..<Self.stopCount {
      // One stop, then several in a row; step 0, the middle and the end of epochs among them.
      let count = 1 + round % 4
      let stops = (0..<count).map { _ in Int(random.nextUnit() * Float(steps)) }.sorted()
      let resumed = try training.stopped(at: stops, in: directory)
      #expect(try resumed.model() == whole, "stopped at \(stops)")
    }
  }
}
