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

  @Test("keeps to the limit of memory where the size of the file does not tell")
  func limits() throws {
    let directory = try TemporaryDirectory()
    let path = Fixtures.path("peers/numpy/f4.npy")
    let count = try NPY.read(path, ImportOptions()).tensors[0].bytes.count
    for (bytes, format, least) in [
      (try Fixtures.bytes("peers/numpy/f4.npy"), ExchangeFormat.npy, count),
      (Array("1,2\n3,4\n".utf8), .csv, 4 * 8),
    ] {
      var options = ImportOptions()
      options.limits.memory = least - 1
      let error = #expect(throws: FormatError.self) {
        _ = try ForeignModel(
          directory.pipe("large.\(format)", holding: bytes), as: format, options)
      }
      #expect(error?.code == "limit-exceeded")
      options.limits.memory = least
      #expect(throws: Never.self) {
        _ = try ForeignModel(
          directory.pipe("small.\(format)", holding: bytes), as: format, options)
      }
    }
  }
}
