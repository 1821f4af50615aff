extension Trainer {
  /// Trains for `epochs` more epochs, each over all rows in an order of its own.
  ///
  /// Scaling is fitted on `data` at the first call and kept. A last batch that is shorter is used
  /// like any other. With early stopping there may be fewer epochs, and the network is in the end the
  /// best one there was; a further call goes on from the last one all the same.
  ///
  /// - Parameters:
  ///   - data: the rows to learn; where they have weights, they count accordingly.
  ///   - validation: rows to judge by after each epoch; they change no step.
  ///   - epochs: how often every row is seen.
  ///   - progress: called after each epoch.
  ///   - observer: asked between steps, may stop the training.
  /// - Throws: `invalid` for a setting outside its domain, a loss that does not suit the last
  ///   activation, fewer rows than a batch, or a trainer that was stopped on its way; `count` for data that
  ///   do not fit the network; `notFinite`, with epoch and step, when the loss or a parameter is no longer a
  ///   finite number; what `observer` throws. The trainer is then as it was before.
  public mutating func fit(
    _ data: Dataset, validation: Dataset? = nil,
    epochs: Int = Defaults.epochs, progress: (EpochResult) -> Void = { _ in },
    observer: TrainingObserver? = nil
  ) throws(NetworkError) {
    guard isDone else {
      throw NetworkError(
        .invalid(expected: "a training at its end", found: "one to be resumed"), field: "fit")
    }
    try validate(data, validation, epochs: epochs)
    var run = self
    let rows = try run.rows(data, validation)
    run.plan = TrainingPlan(
      epochs: history.count + epochs, totalSteps: steps + epochs * rows.stepsPerEpoch)
    try withStandardFloatingPoint { () throws(NetworkError) in
      try run.train(rows, progress, observer)
    }
    self = run
  }

  /// Goes on with a training that was stopped, to the end that was planned, or to another.
  ///
  /// However often a training is stopped and resumed, it ends with the same bits.
  ///
  /// One that early stopping has ended stays where it is.
  ///
  /// - Parameters:
  ///   - data, validation: the rows that it had before.
  ///   - epochs: the number of the last epoch, where it is to be another.
  ///   - changesSchedule: whether the schedule is to be measured by the new end, too.
  ///   - progress, observer: as of ``fit(_:validation:epochs:progress:observer:)``.
  /// - Throws: as that; `invalid` where there is nothing to resume, or for a last epoch that is past.
  public mutating func resume(
    _ data: Dataset, validation: Dataset? = nil, epochs: Int? = nil, changesSchedule: Bool = false,
    progress: (EpochResult) -> Void = { _ in }, observer: TrainingObserver? = nil
  ) throws(NetworkError) {
    guard var plan else {
      throw NetworkError(
        .invalid(expected: "a training that has begun", found: "none"), field: "resume")
    }
    try validate(data, validation, epochs: epochs ?? plan.epochs)
    var run = self
    let rows = try run.rows(data, validation)
    if let epochs, epochs != plan.epochs {
      let reached = history.count + (running == nil ? 0 : 1)
      guard epochs >= reached else {
        throw NetworkError(
          .invalid(
            expected: "at least \(reached), which are done or under way", found: "\(epochs)"),
          field: "epochs")
      }
      plan.isDone = epochs == history.count || earlyStopping?.isOver == true
      plan.epochs = epochs
    }
    guard position < rows.rows.count else {
      throw NetworkError(
        .invalid(
          expected: "more rows than the \(position) that the epoch under way has seen",
          found: "\(rows.rows.count)"), field: "data")
    }
    if changesSchedule {
      plan.totalSteps =
        steps - position / rows.batchRows + (plan.epochs - history.count) * rows.stepsPerEpoch
    }
    run.plan = plan
    try withStandardFloatingPoint { () throws(NetworkError) in
      try run.train(rows, progress, observer)
    }
    self = run
  }

  /// The rows of one call, as the network takes them.
  private struct RunRows {
    let rows: PreparedRows
    let held: PreparedRows?
    let batchRows: Int
    var stepsPerEpoch: Int { (rows.count + batchRows - 1) / batchRows }
  }

  /// Prepares the rows; the first ones settle the columns, their scaling and the size of a batch.
  private mutating func rows(
    _ data: Dataset, _ validation: Dataset?
  ) throws(NetworkError) -> RunRows {
    let parts = if let fitted { fitted } else { try settle(data) }
    let rows = try prepare(data, parts, weights: try rowWeights(data))
    let held: PreparedRows? =
      if let validation { try prepare(validation, parts) } else { nil }
    let batchRows = try settings.batchRows(of: rows.count, topology: current.topology)
    fitted = parts
    self.batchRows = batchRows
    return RunRows(rows: rows, held: held, batchRows: batchRows)
  }

  /// The steps up to the end of the plan, or until `observer` says stop.
  private mutating func train(
    _ rows: RunRows, _ progress: (EpochResult) -> Void, _ observer: TrainingObserver?
  ) throws(NetworkError) {
    let keepsGradients = settings.clipping?.norm != nil
    try current.topology.requireMemoryToTrain(
      by: settings.optimizer, rows: rows.batchRows, keepsGradients: keepsGradients)
    let engine = TrainingEngine(
      network: current, state: state, optimizer: settings.optimizer, loss: settings.loss,
      rows: rows.batchRows, threads: threads, seed: settings.seed,
      keepsGradients: keepsGradients)
    let tiny = TinyEpoch(engine, rows.rows, batchRows: rows.batchRows, settings)
    var next = try ask(observer, engine)
    while let until = next, !isDone {
      next = try trainEpoch(rows, engine, tiny, until: until, observer)
      guard next != nil else { break }
      try finishEpoch(rows, engine, progress)
      next = try ask(observer, engine)
    }
    take(from: engine)
  }

  /// The rest of an epoch; the step up to which nobody wants to be asked, or `nil` if it was stopped.
  private mutating func trainEpoch(
    _ rows: RunRows, _ engine: TrainingEngine, _ tiny: TinyEpoch?, until: Int,
    _ observer: TrainingObserver?
  ) throws(NetworkError) -> Int? {
    var until = until
    let order = order(of: rows.rows.count)
    while position < rows.rows.count {
      if let tiny {
        try takeTinySteps(order, rows, tiny, until: until)
      } else {
        try takeStep(order, rows, engine)
      }
      guard position < rows.rows.count else { break }
      guard let next = try ask(observer, engine) else { return nil }
      until = next
    }
    return until
  }

  /// The step up to which nobody wants to be asked, or `nil` for a stop.
  private func ask(
    _ observer: TrainingObserver?, _ engine: TrainingEngine
  ) throws(NetworkError) -> Int? {
    guard let observer else { return .max }
    switch try observer(TrainingMoment(self, engine)) {
    case .goOn(let until): return until
    case .stop: return nil
    }
  }

  /// Takes over what `engine` has come to.
  mutating func take(from engine: TrainingEngine) {
    current = engine.network
    engine.save(to: &state)
  }

  /// Judges the epoch whose last row was seen.
  private mutating func finishEpoch(
    _ rows: RunRows, _ engine: TrainingEngine, _ progress: (EpochResult) -> Void
  ) throws(NetworkError) {
    guard engine.isFinite else {  // relu hides a NaN from the loss
      throw NetworkError(.notFinite(epoch: history.count + 1, step: steps))
    }
    guard let trained = running else { return }
    let judged = rows.held.map { engine.evaluate($0) }
    let result = EpochResult(
      epoch: history.count + 1, loss: trained.loss, accuracy: trained.accuracy,
      validationLoss: judged?.loss, validationAccuracy: judged?.accuracy)
    running = nil
    history.append(result)
    let watched = result.validationLoss ?? result.loss
    schedule.finishEpoch(steps: steps, loss: watched)
    let decision = earlyStopping?.record(watched, epoch: result.epoch)
    if decision == .improved { best = engine.network }
    let isDone = decision == .stop || history.count >= (plan?.epochs ?? 0)
    plan?.isDone = isDone
    progress(result)
  }

  /// The order in which the next epoch visits the rows (rule A14).
  private func order(of rows: Int) -> [Int] {
    var order = Array(0..<rows)
    var random = RandomSequence(seed: settings.seed, stream: .shuffle, index: history.count + 1)
    random.shuffle(&order)
    return order
  }

  /// The most steps of a tiny network between two questions: a tenth of a millisecond.
  private static let tinySteps = 1_024

  /// Some steps of a tiny network, one sample each.
  private mutating func takeTinySteps(
    _ order: [Int], _ rows: RunRows, _ tiny: TinyEpoch, until: Int
  ) throws(NetworkError) {
    let start = position
    let wanted = until > steps ? min(until - steps, Self.tinySteps) : Self.tinySteps
    let count = min(rows.rows.count - start, wanted)
    tiny.order.assign(order, from: start, length: count, at: 0)
    let rate = schedule.rate(
      base: settings.optimizer.learningRate, step: steps, totalSteps: plan?.totalSteps ?? steps)
    tiny.run(count: count, rate: rate)
    var judgement = running ?? Judgement()
    let total = judgement.add(
      tiny.losses, tiny.isRight, count: count, targets: rows.rows.targets, order: tiny.order)
    if !total.isFinite, let step = (0..<count).first(where: { !tiny.losses[$0].isFinite }) {
      throw NetworkError(.notFinite(epoch: history.count + 1, step: steps + step + 1))
    }
    state.count(steps: count)
    running = judgement
  }

  /// One step, over the next rows in `order`.
  private mutating func takeStep(
    _ order: [Int], _ run: RunRows, _ engine: TrainingEngine
  ) throws(NetworkError) {
    let rows = run.rows
    let count = min(run.batchRows, rows.count - position)
    engine.order.assign(order, from: position, length: count, at: 0)
    let threads = count * current.topology.parameterCount < minimumParallelWork ? 1 : threads
    engine.passRows(
      count, of: rows, step: steps + 1, threads: threads,
      goesBack: settings.hiddenErrors == .slope)
    var judgement = running ?? Judgement()
    let loss = judgement.add(
      engine.losses.values, engine.losses.isRight, count: count, targets: rows.targets,
      order: engine.order)
    guard loss.isFinite else {
      throw NetworkError(.notFinite(epoch: history.count + 1, step: steps + 1))
    }
    let rate = schedule.rate(
      base: settings.optimizer.learningRate, step: steps, totalSteps: plan?.totalSteps ?? steps)
    let step = state.next(settings.optimizer, rate: rate, clipping: settings.clipping)
    let share = engine.share(count, rows.targets)
    if settings.hiddenErrors == .slope {
      engine.update(
        count, share: share, constants: step, bound: settings.clipping?.norm, threads: threads)
    } else {
      engine.descendSimplified(count, share: share, step: step)
    }
    running = judgement
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
      data, topology: current.topology, inputScaling: parts.inputScaling,
      outputScaling: parts.outputScaling, weights: weights)
  }

  private func validate(
    _ data: Dataset, _ validation: Dataset?, epochs: Int
  ) throws(NetworkError) {
    try Kernels.validateRequest()
    try settings.validate(for: current.topology)
    for (value, field) in [(epochs, "epochs"), (threads, "threads")] where value < 1 {
      throw NetworkError(
        .invalid(expected: "a whole number > 0", found: String(value)), field: field)
    }
    // So many steps no file could tell, and nobody could wait for.
    let mostEpochs = (1 << 52) / data.count
    guard epochs <= mostEpochs else {
      throw NetworkError(
        .invalid(expected: "at most \(mostEpochs)", found: "\(epochs)"), field: "epochs")
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
