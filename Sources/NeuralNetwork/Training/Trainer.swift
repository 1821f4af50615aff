public import ModelFormat

/// Trains a network on the rows of a data set.
///
/// A value: a copy is a snapshot that can be trained on by itself. The same network, data, settings
/// and seed give the same bits on any processor and any number of threads.
public struct Trainer: Sendable {
  /// The network: the best one there was when a training with early stopping has ended, otherwise as it is
  /// now.
  public var network: Network { plan?.isDone == true ? best ?? current : current }
  /// How it is trained.
  public let settings: TrainingSettings
  /// How many threads may compute; it changes no bit.
  public var threads: Int
  /// What each epoch came to.
  public internal(set) var history: [EpochResult] = []
  /// The number of steps taken.
  public var steps: Int { state.step }
  /// The rows seen of the epoch under way, 0 between two.
  public var position: Int { running?.rows ?? 0 }
  /// Whether the training has come to its end, or has none yet.
  public var isDone: Bool { plan?.isDone ?? true }
  /// Whether early stopping has ended the training.
  public var hasStoppedEarly: Bool { plan?.isDone == true && earlyStopping?.isOver == true }
  /// The epoch with which the training is to end; `nil` before the first.
  public var lastEpoch: Int? { plan?.epochs }

  /// The network after the last step, from which training goes on.
  var current: Network
  /// The network after the best epoch, kept where early stopping is to take it back.
  var best: Network?
  /// How far the training is to go; `nil` before the first.
  var plan: TrainingPlan?
  /// What the epoch under way has come to; `nil` between two.
  var running: Judgement?
  /// What the optimizer, the schedule and early stopping remember.
  var state = OptimizerState()
  var schedule: ScheduleState
  var earlyStopping: EarlyStopping?
  /// The rows of a batch, once they are known.
  var batchRows: Int?
  var fitted: FittedParts?

  /// The number of example rows that a trained model carries.
  private static let exampleRows = 4

  /// What the first data set has settled.
  struct FittedParts: Sendable {
    let inputs: [Column]
    let outputs: [Column]
    let inputScaling: Scaling?
    let outputScaling: Scaling?
    let examples: [Double]
    let task: LearningTask
  }

  /// A trainer that has not begun.
  ///
  /// What does not fit together, such as cross-entropy without softmax, is found by `fit`.
  public init(
    _ network: Network, settings: TrainingSettings, threads: Int = availableProcessors
  ) {
    current = network
    self.settings = settings
    self.threads = threads
    schedule = ScheduleState(settings.schedule, warmupSteps: settings.warmupSteps)
    earlyStopping = settings.earlyStopping
  }

  /// A trainer that has not begun, with the settings that are most often chosen.
  public init(
    _ network: Network, loss: Loss, optimizer: Optimizer = Defaults.optimizer,
    batchSize: BatchSize? = nil, seed: UInt64 = Defaults.seed,
    threads: Int = availableProcessors, scaling: ScalingMethod = Defaults.scaling
  ) {
    var settings = TrainingSettings(loss: loss)
    settings.optimizer = optimizer
    settings.batchSize = batchSize
    settings.seed = seed
    settings.scaling = scaling
    self.init(network, settings: settings, threads: threads)
  }

  /// The complete model: the network with the columns, scaling, record and examples of what it
  /// was trained on.
  ///
  /// - Throws: what the network's own outputs for the examples throw; nothing after a `fit` that
  ///   returned.
  public func model(metadata: Metadata = [:]) throws(NetworkError) -> Model {
    let record = TrainingRecord(
      settings, batchSize: batchRows.map { .count($0) }, epochs: history.count, steps: state.step,
      task: fitted?.task, history: TrainingHistory(history))
    let bare = try Model(
      network: network, inputs: fitted?.inputs, outputs: fitted?.outputs,
      inputScaling: fitted?.inputScaling, outputScaling: fitted?.outputScaling,
      metadata: metadata, training: record)
    guard let rows = fitted?.examples else { return bare }
    let examples = Examples(inputs: rows, outputs: try bare.outputs(for: rows).elements)
    return try Model(
      network: network, inputs: bare.inputs, outputs: bare.outputs,
      inputScaling: bare.inputScaling, outputScaling: bare.outputScaling, metadata: metadata,
      training: record, examples: examples)
  }

  /// What `data` settles if it is the first.
  func settle(_ data: Dataset) throws(NetworkError) -> FittedParts {
    let (inputScaling, outputScaling) = try settings.scaling.fitted(to: data)
    return FittedParts(
      inputs: data.inputs, outputs: data.outputs, inputScaling: inputScaling,
      outputScaling: outputScaling,
      examples: Array(data.features.prefix(Self.exampleRows * data.width)),
      task: data.task)
  }
}
