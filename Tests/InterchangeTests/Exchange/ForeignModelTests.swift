import ModelFormat
import NeuralNetwork
import TestSupport
import Testing

@testable import Interchange

struct ForeignModelTests {
  @Test(
    "says what was guessed, whatever the format",
    arguments: [
      ("torch/diabetes_named.safetensors", ExchangeFormat.safetensors, [Activation.tanh, .linear]),
      ("safetensors/sharded/model.safetensors.index.json", .shards, [.relu, .linear]),
      ("torch/checkpoint.pt", .pytorch, [.relu, .linear]),
    ])
  func assumptions(
    _ name: String, _ format: ExchangeFormat, _ activations: [Activation]
  ) throws {
    var options = ImportOptions()
    options.activations = activations
    let model = try ForeignModel(Fixtures.path("peers/\(name)"), as: format, options)
    #expect(model.assumptions == model.assembly.assumptions)
    #expect(model.assumptions.isEmpty == (format == .shards))
  }
}
