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
  /// How the learning rate changed on the way.
  public var schedule: Schedule?
  /// The steps over which the rate rose to the optimizer's.
  public var warmupSteps: Int?
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
    schedule: Schedule? = nil, warmupSteps: Int? = nil, clipping: GradientClipping? = nil,
    classWeights: ClassWeights? = nil,
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
    self.schedule = schedule == .constant ? nil : schedule
    self.warmupSteps = warmupSteps == 0 ? nil : warmupSteps
    self.clipping = clipping
    self.classWeights = classWeights == .equal ? nil : classWeights
    self.initialization = initialization
    self.task = task
    self.history = history
  }

  /// The record of a training by `settings`; `batchSize` is what stood in where none was set.
  init(
    _ settings: TrainingSettings, batchSize: BatchSize?, epochs: Int, steps: Int,
    task: LearningTask?, history: TrainingHistory?
  ) {
    self.init(
      learningRate: settings.optimizer.learningRate, loss: settings.loss,
      optimizer: settings.optimizer, epochs: epochs, steps: steps, seed: settings.seed,
      batchSize: settings.batchSize ?? batchSize, schedule: settings.schedule,
      warmupSteps: settings.warmupSteps, clipping: settings.clipping,
      classWeights: settings.classWeights, initialization: settings.initialization, task: task,
      history: history)
  }
}
