/// Trains a network on the rows of a data set.
///
/// A value: a copy is a snapshot that can be trained on by itself. The same network, data, options
/// and seed give the same bits on any processor and any number of threads.
public struct Trainer: Sendable {
  /// The network as it is now.
  public private(set) var network: Network
  /// What is made small.
  public let loss: Loss
  /// How.
  public let optimizer: Optimizer
  /// The rows before a change; `nil` for the default, or all rows where there are fewer.
  public let batchSize: BatchSize?
  /// How gradients are bounded, if they are.
  public let clipping: GradientClipping?
  /// How much the rows of each class count.
  public let classWeights: ClassWeights
  /// What the order of the rows comes from.
  public let seed: UInt64
  /// How many threads may compute; it changes no bit.
  public var threads: Int
  /// How columns are scaled: inputs always, outputs if they are values.
  public let scaling: ScalingMethod
  /// What hidden layers are told of the error behind them.
  public let hiddenErrors: HiddenErrors
  /// How the first weights were drawn, for the record.
  public var initialization: Initialization?
  /// What each epoch came to.
  public private(set) var history: [EpochResult] = []
  /// The number of steps taken.
  public var steps: Int { state.step }

  private var state = OptimizerState()
  /// The batch that stood in for one that was not given.
  private var batchUsed: BatchSize?
  private var fitted: FittedParts?

  /// The number of example rows that a trained model carries.
  private static let exampleRows = 4

  /// What the first data set has settled.
  private struct FittedParts: Sendable {
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
    _ network: Network, loss: Loss, optimizer: Optimizer = Defaults.optimizer,
    batchSize: BatchSize? = nil, seed: UInt64 = Defaults.seed,
    threads: Int = availableProcessors, scaling: ScalingMethod = Defaults.scaling,
    clipping: GradientClipping? = nil, classWeights: ClassWeights = .equal,
    hiddenErrors: HiddenErrors = .slope
  ) {
    self.network = network
    self.loss = loss
    self.optimizer = optimizer
    self.batchSize = batchSize
    self.seed = seed
    self.threads = threads
    self.scaling = scaling
    self.clipping = clipping
    self.classWeights = classWeights
    self.hiddenErrors = hiddenErrors
  }

