import TestSupport

@testable import NeuralNetwork

/// A small checkpoint that stands at a step between two epochs, with losses of one's choice.
///
/// With a validation loss but no loss, the loss is the same in all; with neither, there was no epoch yet.
func sampleCheckpoint(
  step: Int, epochs: Int = 1, loss: Double? = nil, validationLoss: Double? = nil
) throws(NetworkError) -> Checkpoint {
  let topology = try Topology(inputs: 2, layers: [.dense(3, .tanh), .dense(1, .linear)])
  var trainer = Trainer(
    Network(topology: topology, seed: UInt64(step)), loss: .meanSquaredError,
    optimizer: .sgd(learningRate: 0.5), batchSize: .count(10), threads: 1)
  trainer.plan = TrainingPlan(epochs: 1000, totalSteps: 10_000)
  trainer.batchRows = 10
  trainer.fitted = Trainer.FittedParts(
    inputs: [Column(name: "a"), Column(name: "b")], outputs: [Column(name: "y")],
    inputScaling: nil, outputScaling: nil, examples: [], task: .regression)
  trainer.state = OptimizerState(step: step, beta1Power: 1, beta2Power: 1)
  if loss != nil || validationLoss != nil {
    trainer.history = (1...epochs).map { epoch in
      EpochResult(
        epoch: epoch, loss: loss ?? 1, accuracy: nil, validationLoss: validationLoss,
        validationAccuracy: nil)
    }
  }
  let data = DataIdentity(
    rows: 100, inputs: 2, digest: String(repeating: "0", count: 64), validationRows: nil,
    validationDigest: nil)
  return Checkpoint(trainer, data: data)
}

extension CheckpointSummary {
  /// What the header of a sample says.
  init(step: Int, epoch: Int = 0, loss: Double? = nil, validationLoss: Double? = nil) {
    self.init(
      step: step, epoch: epoch, position: 0, loss: loss, validationLoss: validationLoss,
      isFinished: false)
  }
}

extension TemporaryDirectory {
  /// Changes one byte so far at the end of a file that its header still opens.
  func damage(_ name: String) throws {
    var bytes = try bytes(name)
    bytes[bytes.count - 1] ^= 1
    try write(bytes, to: name)
  }

  /// Makes a file one of the next major version of the format, otherwise valid.
  func makeNewer(_ name: String) throws {
    var bytes = try bytes(name)
    bytes[8] = 2
    try write(bytes, to: name)
  }
}
