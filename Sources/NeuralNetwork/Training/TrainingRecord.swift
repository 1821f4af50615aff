/// How a network came to be what it is; it travels with the model.
public struct TrainingRecord: Equatable, Sendable {
  /// The size of a step.
  public var learningRate: Double
  /// What was made small.
  public var loss: Loss?
  /// How.
  public var optimizer: Optimizer?
  /// How often every row was seen.
  public var epochs: Int?
  /// How often the parameters were changed.
  public var steps: Int?
  /// What all random numbers came from.
  public var seed: UInt64?
  /// The rows before a change.
  public var batchSize: BatchSize?
  /// How gradients were bounded, if they were.
  public var clipping: GradientClipping?
  /// How much the rows of each class counted, if not all alike.
  public var classWeights: ClassWeights?
  /// How the first weights were drawn.
  public var initialization: Initialization?
  /// What there was to learn.
  public var task: LearningTask?
  /// What each epoch came to.
  public var history: TrainingHistory?

  /// A record; what is not known is `nil`.
  public init(
    learningRate: Double, loss: Loss? = nil, optimizer: Optimizer? = nil, epochs: Int? = nil,
    steps: Int? = nil, seed: UInt64? = nil, batchSize: BatchSize? = nil,
    clipping: GradientClipping? = nil, classWeights: ClassWeights? = nil,
    initialization: Initialization? = nil, task: LearningTask? = nil,
    history: TrainingHistory? = nil
  ) {
    self.learningRate = learningRate
    self.loss = loss
    self.optimizer = optimizer
    self.epochs = epochs
    self.steps = steps
    self.seed = seed
    self.batchSize = batchSize
    self.clipping = clipping
    self.classWeights = classWeights == .equal ? nil : classWeights
    self.initialization = initialization
    self.task = task
    self.history = history
  }
}
