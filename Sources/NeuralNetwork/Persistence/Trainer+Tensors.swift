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
  /// - Throws: `FormatError` for a history that is not that of this training (N10), or tensors that do not fit
  ///   (N11).
  init(
    _ model: Model, _ saved: TrainingState, _ needed: ResumableRecord, _ tensors: ModelTensors
  ) throws(FormatError) {
    var settings = TrainingSettings(loss: needed.loss)
    settings.optimizer = needed.optimizer
    settings.schedule = saved.schedule.schedule
    settings.warmupSteps = saved.schedule.warmupSteps
    settings.batchSize = needed.batchSize
    settings.clipping = needed.training.clipping
    settings.classWeights = needed.training.classWeights ?? .equal
    settings.earlyStopping = saved.earlyStopping.map {
      EarlyStopping(patience: $0.patience, minimumImprovement: $0.minimumImprovement)
    }
    settings.scaling = saved.scaling
    settings.seed = needed.seed
    settings.hiddenErrors = saved.hiddenErrors
    settings.initialization = needed.training.initialization
    self.init(model.network, settings: settings)
    batchRows = needed.batchSize.rows(of: saved.data.rows)
    state = saved.optimizer
    schedule = saved.schedule
    earlyStopping = saved.earlyStopping
    plan = saved.plan
    running = saved.running
    history = try model.training?.history?.results() ?? []
    try saved.check(history, of: needed.epochs)
    try saved.check(model.examples)
    fitted = FittedParts(
      inputs: needed.inputs, outputs: needed.outputs, inputScaling: model.inputScaling,
      outputScaling: model.outputScaling, examples: model.examples?.inputs ?? [],
      task: needed.training.task ?? model.task)
    try take(tensors)
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
}

extension Optimizer {
  /// The names of what it remembers: of the gradient, and of its square.
  var slots: (first: String?, second: String?) {
    let names: (String, String) =
      switch self {
      case .sgd: ("velocity", "")
      case .rmsprop, .adagrad, .adam, .adamw: ("mean", "square")
      }
    return (keeps.first ? names.0 : nil, keeps.second ? names.1 : nil)
  }
}
