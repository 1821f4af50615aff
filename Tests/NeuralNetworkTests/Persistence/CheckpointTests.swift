import ModelFormat
import TestSupport
import Testing

@testable import NeuralNetwork

@Suite struct CheckpointTests {
  typealias Case = ResumeTests.Case

  /// A piece of the state, and what forgets it.
  struct Piece: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let optimizer: Optimizer
    let feature: ResumeTests.Feature
    let forget: @Sendable (inout Trainer) -> Void

    init(
      _ name: String, _ optimizer: Optimizer = .adam(learningRate: 0.01),
      _ feature: ResumeTests.Feature = .shuffle,
      _ forget: @escaping @Sendable (inout Trainer) -> Void
    ) {
      testDescription = name
      self.optimizer = optimizer
      self.feature = feature
      self.forget = forget
    }
  }

  private static func zeros(_ buffers: [[FloatBuffer]]) -> [[FloatBuffer]] {
    buffers.map { $0.map { FloatBuffer(count: $0.count) } }
  }

  /// A line for each row of the table of what a checkpoint holds: without it the end must be another.
  static let pieces: [Piece] = [
    Piece("weights") { $0.current = Network(topology: $0.current.topology, seed: 1) },
    Piece("running statistics of batch norm", .adam(learningRate: 0.01), .batchNorm) {
      var tensors = $0.current.tensors
      tensors[1][2] = FloatBuffer(count: tensors[1][2].count)
      $0.current = Network(topology: $0.current.topology, tensors: tensors)
    },
    Piece("velocity", .sgd(learningRate: 0.05, momentum: 0.9)) {
      $0.state.first = zeros($0.state.first)
    },
    Piece("mean of gradients") { $0.state.first = zeros($0.state.first) },
    Piece("mean of squares") { $0.state.second = zeros($0.state.second) },
    Piece("mean of squares of RMSprop", .rmsprop(learningRate: 0.01)) {
      $0.state.second = zeros($0.state.second)
    },
    Piece("number of steps, by dropout", .adam(learningRate: 0.01), .dropout) {
      var state = OptimizerState(
        step: 1, beta1Power: $0.state.beta1Power, beta2Power: $0.state.beta2Power)
      (state.first, state.second) = ($0.state.first, $0.state.second)
      $0.state = state
    },
    Piece("powers of the betas") {
      var state = OptimizerState(step: $0.steps, beta1Power: 1, beta2Power: 1)
      (state.first, state.second) = ($0.state.first, $0.state.second)
      $0.state = state
    },
    Piece("factor of the rate", .adam(learningRate: 0.01), .plateau) {
      let kept = $0.schedule
      $0.schedule = ScheduleState(
        kept.schedule, epochs: kept.epochs, best: kept.best, waiting: kept.waiting)
    },
    Piece("loss that a plateau is measured by", .adam(learningRate: 0.01), .plateau) {
      let kept = $0.schedule
      $0.schedule = ScheduleState(
        kept.schedule, epochs: kept.epochs, factor: kept.factor, waiting: kept.waiting)
    },
    Piece("steps that a cosine is made for", .adam(learningRate: 0.01), .cosine) {
      let steps = $0.steps
      $0.plan?.totalSteps = steps
    },
    Piece("warm-up", .adam(learningRate: 0.01), .cosine) {
      $0.schedule = ScheduleState($0.schedule.schedule, epochs: $0.schedule.epochs)
    },
    Piece("last epoch") { $0.plan?.epochs = 4 },
    Piece("position in the epoch") { $0.running = nil },
    Piece("sums of the running epoch") {
      $0.running = Judgement(
        rows: $0.position, rightCount: 0, lossSums: [0, 0], weightSums: nil)
    },
    Piece("number of the epoch, by the order of rows") { $0.history.removeLast() },
    Piece("history") {
      $0.history = $0.history.map {
        EpochResult(
          epoch: $0.epoch, loss: 0, accuracy: nil, validationLoss: nil, validationAccuracy: nil)
      }
    },
    Piece("seed") {
      var settings = $0.settings
      settings.seed += 1
      $0 = $0.with(settings)
    },
    Piece("size of a batch") {
      var settings = $0.settings
      settings.batchSize = .count(9)
      $0 = $0.with(settings)
    },
    Piece("scaling") {
      $0.fitted = Trainer.FittedParts(
        inputs: $0.fitted?.inputs ?? [], outputs: $0.fitted?.outputs ?? [], inputScaling: nil,
        outputScaling: nil, examples: $0.fitted?.examples ?? [], task: .classification)
    },
    Piece("best weights", .sgd(learningRate: 4, momentum: 0.9), .earlyStopping) { $0.best = nil },
    Piece("best loss", .sgd(learningRate: 4, momentum: 0.9), .earlyStopping) {
      $0.earlyStopping = EarlyStopping(patience: 2)
    },
  ]

  @Test(arguments: pieces) func everythingKeptIsNeeded(piece: Piece) throws {
    let training = try Case(piece.optimizer, piece.feature)
    let directory = try TemporaryDirectory()
    // In the middle of the third epoch, of seven steps each; or where the best epoch is two steps behind, and
    // the last one.
    let trained = try training.whole()
    let best = trained.earlyStopping?.bestEpoch
    let whole = try trained.model()
    let stops = [best.map { 7 * $0 + 2 } ?? 17]
    let kept = try training.stopped(at: stops, in: directory)
    #expect(try kept.model() == whole)
    let forgotten = try training.stopped(at: stops, in: directory, piece.forget)
    #expect(try forgotten.model() != whole)
  }

  /// What holds on one machine alone is no part of the identity.
  @Test func theRunDoesNotEnterTheDigest() throws {
    let training = try Case(.adam(learningRate: 0.01), .shuffle)
    let trainer = try training.whole()
    let directory = try TemporaryDirectory()
    let identity = DataIdentity(training.data)
    var digests: Set<String> = []
    for arguments in [[], ["here.csv", "--target", "y"], ["/elsewhere/there.csv"]] {
      let path = directory.file("\(arguments.count).nnmodel")
      try Checkpoint(trainer, data: identity, run: RunRecord(arguments: arguments)).write(to: path)
      digests.insert(try ModelFile(opening: path).digest())
      #expect(try Checkpoint(contentsOf: path).run.arguments == arguments)
    }
    #expect(digests.count == 1)
  }

  @Test func aCheckpointPredictsAsAModel() throws {
    let training = try Case(.adam(learningRate: 0.01), .dropout)
    let trainer = try training.whole()
    let directory = try TemporaryDirectory()
    let file = directory.file("c.nnmodel")
    try Checkpoint(trainer, data: DataIdentity(training.data)).write(to: file)
    let model = try Model(contentsOf: file)
    #expect(model.network == trainer.network)
    #expect(try model.reproducesExamples() == true)
  }

  @Test func otherRowsAreToldApart() throws {
    let training = try Case(.adam(learningRate: 0.01), .shuffle)
    let checkpoint = Checkpoint(try training.whole(), data: DataIdentity(training.data))
    try checkpoint.check(DataIdentity(training.data))
    func fault(_ data: Dataset, _ held: Dataset? = nil) -> [String] {
      do throws(NetworkError) {
        try checkpoint.check(DataIdentity(data, validation: held))
        return []
      } catch {
        guard case .differs(let lines) = error.reason else { return [] }
        return lines
      }
    }
    let fewer = try training.data.subset(Array(0..<50))
    #expect(fault(fewer) == ["rows: 53 in the checkpoint, 50 here"])
    #expect(
      fault(training.data, fewer) == ["rows held back: none in the checkpoint, 50 here"])
    // The same rows in another order, and one value changed in its last bit.
    let turned = try training.data.subset(Array((0..<53).reversed()))
    #expect(fault(turned).first?.hasPrefix("digest of the data: ") == true)
    var features = training.data.features
    features[7] = features[7].nextUp
    let changed = try Dataset(
      inputs: training.data.inputs, outputs: training.data.outputs, features: features,
      targets: training.data.targets)
    #expect(fault(changed).count == 1)
  }

  @Test func aModelIsNoCheckpoint() throws {
    let training = try Case(.adam(learningRate: 0.01), .shuffle)
    let directory = try TemporaryDirectory()
    let path = directory.file("m.nnmodel")
    try training.whole().model().write(to: path)
    #expect {
      _ = try Checkpoint(contentsOf: path)
    } throws: { error in
      guard case .file(let error) = (error as? NetworkError)?.reason else { return false }
      return error.reason == .missingMember && error.field == "header.training.state"
    }
  }

  @Test func aTrainingThatHasNotBegunIsNotSaved() throws {
    let training = try Case(.adam(learningRate: 0.01), .shuffle)
    let checkpoint = Checkpoint(training.trainer, data: DataIdentity(training.data))
    let directory = try TemporaryDirectory()
    #expect(throws: NetworkError.self) { try checkpoint.write(to: directory.file("c.nnmodel")) }
    #expect(try directory.contents().isEmpty)
  }

  @Test func theSummaryIsThatOfTheCheckpoint() throws {
    let training = try Case(.adam(learningRate: 0.01), .earlyStopping)
    let directory = try TemporaryDirectory()
    let path = directory.file("c.nnmodel")
    for stop in [0, 3, 7, 10_000] {
      var trainer = training.trainer
      try trainer.fit(
        training.data, validation: training.validation, epochs: 2,
        observer: {
          $0.steps >= stop && !$0.isDone ? .stop : .goOn(until: stop)
        })
      let checkpoint = Checkpoint(
        trainer, data: DataIdentity(training.data, validation: training.validation))
      try checkpoint.write(to: path)
      let summary = try CheckpointSummary(contentsOf: path)
      #expect(summary.step == min(stop, 14) && summary.step == checkpoint.step)
      #expect(summary.epoch == min(stop / 7, 2) && summary.epoch == checkpoint.epoch)
      #expect(summary.position == (stop == 3 ? 24 : 0))
      #expect(summary.loss == checkpoint.loss && (summary.loss != nil) == (stop >= 7))
      #expect(summary.validationLoss == checkpoint.validationLoss)
      #expect(summary.isFinished == (stop > 14))
      var limits = ReaderLimits()
      limits.memory = 100
      let error = #expect(throws: NetworkError.self) {
        try CheckpointSummary(contentsOf: path, limits: limits)
      }
      guard case .file(let found)? = error?.reason else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(found.code == "limit-exceeded")
    }
  }

  /// A validation loss that is not a number is kept as one, whichever of them a processor makes.
  @Test func aLossThatIsNoNumberIsKept() throws {
    let training = try Case(.adam(learningRate: 0.01), .shuffle)
    var trainer = try training.whole()
    for nan in [Double.nan, -.nan, Double(nan: 7, signaling: false)] {
      trainer.history = trainer.history.map {
        EpochResult(
          epoch: $0.epoch, loss: $0.loss, accuracy: $0.accuracy, validationLoss: nan,
          validationAccuracy: nil)
      }
      let directory = try TemporaryDirectory()
      let path = directory.file("c.nnmodel")
      try Checkpoint(trainer, data: DataIdentity(training.data)).write(to: path)
      let again = try Checkpoint(contentsOf: path).trainer.model()
      #expect(try again == trainer.model())
      let history = try #require(again.training?.history)
      #expect(history.columns == ["loss", "accuracy", "validation-loss"])
      #expect(history.values[2].bitPattern == 0x7FF8_0000_0000_0000)
    }
  }

  @Test func fewerRowsThanWereSeenAreRefused() throws {
    let training = try Case(.adam(learningRate: 0.01), .shuffle)
    var trainer = training.trainer
    try trainer.fit(
      training.data, epochs: 2, observer: { $0.steps >= 3 ? .stop : .goOn(until: 3) })
    let before = try trainer.model()
    let few = try training.data.subset(Array(0..<24))
    #expect(
      throws: NetworkError(
        .invalid(expected: "more rows than the 24 that the epoch under way has seen", found: "24"),
        field: "data")
    ) { try trainer.resume(few) }
    #expect(try trainer.model() == before)
  }

  @Test(arguments: [Int.max, 1 << 53])
  func moreStepsThanAFileCanTellAreRefused(epochs: Int) throws {
    let training = try Case(.adam(learningRate: 0.01), .shuffle)
    var trainer = training.trainer
    #expect(throws: NetworkError.self) { try trainer.fit(training.data, epochs: epochs) }
    var trained = try training.whole()
    #expect(throws: NetworkError.self) { try trained.resume(training.data, epochs: epochs) }
  }

  /// A cosine that is given a new end is that of a training planned for it, from there on.
  @Test func theScheduleCanBeGivenTheNewEnd() throws {
    let training = try Case(.adam(learningRate: 0.01), .cosine)
    var trainer = training.trainer
    try trainer.fit(
      training.data, epochs: 5, observer: { $0.steps >= 17 ? .stop : .goOn(until: 17) })
    func rest(_ epochs: Int?, _ changes: Bool) throws -> Trainer {
      var rest = trainer
      try rest.resume(training.data, epochs: epochs, changesSchedule: changes)
      return rest
    }
    #expect(try rest(8, true).plan?.totalSteps == 56)
    #expect(try rest(8, false).plan?.totalSteps == 35)
    #expect(try rest(5, true).model() == training.whole().model())
    #expect(try rest(8, true).model() != rest(8, false).model())
  }

  /// A training that was given a later end is that of one that had it from the start.
  @Test(arguments: [ResumeTests.Feature.shuffle, .earlyStopping])
  func aLaterEndContinuesTheSameTraining(feature: ResumeTests.Feature) throws {
    let training = try Case(.adam(learningRate: 0.01), feature)
    var long = training.trainer
    try long.fit(training.data, validation: training.validation, epochs: 8)
    let directory = try TemporaryDirectory()
    let path = directory.file("c.nnmodel")
    try Checkpoint(
      try training.whole(), data: DataIdentity(training.data, validation: training.validation)
    ).write(to: path)
    var extended = try Checkpoint(contentsOf: path).trainer
    try extended.resume(training.data, validation: training.validation, epochs: 8)
    #expect(try extended.model() == long.model())
  }
}

extension Trainer {
  /// The same training with other settings, as no file could bring it about.
  fileprivate func with(_ settings: TrainingSettings) -> Trainer {
    var other = Trainer(current, settings: settings, threads: threads)
    (other.best, other.plan, other.running, other.state) = (best, plan, running, state)
    (other.schedule, other.earlyStopping, other.fitted) = (schedule, earlyStopping, fitted)
    (other.history, other.batchRows) = (history, batchRows)
    return other
  }
}
