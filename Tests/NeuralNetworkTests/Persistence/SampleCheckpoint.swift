import TestSupport

@testable import NeuralNetwork

/// A small checkpoint that stands at a step, with losses of one's choice.
func sampleCheckpoint(
  step: Int, epoch: Int = 0, loss: Double? = nil, validationLoss: Double? = nil
) throws(NetworkError) -> Checkpoint {
  let topology = try Topology(inputs: 2, layers: [.dense(3, .tanh), .dense(1, .linear)])
  return Checkpoint(
    step: step, epoch: epoch, loss: loss, validationLoss: validationLoss,
    network: Network(topology: topology, seed: UInt64(step)))
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