  /// The complete model: the network with the columns, scaling, record and examples of what it
  /// was trained on.
  ///
  /// - Throws: what the network's own outputs for the examples throw; nothing after a `fit` that
  ///   returned.
  public func model(metadata: [String: String] = [:]) throws(NetworkError) -> Model {
    let record = TrainingRecord(
      learningRate: optimizer.learningRate, loss: loss, optimizer: optimizer,
      epochs: history.count, steps: state.step, seed: seed, batchSize: batchSize ?? batchUsed,
      clipping: clipping, classWeights: classWeights, initialization: initialization,
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

  /// Trains for `epochs` more epochs, each over all rows in an order of its own.
  ///
  /// Scaling is fitted on `data` at the first call and kept. A last batch that is shorter is used
  /// like any other.
  ///
  /// - Parameters:
  ///   - data: the rows to learn.
  ///   - validation: rows to judge by after each epoch; they change nothing.
  ///   - sampleWeights: how much each row of `data` counts, beside the weight of its class.
  ///   - epochs: how often every row is seen.
  ///   - progress: called after each epoch.
  /// - Throws: `invalid` for an option outside its domain or a loss that does not suit the last
  ///   activation; `count` for data that do not fit the network, or fewer rows than a batch;
  ///   `notFinite`, with epoch and step, when the loss or a parameter is no longer a finite number; the
  ///   trainer is then as it was before.
  public mutating func fit(
    _ data: Dataset, validation: Dataset? = nil, sampleWeights: [Double]? = nil,
    epochs: Int = Defaults.epochs, progress: (EpochResult) -> Void = { _ in }
  ) throws(NetworkError) {
    try validate(epochs: epochs)
    let parts = if let fitted { fitted } else { try settle(data) }
    if let fitted, data.inputs != fitted.inputs || data.outputs != fitted.outputs {
      throw NetworkError(
        .invalid(expected: "the columns of the first data set", found: "others"), field: "data")
    }
    if let validation, validation.outputs != data.outputs {
      throw NetworkError(
        .invalid(expected: "the targets of the training rows", found: "others"),
        field: "validation")
    }
    let rows = try prepare(data, parts, weights: try rowWeights(data, sampleWeights))
    let held: PreparedRows? =
      if let validation { try prepare(validation, parts) } else { nil }
    let batchRows = try self.batchRows(of: rows.count)
    let engine = TrainingEngine(
      network: network, state: state, optimizer: optimizer, loss: loss, rows: batchRows,
      threads: threads, seed: seed, keepsGradients: clipping?.norm != nil)
    let tiny = TinyEpoch(
      engine, rows, batchRows: batchRows, optimizer: optimizer, clipping: clipping,
      hiddenErrors: hiddenErrors)
    var run = self
    try withStandardFloatingPoint { () throws(NetworkError) in
      for _ in 0..<epochs {
        let trained =
          if let tiny {
            try run.runTinyEpoch(rows, engine, tiny)
          } else {
            try run.runEpoch(rows, engine, batchRows: batchRows)
          }
        let judged = held.map { engine.evaluate($0) }
        let result = EpochResult(
          epoch: run.history.count + 1, loss: trained.loss, accuracy: trained.accuracy,
          validationLoss: judged?.loss, validationAccuracy: judged?.accuracy)
        run.history.append(result)
        progress(result)
      }
      run.network = engine.network
      engine.save(to: &run.state)
    }
    run.fitted = parts
    run.batchUsed = .count(batchRows)
    self = run
  }

  /// The order in which the next epoch visits the rows (rule A14).
  private func order(of rows: Int) -> [Int] {
    var order = Array(0..<rows)
    var random = RandomSequence(seed: seed, stream: .shuffle, index: history.count + 1)
    random.shuffle(&order)
    return order
  }

  /// One epoch of a tiny network.
  private mutating func runTinyEpoch(
    _ rows: PreparedRows, _ engine: TrainingEngine, _ tiny: TinyEpoch
  ) throws(NetworkError) -> Judgement {
    let epoch = history.count + 1
    tiny.order.assign(order(of: rows.count), from: 0, length: rows.count, at: 0)
    tiny.run(count: rows.count, rate: optimizer.learningRate)
    var judgement = Judgement()
    let total = judgement.add(
      tiny.losses, tiny.isRight, count: rows.count, targets: rows.targets, order: tiny.order)
    if !total.isFinite, let step = (0..<rows.count).first(where: { !tiny.losses[$0].isFinite }) {
      throw NetworkError(.notFinite(epoch: epoch, step: state.step + step + 1))
    }
    state.count(steps: rows.count)
    guard engine.isFinite else { throw NetworkError(.notFinite(epoch: epoch, step: state.step)) }
    return judgement
  }

  /// One epoch.
  private mutating func runEpoch(
    _ rows: PreparedRows, _ engine: TrainingEngine, batchRows: Int
  ) throws(NetworkError) -> Judgement {
    let epoch = history.count + 1
    let order = order(of: rows.count)
    var judgement = Judgement()
    for start in stride(from: 0, to: rows.count, by: batchRows) {
      let count = min(batchRows, rows.count - start)
      engine.order.assign(order, from: start, length: count, at: 0)
      let threads = count * network.topology.parameterCount < minimumParallelWork ? 1 : threads
      engine.passRows(
        count, of: rows, step: state.step + 1, threads: threads, goesBack: hiddenErrors == .slope)
      let batchLoss = judgement.add(
        engine.losses.values, engine.losses.isRight, count: count, targets: rows.targets, order: engine.order)
      guard batchLoss.isFinite else {
        throw NetworkError(.notFinite(epoch: epoch, step: state.step + 1))
      }
      let constants = state.next(optimizer, rate: optimizer.learningRate, clipping: clipping)
      let share = engine.share(count, rows.targets)
      if hiddenErrors == .slope {
        engine.update(
          count, share: share, constants: constants, bound: clipping?.norm, threads: threads)
      } else {
        engine.descendSimplified(count, share: share, step: constants)
      }
    }
    guard engine.isFinite else {  // relu hides a NaN from the loss
      throw NetworkError(.notFinite(epoch: epoch, step: state.step))
    }
    return judgement
  }

  /// The rows of a batch.
  private func batchRows(of rows: Int) throws(NetworkError) -> Int {
    guard let batchSize else { return min(Defaults.batchRows, rows) }
    if case .count(let count) = batchSize, count > rows {
      throw NetworkError(
        .invalid(expected: "at most the \(rows) rows there are, or full", found: "\(count)"),
        field: "batch size")
    }
    return batchSize.rows(of: rows)
  }

  /// How much each row counts: the weight of its class times its own; `nil` where all count alike.
  private func rowWeights(
    _ data: Dataset, _ sampleWeights: [Double]?
  ) throws(NetworkError) -> [Double]? {
    if let sampleWeights {
      guard sampleWeights.count == data.count else {
        throw NetworkError(
          .count(expected: data.count, found: sampleWeights.count), field: "sample weights")
      }
      if let wrong = sampleWeights.first(where: { !($0 > 0 && $0 < .infinity) }) {
        throw NetworkError(
          .invalid(expected: "a number > 0", found: "\(wrong)"), field: "sample weights")
      }
    }
    guard let classWeights = try classWeights.values(for: data),
      case .classes(let indices) = data.targets
    else { return sampleWeights }
    return indices.enumerated().map { classWeights[$1] * (sampleWeights?[$0] ?? 1) }
  }

  private func prepare(
    _ data: Dataset, _ parts: FittedParts, weights: [Double]? = nil
  ) throws(NetworkError) -> PreparedRows {
    try PreparedRows(
      data, topology: network.topology, inputScaling: parts.inputScaling,
      outputScaling: parts.outputScaling, weights: weights)
  }

  private func settle(_ data: Dataset) throws(NetworkError) -> FittedParts {
    let (inputScaling, outputScaling) = try scaling.fitted(to: data)
    return FittedParts(
      inputs: data.inputs, outputs: data.outputs, inputScaling: inputScaling,
      outputScaling: outputScaling,
      examples: Array(data.features.prefix(Self.exampleRows * data.width)),
      task: data.task)
  }

  private func validate(epochs: Int) throws(NetworkError) {
    try optimizer.validate()
    try batchSize?.validate()
    try clipping?.validate()
    try loss.validate(for: network.topology)
    try checkHiddenErrors()
    for (value, field) in [(epochs, "epochs"), (threads, "threads")] where value < 1 {
      throw NetworkError(
        .invalid(expected: "a whole number > 0", found: String(value)), field: field)
    }
  }

  /// The simplified errors are defined for plain stacks of dense layers.
  private func checkHiddenErrors() throws(NetworkError) {
    guard hiddenErrors == .simplified else { return }
    let isPlain = network.topology.layers.allSatisfy {
      if case .dense = $0 { true } else { false }
    }
    guard isPlain, !loss.isFused, clipping?.norm == nil else {
      throw NetworkError(
        .invalid(
          expected: "dense layers, a loss of the outputs and no bound of the norm", found: "others"),
        field: "simplified hidden errors")
    }
  }
}
