extension Trainer {
  /// Trains for `epochs` more epochs, each over all rows in an order of its own.
  ///
  /// Scaling is fitted on `data` at the first call and kept. A last batch that is shorter is used
  /// like any other. With early stopping there may be fewer epochs, and the network is in the end the
  /// best one there was.
  ///
  /// - Parameters:
  ///   - data: the rows to learn; where they have weights, they count accordingly.
  ///   - validation: rows to judge by after each epoch; they change no step.
  ///   - epochs: how often every row is seen.
  ///   - progress: called after each epoch.
  /// - Throws: `invalid` for a setting outside its domain, a loss that does not suit the last
  ///   activation, or fewer rows than a batch; `count` for data that do not fit the network;
  ///   `notFinite`, with epoch and step, when the loss or a parameter is no longer a finite number. The
  ///   trainer is then as it was before.
  public mutating func fit(
    _ data: Dataset, validation: Dataset? = nil,
    epochs: Int = Defaults.epochs, progress: (EpochResult) -> Void = { _ in }
  ) throws(NetworkError) {
    try validate(data, validation, epochs: epochs)
    var run = self
    let parts = if let fitted { fitted } else { try settle(data) }
    let rows = try prepare(data, parts, weights: try rowWeights(data))
    let held: PreparedRows? =
      if let validation { try prepare(validation, parts) } else { nil }
    let batchRows = try settings.batchRows(of: rows.count, topology: network.topology)
    run.fitted = parts
    run.batchRows = batchRows
    try withStandardFloatingPoint { () throws(NetworkError) in
      try run.train(rows, held, batchRows: batchRows, epochs: epochs, progress)
    }
    self = run
  }

  /// The epochs of a `fit` whose arguments are in order.
  private mutating func train(
    _ rows: PreparedRows, _ held: PreparedRows?, batchRows: Int, epochs: Int,
    _ progress: (EpochResult) -> Void
  ) throws(NetworkError) {
    let engine = TrainingEngine(
      network: network, state: state, optimizer: settings.optimizer, loss: settings.loss,
      rows: batchRows, threads: threads, seed: settings.seed,
      keepsGradients: settings.clipping?.norm != nil)
    let tiny = TinyEpoch(engine, rows, batchRows: batchRows, settings)
    let totalSteps = state.step + epochs * ((rows.count + batchRows - 1) / batchRows)
    var best: Network?
    for _ in 0..<epochs {
      let trained =
        if let tiny {
          try runTinyEpoch(rows, engine, tiny)
        } else {
          try runEpoch(rows, engine, batchRows: batchRows, totalSteps: totalSteps)
        }
      let judged = held.map { engine.evaluate($0) }
      let result = EpochResult(
        epoch: history.count + 1, loss: trained.loss, accuracy: trained.accuracy,
        validationLoss: judged?.loss, validationAccuracy: judged?.accuracy)
      history.append(result)
      progress(result)
      let watched = result.validationLoss ?? result.loss
      schedule.finishEpoch(steps: state.step, loss: watched)
      let decision = earlyStopping?.record(watched, epoch: result.epoch)
      if decision == .improved { best = engine.network }
      if decision == .stop { break }
    }
    network = best ?? engine.network
    engine.save(to: &state)
  }

  /// The order in which the next epoch visits the rows (rule A14).
  private func order(of rows: Int) -> [Int] {
    var order = Array(0..<rows)
    var random = RandomSequence(seed: settings.seed, stream: .shuffle, index: history.count + 1)
    random.shuffle(&order)
    return order
  }

  /// One epoch of a tiny network.
  private mutating func runTinyEpoch(
    _ rows: PreparedRows, _ engine: TrainingEngine, _ tiny: TinyEpoch
  ) throws(NetworkError) -> Judgement {
    let epoch = history.count + 1
    tiny.order.assign(order(of: rows.count), from: 0, length: rows.count, at: 0)
    let rate = schedule.rate(
      base: settings.optimizer.learningRate, step: state.step, totalSteps: state.step + 1)
    tiny.run(count: rows.count, rate: rate)
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
    _ rows: PreparedRows, _ engine: TrainingEngine, batchRows: Int, totalSteps: Int
  ) throws(NetworkError) -> Judgement {
    let epoch = history.count + 1
    let order = order(of: rows.count)
    var judgement = Judgement()
    for start in stride(from: 0, to: rows.count, by: batchRows) {
      let count = min(batchRows, rows.count - start)
      engine.order.assign(order, from: start, length: count, at: 0)
      let threads = count * network.topology.parameterCount < minimumParallelWork ? 1 : threads
      engine.passRows(
        count, of: rows, step: state.step + 1, threads: threads,
        goesBack: settings.hiddenErrors == .slope)
      let batchLoss = judgement.add(
        engine.losses.values, engine.losses.isRight, count: count, targets: rows.targets,
        order: engine.order)
      guard batchLoss.isFinite else {
        throw NetworkError(.notFinite(epoch: epoch, step: state.step + 1))
      }
      let rate = schedule.rate(
        base: settings.optimizer.learningRate, step: state.step, totalSteps: totalSteps)
      let step = state.next(settings.optimizer, rate: rate, clipping: settings.clipping)
      let share = engine.share(count, rows.targets)
      if settings.hiddenErrors == .slope {
        engine.update(
          count, share: share, constants: step, bound: settings.clipping?.norm, threads: threads)
      } else {
        engine.descendSimplified(count, share: share, step: step)
      }
    }
    guard engine.isFinite else {  // relu hides a NaN from the loss
      throw NetworkError(.notFinite(epoch: epoch, step: state.step))
    }
    return judgement
  }

  /// How much each row counts: the weight of its class times its own; `nil` where all count alike.
  private func rowWeights(_ data: Dataset) throws(NetworkError) -> [Double]? {
    guard let classWeights = try settings.classWeights.values(for: data),
      case .classes(let indices) = data.targets
    else { return data.weights }
    return indices.enumerated().map { classWeights[$1] * (data.weights?[$0] ?? 1) }
  }

  private func prepare(
    _ data: Dataset, _ parts: FittedParts, weights: [Double]? = nil
  ) throws(NetworkError) -> PreparedRows {
    try PreparedRows(
      data, topology: network.topology, inputScaling: parts.inputScaling,
      outputScaling: parts.outputScaling, weights: weights)
  }

  private func validate(
    _ data: Dataset, _ validation: Dataset?, epochs: Int
  ) throws(NetworkError) {
    try Kernels.validateRequest()
    try settings.validate(for: network.topology)
    for (value, field) in [(epochs, "epochs"), (threads, "threads")] where value < 1 {
      throw NetworkError(
        .invalid(expected: "a whole number > 0", found: String(value)), field: field)
    }
    if let fitted, data.inputs != fitted.inputs || data.outputs != fitted.outputs {
      throw NetworkError(
        .invalid(expected: "the columns of the first data set", found: "others"), field: "data")
    }
    if let validation, validation.outputs != data.outputs {
      throw NetworkError(
        .invalid(expected: "the targets of the training rows", found: "others"),
        field: "validation")
    }
  }
}
