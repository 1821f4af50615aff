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
  /// The rows before a change.
  public let batchSize: BatchSize
  /// What the order of the rows comes from.
  public let seed: UInt64
  /// How many threads may compute; it changes no bit.
  public var threads: Int
  /// How columns are scaled: inputs always, outputs if they are values.
  public let scaling: ScalingMethod
  /// What each epoch came to.
  public private(set) var history: [EpochResult] = []
  /// The number of steps taken.
  public var steps: Int { state.step }

  private var state = OptimizerState()
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
    batchSize: BatchSize = Defaults.batchSize, seed: UInt64 = Defaults.seed,
    threads: Int = availableProcessors, scaling: ScalingMethod = Defaults.scaling
  ) {
    self.network = network
    self.loss = loss
    self.optimizer = optimizer
    self.batchSize = batchSize
    self.seed = seed
    self.threads = threads
    self.scaling = scaling
  }

  /// The complete model: the network with the columns, scaling, record and examples of what it
  /// was trained on.
  ///
  /// - Throws: what the network's own outputs for the examples throw; nothing after a `fit` that
  ///   returned.
  public func model(metadata: [String: String] = [:]) throws(NetworkError) -> Model {
    let record = TrainingRecord(
      learningRate: optimizer.learningRate, loss: loss, optimizer: optimizer,
      epochs: history.count, steps: state.step, seed: seed, batchSize: batchSize,
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
  ///   - epochs: how often every row is seen.
  ///   - progress: called after each epoch.
  /// - Throws: `invalid` for an option outside its domain or a loss that does not suit the last
  ///   activation; `count` for data that do not fit the network; `notFinite`, with epoch and step,
  ///   when the loss or a parameter is no longer a finite number; the network is then as that step
  ///   found it or left it, and of no use.
  public mutating func fit(
    _ data: Dataset, validation: Dataset? = nil, epochs: Int = Defaults.epochs,
    progress: (EpochResult) -> Void = { _ in }
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
    let rows = try prepare(data, parts)
    let held: PreparedRows? =
      if let validation { try prepare(validation, parts) } else { nil }
    fitted = parts
    try withStandardFloatingPoint { () throws(NetworkError) in
      var pass = Pass(topology: network.topology, rows: batchSize.rows(of: rows.count))
      var backward = Backward(network: network, rows: batchSize.rows(of: rows.count))
      for _ in 0..<epochs {
        let (loss, right) = try runEpoch(rows, &pass, &backward)
        let judged = held.map { $0.judge(network, loss: self.loss, threads: threads) }
        let heldRight = judged.flatMap { held?.rightCount($0.outputs) }
        let result = EpochResult(
          epoch: history.count + 1, loss: loss,
          accuracy: right.map { Double($0) / Double(rows.count) },
          validationLoss: judged?.loss,
          validationAccuracy: heldRight.map { Double($0) / Double(held?.count ?? 1) })
        history.append(result)
        progress(result)
      }
    }
  }

  /// One epoch: the mean loss, and how many rows were told rightly.
  private mutating func runEpoch(
    _ rows: PreparedRows, _ pass: inout Pass, _ backward: inout Backward
  ) throws(NetworkError) -> (loss: Double, right: Int?) {
    let width = network.topology.inputs
    let batchRows = batchSize.rows(of: rows.count)
    let epoch = history.count + 1
    var order = Array(0..<rows.count)
    var random = RandomSequence(seed: seed, stream: .shuffle, index: epoch)
    random.shuffle(&order)
    var sum = BlockSum()
    var right: Int?
    var inputs = [Float](repeating: 0, count: batchRows * width)
    for start in stride(from: 0, to: rows.count, by: batchRows) {
      let batch = order[start..<min(start + batchRows, rows.count)]
      for (row, source) in batch.enumerated() {
        for j in 0..<width { inputs[row * width + j] = rows.inputs[source * width + j] }
      }
      let targets = rows.targets.gathered(batch)
      pass.forward(inputs, rows: batch.count, network: network, threads: threads)
      let batchLoss = add(pass, targets, rows: batch.count, to: &sum, &right)
      guard batchLoss.isFinite else {
        throw NetworkError(.notFinite(epoch: epoch, step: state.step + 1))
      }
      backward.run(
        network: network, inputs: inputs, pass: pass, rows: batch.count, threads: threads,
        isFused: loss.isFused
      ) { errors in
        loss.error(outputs: pass.outputs, targets: targets, rows: batch.count, into: &errors)
      }
      state.update(
        &network.parameters, gradients: backward.gradients, optimizer: optimizer)
    }
    guard network.isFinite else {  // relu hides a NaN from the loss
      throw NetworkError(.notFinite(epoch: epoch, step: state.step))
    }
    return (sum.total / Double(rows.count), right)
  }

  /// Adds the losses of a batch to `sum` and its rightly told rows to `right`; the batch's loss.
  private func add(
    _ pass: Pass, _ targets: TargetBatch, rows: Int, to sum: inout BlockSum, _ right: inout Int?
  ) -> Double {
    var batchSum = 0.0
    let width = targets.width
    for row in 0..<rows {
      let value = loss.value(outputs: pass.outputs, sums: pass.sums, targets: targets, row: row)
      sum.add(value)
      batchSum += value
      if case .classes(let indices) = targets.kind {
        let told = classIndex(of: pass.outputs[(row * width)..<((row + 1) * width)])
        right = (right ?? 0) + (told == indices[row] ? 1 : 0)
      }
    }
    return batchSum
  }

  private func prepare(
    _ data: Dataset, _ parts: FittedParts
  ) throws(NetworkError) -> PreparedRows {
    try PreparedRows(
      data, topology: network.topology, inputScaling: parts.inputScaling,
      outputScaling: parts.outputScaling)
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
    try batchSize.validate()
    try loss.validate(for: network.topology)
    for (value, field) in [(epochs, "epochs"), (threads, "threads")] where value < 1 {
      throw NetworkError(
        .invalid(expected: "a whole number > 0", found: String(value)), field: field)
    }
  }
}
