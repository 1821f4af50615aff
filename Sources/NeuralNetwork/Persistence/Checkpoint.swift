public import ModelFormat

/// A training run as it stands at one step.
public struct Checkpoint: Sendable {
  /// The steps taken.
  public let step: Int
  /// The epochs finished.
  public let epoch: Int
  /// The loss of the epoch that just ended.
  public let loss: Double?
  /// The same, on the rows held back.
  public let validationLoss: Double?
  let network: Network

  init(step: Int, epoch: Int, loss: Double?, validationLoss: Double?, network: Network) {
    self.step = step
    self.epoch = epoch
    self.loss = loss
    self.validationLoss = validationLoss
    self.network = network
  }

  /// Reads a file.
  public init(contentsOf path: String) throws(NetworkError) {
    let summary = try CheckpointSummary(contentsOf: path)
    self.init(
      step: summary.step, epoch: summary.epoch, loss: summary.loss,
      validationLoss: summary.validationLoss, network: try Model(contentsOf: path).network)
  }

  /// Writes a file.
  public func write(
    to path: String, options: WriteOptions = WriteOptions()
  ) throws(NetworkError) {
    var model = try Model(network: network)
    model.training = TrainingRecord(learningRate: 1, epochs: epoch, steps: step)
    model.metadata["loss"] = loss.map { "\($0)" }
    model.metadata["validationLoss"] = validationLoss.map { "\($0)" }
    try model.write(to: path, options: options)
  }
}

/// What a checkpoint's header alone says.
public struct CheckpointSummary: Equatable, Sendable {
  /// The steps taken.
  public let step: Int
  /// The epochs finished.
  public let epoch: Int
  /// The rows into the running epoch.
  public let position: Int
  /// The loss of the epoch that just ended.
  public let loss: Double?
  /// The same, on the rows held back.
  public let validationLoss: Double?
  /// Whether there is nothing left to do.
  public let isFinished: Bool

  init(
    step: Int, epoch: Int = 0, position: Int = 0, loss: Double? = nil,
    validationLoss: Double? = nil, isFinished: Bool = false
  ) {
    self.step = step
    self.epoch = epoch
    self.position = position
    self.loss = loss
    self.validationLoss = validationLoss
    self.isFinished = isFinished
  }

  /// Reads a file's header.
  public init(contentsOf path: String) throws(NetworkError) {
    do throws(FormatError) {
      let header = try ModelFile(opening: path).header
      let training = try ModelSummary(header).training
      let metadata = Dictionary(header.metadata.map { ($0.name, $0.text) }) { first, _ in first }
      self.init(
        step: training?.steps ?? 0, epoch: training?.epochs ?? 0,
        loss: metadata["loss"].flatMap { Double($0) },
        validationLoss: metadata["validationLoss"].flatMap { Double($0) })
    } catch {
      throw NetworkError(.file(error.inFile(path)))
    }
  }
}
