import Interchange
import NeuralNetwork

/// What is learnt, by which network and loss: what the user said, and where they did not, what the
/// table and the rest of the command line suggest.
extension TrainCommand {
  /// Reads the rows, learning what there is to learn.
  func readRows(_ input: DataInput) throws -> Dataset {
    try measured(try readNumbers(input), input)
  }

  /// The rows with the units that the user told of.
  private func measured(_ rows: Dataset, _ input: DataInput) throws -> Dataset {
    var rows = rows
    let names = (rows.inputs + rows.outputs).map(\.name)
    for argument in units {
      let (name, unit) = argument.parts(among: names)
      guard names.contains(name) else {
        let hint = Suggestion.hint(for: name, among: names)
        throw Failure(
          .data, "\(input.name): there is no column \(name.quoted) to have a unit\(hint)")
      }
      rows = try input.told { () throws(NetworkError) in try rows.measured(name, in: unit) }
    }
    return rows
  }

  private func readNumbers(_ input: DataInput) throws -> Dataset {
    if let size = layout.imageSize {
      let images = try input.images(size)
      return try input.told { () throws(NetworkError) in
        try Dataset(images: images, target: targets.first ?? DataInput.defaultTarget)
      }
    }
    switch try input.open() {
    case .table(let reader): return try readTable(input, reader)
    case .arrays(let rows, let labels):
      guard targets.count < 2, categorical.isEmpty, missing == .refuse, weights == nil else {
        throw UsageError(
          "--categorical, --missing, --weights and several names of --target are about columns of tables, but "
            + "\(input.name) is an array")
      }
      let labels = try input.truth(labels)
      return try input.told { () throws(NetworkError) in
        try Dataset(
          rows: rows, labels: labels, target: targets.first, task: task ?? taskOfLayers)
      }
    }
  }

  private func readTable(_ input: DataInput, _ reader: CSVReader) throws -> Dataset {
    try input.checkTable()
    guard !targets.isEmpty else {
      throw UsageError("--target NAME is missing: the column to learn")
    }
    for target in targets where !reader.names.contains(target) {
      let hint = Suggestion.hint(for: target, among: reader.names)
      throw Failure(
        .data,
        "\(input.name): there is no column \(target.quoted) to learn\(hint); the columns are "
          + Wording.list(reader.names))
    }
    for name in categorical {
      guard reader.names.contains(name) else {
        let hint = Suggestion.hint(for: name, among: reader.names)
        throw Failure(
          .data, "\(input.name): there is no column \(name.quoted) to be of categories\(hint)")
      }
      guard !targets.contains(name) else {
        throw UsageError(
          "--categorical: \(name.quoted) is the target; --task classification is for it")
      }
    }
    if let weights {
      guard reader.names.contains(weights) else {
        let hint = Suggestion.hint(for: weights, among: reader.names)
        throw Failure(
          .data, "\(input.name): there is no column \(weights.quoted) of weights\(hint)")
      }
      guard !targets.contains(weights) else {
        throw UsageError("--weights: \(weights.quoted) is the target")
      }
    }
    let suggested = task == nil ? taskOfLayers : nil
    do throws(NetworkError) {
      return try Dataset(
        csv: reader, targets: targets, task: task ?? suggested, categorical: categorical,
        missing: missing, weights: weights, limits: input.limits)
    } catch {
      if case .notANumber = error.reason, suggested == .regression, targets.contains(error.field),
        let layers
      {
        throw UsageError(
          "--layers: the last layer of \(LayerList.text(layers.layers)) gives values, but "
            + "\(error.field.quoted) is of classes: end with their number and softmax")
      }
      throw error.about(input.name)
    }
  }

  /// What the last layer that the user wrote says of the task; nil leaves it to the table.
  private var taskOfLayers: LearningTask? {
    guard targets.count < 2, let layers = layers?.layers,
      let activation = layers.last(where: { $0.activation != nil })?.activation
    else { return nil }
    switch activation {
    case .softmax: return .classification
    case .sigmoid where layers.last == .dense(1, .sigmoid): return nil
    default: return .regression
    }
  }

  /// The network that the user asked for, or the default one.
  func topology(for rows: Dataset, _ input: DataInput) throws -> Topology {
    guard let layers else {
      return try input.told { () throws(NetworkError) in try Defaults.topology(for: rows) }
    }
    let topology: Topology
    do throws(NetworkError) {
      topology = try Topology(inputs: rows.width, layers: layers.layers)
    } catch {
      throw UsageError("--layers: \(error)")
    }
    try check(topology, for: rows)
    return topology
  }

  /// Refuses a network whose outputs could not stand for what is learnt.
  private func check(_ topology: Topology, for rows: Dataset) throws(UsageError) {
    let activation = topology.outputActivation
    if let labels = rows.labels {
      guard activation == .softmax || activation == .sigmoid else {
        throw UsageError(
          "--layers: classes need a last layer with softmax or sigmoid, not \(activation.word)")
      }
      let isYesOrNo = topology.outputs == 1 && labels.count == 2 && activation == .sigmoid
      guard topology.outputs == labels.count || isYesOrNo else {
        throw UsageError(
          "--layers: the last layer has \(Wording.counted(topology.outputs, "unit")), but "
            + "\(rows.outputs[0].name.quoted) has \(labels.count) classes: \(Wording.list(labels))")
      }
    } else {
      guard task != nil || activation != .softmax else {
        throw UsageError(
          "--layers: softmax tells the classes of one target, but \(targets.count) are named")
      }
      guard topology.outputs == rows.outputs.count else {
        throw UsageError(
          "--layers: the last layer has \(Wording.counted(topology.outputs, "unit")), but what is to be "
            + "learnt is \(Wording.counted(rows.outputs.count, "value")): "
            + Wording.list(rows.outputs.map(\.name)))
      }
    }
  }

  /// The loss that the user asked for, or the one that suits the network.
  func loss(for topology: Topology, task: LearningTask) throws(UsageError) -> Loss {
    guard let loss else { return Defaults.loss(for: topology, task: task) }
    guard task == .classification || !loss.isForClasses else {
      throw UsageError(
        "--loss \(loss.kind.rawValue): is for classes, but values are to be learnt; "
          + "\(Loss.Kind.meanSquaredError.rawValue) is for these")
    }
    do throws(NetworkError) {
      try loss.validate(for: topology)
    } catch {
      throw UsageError("--loss \(error)")
    }
    return loss
  }

  /// The rows to train with, and those that are held back.
  func parts(
    of rows: Dataset, _ input: DataInput
  ) throws -> (training: Dataset, held: Dataset?) {
    guard let validation else { return (rows, nil) }
    return try input.told { () throws(NetworkError) in
      let parts = try rows.split(holdingBack: validation, seed: seed)
      return (parts.training, parts.held)
    }
  }

  /// How the network is to be trained.
  func settings(loss: Loss) -> TrainingSettings {
    var settings = TrainingSettings(loss: loss)
    settings.optimizer = optimizer
    settings.schedule = schedule
    settings.warmupSteps = warmup
    settings.batchSize = batchSize
    settings.clipping = clipping
    settings.classWeights = classWeights
    settings.earlyStopping = patience.map { EarlyStopping(patience: $0) }
    settings.scaling = scaling
    settings.seed = seed
    settings.initialization = initialization
    return settings
  }
}
