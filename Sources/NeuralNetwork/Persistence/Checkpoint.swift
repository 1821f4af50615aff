public import ModelFormat

/// A training as it stands at one step: all that decides how it goes on.
///
/// A checkpoint is an ordinary model file, which predicts as any other; its header has `training.state` beside,
/// and tensors for what the optimizer remembers. One file, so it is whole or not there.
public struct Checkpoint: Sendable {
  /// The training.
  public let trainer: Trainer
  /// The rows that it learns from.
  public let data: DataIdentity
  /// What holds on the machine that it was saved on.
  public var run: RunRecord
  /// Whatever else is to travel along.
  public var metadata: Metadata

  /// A checkpoint of a training that has begun.
  public init(
    _ trainer: Trainer, data: DataIdentity, run: RunRecord = RunRecord(),
    metadata: Metadata = [:]
  ) {
    self.trainer = trainer
    self.data = data
    self.run = run
    self.metadata = metadata
  }

  /// The number of steps taken.
  public var step: Int { trainer.steps }
  /// The number of epochs finished.
  public var epoch: Int { trainer.history.count }
  /// The loss of the last epoch; `nil` before the first, and in the middle of one.
  public var loss: Double? { trainer.position > 0 ? nil : trainer.history.last?.loss }
  /// The loss of the rows held back after the last epoch; so, too.
  public var validationLoss: Double? {
    trainer.position > 0 ? nil : trainer.history.last?.validationLoss
  }

  /// Checks that rows are those that the training had.
  ///
  /// - Throws: ``NetworkError`` with `differs`, which tells in what they are others.
  public func check(_ other: DataIdentity) throws(NetworkError) {
    let differences = data.differences(in: other)
    guard differences.isEmpty else { throw NetworkError(.differs(differences), field: "data") }
  }

  /// Writes the checkpoint to a file: whole or not at all.
  ///
  /// - Throws: ``NetworkError`` with `invalid` for a training that has not begun; `file` where the system
  ///   refuses.
  public func write(
    to path: String, options: WriteOptions = WriteOptions()
  ) throws(NetworkError) {
    guard let plan = trainer.plan else {
      throw NetworkError(
        .invalid(expected: "a training that has begun", found: "none"), field: "checkpoint")
    }
    let model = try trainer.model(metadata: metadata)
    do throws(FormatError) {
      var members = model.members()
      let state = TrainingState(trainer, plan, data: data)
      if case .object(var training)? = members["training"] {
        training["state"] = state.json
        members["training"] = .object(training)
      }
      members["run"] = run.json
      let tensors = try model.tensors() + trainer.stateTensors()
      try ModelFileWriter.write(tensors, members: members, to: path, options: options)
    } catch {
      throw NetworkError(.file(error.inFile(path)))
    }
  }

  /// Reads a checkpoint, and checks all of it.
  ///
  /// - Parameter limits: what is taken at most.
  /// - Throws: ``NetworkError`` with `file`: where the system refuses, for whatever is damaged or beyond the limits,
  ///   and with `missing-member` for a model that is no checkpoint.
  public init(
    contentsOf path: String, limits: ReaderLimits = ReaderLimits()
  ) throws(NetworkError) {
    let model: Model
    do throws(FormatError) {
      let file = try ModelFile(opening: path, limits: limits)
      // The optimizer's tensors and the best network's are held beside the model's.
      try file.checkMemory(of: Array(file.tensors.indices))
      try file.verify()
      let reader = TensorReader(file)
      let header = reader.header
      model = try Model(reading: reader)
      let summary = try ModelSummary(header)
      let state = try TrainingState(header, summary)
      trainer = try Trainer(
        model, state, try ResumableRecord(summary),
        ModelTensors(header: header, read: reader.read))
      data = state.data
      run = try RunRecord(header)
      metadata = model.metadata
    } catch {
      throw NetworkError(.file(error.inFile(path)))
    }
  }
}
