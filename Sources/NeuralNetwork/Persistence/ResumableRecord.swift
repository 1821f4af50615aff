import ModelFormat

/// What the header of a checkpoint must tell beside its state, so that the training can go on (spec/format.md N9).
struct ResumableRecord {
  /// The whole record of the training, of which more is optional.
  let training: TrainingRecord
  let epochs: Int
  let loss: Loss
  let optimizer: Optimizer
  let seed: UInt64
  let batchSize: BatchSize
  let inputs: [Column]
  let outputs: [Column]

  /// Takes it from what a header says.
  ///
  /// - Throws: `FormatError` with `missing-member`.
  init(_ model: ModelSummary) throws(FormatError) {
    func required<Part>(_ part: Part?, _ path: String) throws(FormatError) -> Part {
      guard let part else {
        throw FormatError(.missingMember, field: "header.\(path)", offset: Header.offset)
      }
      return part
    }
    training = try required(model.training, "training")
    epochs = try required(training.epochs, "training.epochs")
    _ = try required(training.steps, "training.steps")
    loss = try required(training.loss, "training.loss")
    optimizer = try required(training.optimizer, "training.optimizer")
    seed = try required(training.seed, "training.seed")
    batchSize = try required(training.batchSize, "training.batchSize")
    inputs = try required(model.inputs, "model.inputs.columns")
    outputs = try required(model.outputs, "model.outputs.columns")
  }
}
