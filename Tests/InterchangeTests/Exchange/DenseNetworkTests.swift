import ModelFormat
import NeuralNetwork
import Testing

@testable import Interchange

struct DenseNetworkTests {
  @Test("keeps every parameter both ways")
  func parameters() throws {
    let sample = SampleNetwork([3, 4, 2], [.tanh, .linear], seed: 1)
    let network = try DenseNetwork(sample.exported(), for: "a program")
    #expect(network.sizes == [3, 4, 2])
    #expect(network.layers.map(\.activation) == sample.activations)
    #expect(network.layers.map(\.weights) == sample.weights.map { $0.flatMap(\.self) })
    #expect(network.layers.map(\.biases) == sample.biases)
    let imported = try network.imported()
    #expect(imported.elements == sample.parameters)
    #expect(imported.topology == (try sample.topology))
    #expect(!network.isSingle)
  }

  @Test("leaves out dropout, joins activations and takes missing biases for 0")
  func joins() throws {
    let model = try SampleNetwork.exported(
      inputs: 2,
      [
        .dropout(rate: 0.5), .dense(3, .linear, bias: false), .dropout(rate: 0.1),
        .activation(.relu), .dense(1, .sigmoid),
      ])
    let network = try DenseNetwork(model, for: "a program")
    #expect(network.layers.map(\.activation) == [.relu, .sigmoid])
    #expect(network.layers[0].biases == [0, 0, 0])
    #expect(network.layers[1].biases == [0.25])
    #expect(network.isSingle)
  }

  @Test(
    "refuses what is not a chain of dense layers, by name",
    arguments: [
      ([Layer.dense(2, .linear), .layerNorm(), .dense(1, .linear)], "a layer norm"),
      ([.batchNorm(), .dense(1, .linear)], "a batch norm"),
      ([.dense(2, .relu), .activation(.tanh)], "an activation"),
      ([.activation(.tanh), .dense(2, .relu)], "an activation"),
      ([.dropout(rate: 0.5)], "a dense layer"),
    ])
  func others(_ layers: [Layer], _ name: String) throws {
    let model = try SampleNetwork.exported(inputs: 2, layers)
    let error = #expect(throws: FormatError.self) {
      _ = try DenseNetwork(model, for: "a program")
    }
    #expect(error?.description.contains(name) == true, "\(String(describing: error))")
  }

  @Test("refuses parameters that text cannot tell, and a bag of tensors")
  func parametersRefused() throws {
    var sample = SampleNetwork([1, 1], [.linear], seed: 1)
    for value in [Double.nan, .infinity, -.infinity] {
      sample.biases[0][0] = value
      let model = try sample.exported()
      #expect(throws: FormatError.self) { _ = try DenseNetwork(model, for: "a program") }
    }
    sample.biases[0][0] = -0x1p53
    let model = try sample.exported()
    #expect(try DenseNetwork(model, for: "a program").layers[0].biases == [-0x1p53])
    #expect(throws: FormatError.self) {
      _ = try DenseNetwork(model, for: "a program", below: 0x1p53)
    }
    let bag = try SampleNetwork.exported(ImportedModel(tensors: try sample.tensors()))
    #expect(throws: FormatError.self) { _ = try DenseNetwork(bag, for: "a program") }
  }
}
