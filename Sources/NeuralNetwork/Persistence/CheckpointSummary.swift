public import ModelFormat

/// What the header of a checkpoint says of it, without its tensors.
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

  /// Reads the header of a checkpoint.
  ///
  /// - Throws: ``NetworkError`` with `file`, as ``Checkpoint/init(contentsOf:limits:)``.
  public init(contentsOf path: String) throws(NetworkError) {
    do throws(FormatError) {
      try self.init(ModelFile(opening: path).header)
    } catch {
      throw NetworkError(.file(error.inFile(path)))
    }
  }

  /// Interprets the header of a checkpoint.
  ///
  /// - Throws: `FormatError` with `missing-member` for a model that is no checkpoint, or for whatever breaks N1 …
  ///   N4 and N8 … N10.
  public init(_ header: Header) throws(FormatError) {
    let model = try ModelSummary(header)
    let state = try TrainingState(header, model)
    self.init(
      step: state.optimizer.step, epoch: model.training?.epochs ?? 0,
      position: state.running?.rows ?? 0, loss: state.loss, validationLoss: state.validationLoss,
      isFinished: state.plan.isDone, bestEpoch: state.earlyStopping?.bestEpoch)
  }
}
