import NeuralNetwork
import TestSupport

extension TemporaryDirectory {
  /// Writes a model of one neuron whose training has a history of the given columns, row after row.
  func model(
    _ name: String = "history.nnmodel", title: String? = nil, columns: [String],
    _ values: [Double]
  ) throws -> String {
    let record = TrainingRecord(
      learningRate: 0.5, history: try TrainingHistory(columns: columns, values: values))
    let model = try Model(
      network: Network(inputs: 1, layers: [.dense(1, .linear)], seed: 1),
      metadata: title.map { ["title": $0] } ?? [:], training: record)
    try model.write(to: file(name))
    return file(name)
  }

  /// The text of a file.
  func text(_ name: String) throws -> String {
    String(decoding: try bytes(name), as: UTF8.self)
  }
}
