import ModelFormat

/// The tensors of a checkpoint beside those of its model (spec/format.md §9).
extension Trainer {
  /// What the optimizer remembers, and the networks that the model's own is not.
  func stateTensors() throws(FormatError) -> [Tensor] {
    var tensors: [Tensor] = []
    guard steps > 0 else { return tensors }
    let slots = settings.optimizer.slots
    for (slot, memory) in [(slots.first, state.first), (slots.second, state.second)] {
      guard let slot else { continue }
      for (index, buffers) in memory.enumerated() {
        let kinds = current.tensorKinds(ofLayer: index).filter(\.isTrained)
        tensors += try Self.tensors("optimizer.\(slot)", index, kinds, buffers)
      }
    }
    // The model's own network is the best one where the training is over.
    guard let other = isDone ? current : best, best != nil else { return tensors }
    for (index, buffers) in other.tensors.enumerated() {
      tensors += try Self.tensors(
        isDone ? "last" : "best", index, other.tensorKinds(ofLayer: index), buffers)
    }
    return tensors
  }

  private static func tensors(
    _ prefix: String, _ layer: Int, _ kinds: [LayerTensor], _ buffers: [FloatBuffer]
  ) throws(FormatError) -> [Tensor] {
    var tensors: [Tensor] = []
    for (kind, buffer) in zip(kinds, buffers) {
      let name = "\(prefix).layers.\(layer).\(kind.name)"
      tensors.append(try Tensor(name, shape: kind.shape, kind.elements(buffer)))
    }
    return tensors
  }

  /// A trainer as it was saved.
  ///
  /// - Throws: `FormatError` with `missing-member` where the record lacks what a training needs; `inconsistent`
  ///   for tensors that do not fit, or parts that contradict each other (N8).
  init(
    _ model: Model, _ saved: TrainingState, _ tensors: ModelTensors
  ) throws(FormatError) {
    func missing(_ name: String) -> FormatError {
      FormatError(.missingMember, field: "header.training.\(name)", offset: Header.offset)
    }
    guard let record = model.training, let loss = record.loss else { throw missing("loss") }
    guard let optimizer = record.optimizer else { throw missing("optimizer") }
    guard let seed = record.seed else { throw missing("seed") }
    guard let batchSize = record.batchSize else { throw missing("batchSize") }
    var settings = TrainingSettings(loss: loss)
    settings.optimizer = optimizer
    settings.schedule = saved.schedule.schedule
    settings.warmupSteps = saved.schedule.warmupSteps
    settings.batchSize = batchSize
    settings.clipping = record.clipping
    settings.classWeights = record.classWeights ?? .equal
    settings.earlyStopping = saved.earlyStopping.map {
      EarlyStopping(patience: $0.patience, minimumImprovement: $0.minimumImprovement)
    }
    settings.scaling = saved.scaling
    settings.seed = seed
    settings.hiddenErrors = saved.hiddenErrors
    settings.initialization = record.initialization
    self.init(model.network, settings: settings)
    batchRows = batchSize.rows(of: saved.data.rows)
    state = saved.optimizer
    schedule = saved.schedule
    earlyStopping = saved.earlyStopping
    plan = saved.plan
    running = saved.running
    history = record.history.map(Self.results) ?? []
    fitted = FittedParts(
      inputs: model.inputs ?? [], outputs: model.outputs ?? [], inputScaling: model.inputScaling,
      outputScaling: model.outputScaling, examples: model.examples?.inputs ?? [],
      task: record.task ?? model.task)
    try checkHistory(record, saved)
    try take(tensors)
  }

  /// The history has a row for each epoch that is over, and no more rows were seen than there are (N8).
  private func checkHistory(
    _ record: TrainingRecord, _ saved: TrainingState
  ) throws(FormatError) {
    guard history.count == record.epochs ?? 0 else {
      throw FormatError(
        .inconsistent(expected: "\(record.epochs ?? 0) rows", found: "\(history.count)"),
        field: "tensors[\"history\"]", offset: Header.offset)
    }
    guard position < max(1, saved.data.rows) else {
      throw FormatError(
        .inconsistent(expected: "less than \(saved.data.rows)", found: "\(position)"),
        field: "header.training.state.position", offset: Header.offset)
    }
  }

  private mutating func take(_ tensors: ModelTensors) throws(FormatError) {
    let slots = settings.optimizer.slots
    // Before the first step nothing is remembered.
    if steps > 0 {
      if let slot = slots.first {
        state.first = try buffers("optimizer.\(slot)", tensors, isTrained: true)
      }
      if let slot = slots.second {
        state.second = try buffers("optimizer.\(slot)", tensors, isTrained: true)
      }
    }
    let first = current.tensorKinds.flatMap(\.self).first?.name ?? "weight"
    let layer = current.tensorKinds.firstIndex { !$0.isEmpty } ?? 0
    if tensors.contains("last.layers.\(layer).\(first)") {
      best = current
      current = Network(
        topology: current.topology, tensors: try buffers("last", tensors, isTrained: false))
    } else if tensors.contains("best.layers.\(layer).\(first)") {
      best = Network(
        topology: current.topology, tensors: try buffers("best", tensors, isTrained: false))
    }
  }

  private func buffers(
    _ prefix: String, _ tensors: ModelTensors, isTrained: Bool
  ) throws(FormatError) -> [[FloatBuffer]] {
    var result: [[FloatBuffer]] = []
    for (index, kinds) in current.tensorKinds.enumerated() {
      result.append([])
      for kind in kinds where kind.isTrained || !isTrained {
        let name = "\(prefix).layers.\(index).\(kind.name)"
        result[index].append(kind.buffer(try tensors.floats(name, shape: kind.shape)))
      }
    }
    return result
  }

  /// What each epoch came to, from the table that the model has of it.
  private static func results(_ history: TrainingHistory) -> [EpochResult] {
    (0..<history.epochCount).map { epoch in
      func value(_ name: String) -> Double? {
        guard let column = history.columns.firstIndex(of: name) else { return nil }
        let value = history.values[epoch * history.columns.count + column]
        return value.isNaN ? nil : value
      }
      return EpochResult(
        epoch: epoch + 1, loss: value("loss") ?? .nan, accuracy: value("accuracy"),
        validationLoss: value("validation-loss"), validationAccuracy: value("validation-accuracy"))
    }
  }
}

extension Optimizer {
  /// The names of what it remembers: of the gradient, and of its square.
  fileprivate var slots: (first: String?, second: String?) {
    let names: (String, String) =
      switch self {
      case .sgd: ("velocity", "")
      case .rmsprop, .adagrad, .adam, .adamw: ("mean", "square")
      }
    return (keeps.first ? names.0 : nil, keeps.second ? names.1 : nil)
  }
}
