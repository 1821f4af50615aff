/// How a network is trained: everything that bears on the result, and nothing else.
public struct TrainingSettings: Hashable, Sendable {
  /// What is made small.
  public var loss: Loss
  /// How gradients change parameters.
  public var optimizer = Defaults.optimizer
  /// How the learning rate changes on the way.
  public var schedule = Schedule.constant
  /// The steps over which the rate rises to the optimizer's.
  public var warmupSteps = 0
  /// The rows before a change; `nil` for the default, or all rows where there are fewer.
  public var batchSize: BatchSize?
  /// How gradients are bounded, if they are.
  public var clipping: GradientClipping?
  /// How much the rows of each class count.
  public var classWeights = ClassWeights.equal
  /// When to stop because nothing gets better; the best parameters are then taken back.
  public var earlyStopping: EarlyStopping?
  /// How columns are scaled: inputs always, outputs if they are values.
  public var scaling = Defaults.scaling
  /// What the order of the rows and dropout come from.
  public var seed = Defaults.seed
  /// What hidden layers are told of the error behind them.
  public var hiddenErrors = HiddenErrors.slope
  /// How the first weights were drawn, for the record.
  public var initialization: Initialization?

  /// The settings of who chooses nothing but the loss.
  public init(loss: Loss) { self.loss = loss }

  /// Checks every setting, for a network to be trained by it.
  ///
  /// - Throws: `invalid` for one outside its domain, a loss that does not suit the last activation, or
  ///   simplified errors where they are not defined.
  public func validate(for topology: Topology) throws(NetworkError) {
    try optimizer.validate()
    try ScheduleState(schedule, warmupSteps: warmupSteps)
      .validate(learningRate: optimizer.learningRate)
    try batchSize?.validate()
    try clipping?.validate()
    try earlyStopping?.validate()
    try loss.validate(for: topology)
    guard hiddenErrors == .simplified else { return }
    let isPlain = topology.layers.allSatisfy {
      if case .dense = $0 { true } else { false }
    }
    guard isPlain, !loss.isFused, clipping?.norm == nil else {
      throw NetworkError(
        .invalid(
          expected: "dense layers, a loss of the outputs and no bound of the norm", found: "others"),
        field: "simplified hidden errors")
    }
  }

  /// The rows of a batch out of `rows`.
  ///
  /// - Throws: `invalid` for a batch of more rows than there are, or with batch norm for one of a single
  ///   row, whose variance is 0 and which would teach nothing.
  func batchRows(of rows: Int, topology: Topology) throws(NetworkError) -> Int {
    let count = try batchRows(of: rows)
    let normalizesBatches = topology.layers.contains {
      if case .batchNorm = $0 { true } else { false }
    }
    if normalizesBatches, count == 1 || rows % count == 1 {
      throw NetworkError(
        .invalid(
          expected: "two rows or more in every batch, for batch-norm",
          found: count == 1 ? "1" : "\(count), which leaves one of \(rows) rows over"),
        field: "batch size")
    }
    return count
  }

  private func batchRows(of rows: Int) throws(NetworkError) -> Int {
    guard let batchSize else { return min(Defaults.batchRows, rows) }
    if case .count(let count) = batchSize, count > rows {
      throw NetworkError(
        .invalid(expected: "at most the \(rows) rows there are, or full", found: "\(count)"),
        field: "batch size")
    }
    return batchSize.rows(of: rows)
  }
}
