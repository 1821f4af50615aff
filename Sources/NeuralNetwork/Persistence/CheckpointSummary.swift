public import ModelFormat

/// What a checkpoint says of itself, without its large tensors.
public struct CheckpointSummary: Equatable, Sendable {
  /// The number of steps taken.
  public let step: Int
  /// The number of epochs finished.
  public let epoch: Int
  /// The rows seen of the epoch under way, 0 between two.
  public let position: Int
  /// The loss of the last epoch; `nil` before the first, and in the middle of one.
  public let loss: Double?
  /// The loss of the rows held back after the last epoch; so, too.
  public let validationLoss: Double?
  /// Whether the training had come to its end.
  public let isFinished: Bool
  /// The epoch that early stopping holds to be the best so far; `nil` without early stopping.
  public let bestEpoch: Int?

  /// A summary of given parts.
  public init(
    step: Int, epoch: Int = 0, position: Int = 0, loss: Double? = nil,
    validationLoss: Double? = nil, isFinished: Bool = false, bestEpoch: Int? = nil
  ) {
    self.step = step
    self.epoch = epoch
    self.position = position
    self.loss = loss
    self.validationLoss = validationLoss
    self.isFinished = isFinished
    self.bestEpoch = bestEpoch
  }

  /// Reads the header of a checkpoint, and its small tensors: the history, scalings and examples.
  ///
  /// - Parameter limits: what is taken at most.
  /// - Throws: ``NetworkError`` with `file`, as ``Checkpoint/init(contentsOf:limits:)``, but for what is wrong inside
  ///   the tensors of layers.
  public init(
    contentsOf path: String, limits: ReaderLimits = ReaderLimits()
  ) throws(NetworkError) {
    do throws(FormatError) {
      let reader = TensorReader(try ModelFile(opening: path, limits: limits))
      let header = reader.header
      let summary = try ModelSummary(header)
      let state = try TrainingState(header, summary)
      try self.init(header, summary, state)
      try reader.announce([], beside: ModelTensors.ofParts(in: header))
      let parts = try ModelParts(summary, ModelTensors(header: header, read: reader.read))
      try state.check(try parts.training?.history?.results() ?? [], of: epoch)
      try state.check(parts.examples)
    } catch {
      throw NetworkError(.file(error.inFile(path)))
    }
  }

  /// Interprets the header of a checkpoint.
  ///
  /// - Throws: `FormatError` with `missing-member` for a model that is no checkpoint, or for whatever breaks N1 … N11
  ///   and shows in the header.
  public init(_ header: Header) throws(FormatError) {
    let model = try ModelSummary(header)
    try self.init(header, model, try TrainingState(header, model))
  }

  private init(
    _ header: Header, _ model: ModelSummary, _ state: TrainingState
  ) throws(FormatError) {
    let needed = try ResumableRecord(model)
    _ = try RunRecord(header)
    try state.checkTable(
      model.topology, needed.optimizer, ModelTensors(header: header) { _ in [] })
    self.init(
      step: state.optimizer.step, epoch: model.training?.epochs ?? 0,
      position: state.running?.rows ?? 0, loss: state.loss, validationLoss: state.validationLoss,
      isFinished: state.plan.isDone, bestEpoch: state.earlyStopping?.bestEpoch)
  }
}
