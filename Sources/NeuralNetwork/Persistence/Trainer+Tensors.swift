import ModelFormat

/// The tensors of a checkpoint beside those of its model (spec/format.md §9).
extension Trainer {
  /// What the optimizer remembers, and the networks that the model's own is not.
  func stateTensors() throws(FormatError) -> [SavedTensor] {
    var tensors: [SavedTensor] = []
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
  ) throws(FormatError) -> [SavedTensor] {
    var tensors: [SavedTensor] = []
    for (kind, buffer) in zip(kinds, buffers) {
      tensors.append(
        try SavedTensor("\(prefix).\(kind.fullName(inLayer: layer))", kind, buffer))
    }
    return tensors
  }

  /// A trainer as it was saved.
  ///
  /// - Throws: `FormatError` with `missing-member` where the record lacks what a training needs (N9);
  ///   for a history that is not that of this training (N10), or tensors that do not fit (N11).
  init(
    _ model: Model, _ saved: TrainingState, _ tensors: ModelTensors
  ) throws(FormatError) {
    func missing(_ name: String) -> FormatError {
      FormatError(.missingMember, field: "header.\(name)", offset: Header.offset)
    }
    guard let record = model.training, let loss = record.loss else {
      throw missing("training.loss")
    }
    guard let optimizer = record.optimizer else { throw missing("training.optimizer") }
    guard let seed = record.seed else { throw missing("training.seed") }
    guard let batchSize = record.batchSize else { throw missing("training.batchSize") }
    guard let inputs = model.inputs else { throw missing("model.inputs.columns") }
    guard let outputs = model.outputs else { throw missing("model.outputs.columns") }
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
    history =
      try record.history.map { (table) throws(FormatError) in try Self.results(table) } ?? []
    let examples = model.examples?.inputs ?? []
    guard examples.allSatisfy(\.isFinite) else {
      throw FormatError(
        .inconsistent(expected: "finite numbers", found: "others"),
        field: "tensors[\"examples.inputs\"]", offset: Header.offset)
    }
    fitted = FittedParts(
      inputs: inputs, outputs: outputs, inputScaling: model.inputScaling,
      outputScaling: model.outputScaling, examples: examples, task: record.task ?? model.task)
    try checkHistory(record, saved)
    try take(tensors)
  }

  /// The history has a row for each epoch that is over, the last of which the state repeats (N10, N11).
  private func checkHistory(
    _ record: TrainingRecord, _ saved: TrainingState
  ) throws(FormatError) {
    guard history.count == record.epochs ?? 0 else {
      throw FormatError(
        .inconsistent(expected: "\(record.epochs ?? 0) rows", found: "\(history.count)"),
        field: "tensors[\"history\"]", offset: Header.offset)
    }
    let last = position == 0 ? history.last : nil
    for (name, expected, found) in [
      ("loss", last?.loss, saved.loss),
      ("validationLoss", last?.validationLoss, saved.validationLoss),
    ] where found != expected.flatMap({ $0.isFinite ? $0 : nil }) {
      throw FormatError(
        .inconsistent(
          expected: expected.map { "\($0), as the history has it" } ?? "none",
          found: found.map { "\($0)" } ?? "none"),
        field: "header.training.state.\(name)", offset: Header.offset)
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
    guard earlyStopping?.bestEpoch != nil else { return }
    // The model's own network is the best one where the training is over.
    let other = Network(
      topology: current.topology,
      tensors: try buffers(isDone ? "last" : "best", tensors, isTrained: false))
    if isDone {
      best = current
      current = other
    } else {
      best = other
    }
  }

  private func buffers(
    _ prefix: String, _ tensors: ModelTensors, isTrained: Bool
  ) throws(FormatError) -> [[FloatBuffer]] {
    var result: [[FloatBuffer]] = []
    var asked = SmallPieces()
    for (index, kinds) in current.tensorKinds.enumerated() {
      result.append([])
      for kind in kinds where kind.isTrained || !isTrained {
        let name = "\(prefix).\(kind.fullName(inLayer: index))"
        let elements = try tensors.floats(name, shape: kind.shape)
        try asked.require(kind.byteCount, for: "hold \(name) in memory")
        result[index].append(kind.buffer(elements))
      }
    }
    return result
  }

  /// What each epoch came to, from the table that the model has of it.
  private static func results(_ history: TrainingHistory) throws(FormatError) -> [EpochResult] {
    let known = ["loss", "accuracy", "validation-loss", "validation-accuracy"]
    for (index, name) in history.columns.enumerated() {
      let field = "header.training.history[\(index)]"
      guard known.contains(name) else {
        throw FormatError(.unknownWord(name, known: known), field: field, offset: Header.offset)
      }
      guard !history.columns[..<index].contains(name) else {
        throw FormatError(.duplicateName(name), field: field, offset: Header.offset)
      }
    }
    return (0..<history.epochCount).map { epoch in
      func value(_ name: String) -> Double? {
        guard let column = history.columns.firstIndex(of: name) else { return nil }
        return history.values[epoch * history.columns.count + column]
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
