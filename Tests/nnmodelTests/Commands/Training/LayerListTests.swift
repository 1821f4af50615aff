import NeuralNetwork
import Testing

@testable import nnmodel

struct LayerListTests {
  @Test(arguments: [
    ("10", [Layer.dense(10, .linear)]),
    ("64,relu,10,softmax", [.dense(64, .relu), .dense(10, .softmax)]),
    ("3,4,tanh", [.dense(3, .linear), .dense(4, .tanh)]),
    (
      "64,gelu,dropout:0.2,32,layer-norm,silu,10,softmax",
      [
        .dense(64, .gelu), .dropout(rate: 0.2), .dense(32, .linear), .layerNorm(),
        .activation(.silu),
        .dense(10, .softmax),
      ]
    ),
    (
      "batch-norm,elu,1,leaky-relu:0.2,dropout:0",
      [.batchNorm(), .activation(.elu), .dense(1, .leakyRelu(slope: 0.2)), .dropout(rate: 0)]
    ),
    (
      "1,identity,1,swish,1,leaky_relu",
      [.dense(1, .linear), .dense(1, .silu), .dense(1, .leakyRelu())]
    ),
  ])
  func lists(text: String, layers: [Layer]) throws {
    #expect(try LayerList(argument: text).layers == layers)
    // What is told of it is understood as the same.
    #expect(try LayerList(argument: LayerList.text(layers)).layers == layers)
  }

  @Test(arguments: Activation.all) func everyActivation(_ activation: Activation) throws {
    #expect(try LayerList(argument: "2,\(activation.word)").layers == [.dense(2, activation)])
    #expect(try ActivationWord(argument: activation.word).activation == activation)
    #expect(LayerList.text([.dense(2, activation)]) == "2,\(activation.word)")
  }

  @Test(arguments: [
    ("relu,3", "'relu' must stand behind a layer, such as 64,relu"),
    ("3,relu,tanh", "'tanh' stands behind another activation"),
    ("0", "a layer of 0 units: expected 1 to 16777216"),
    ("-3", "a layer of -3 units: expected 1 to 16777216"),
    ("3,dropout", "dropout needs a rate, such as dropout:0.2"),
    ("3,dropout:1", "dropout: expected a rate of 0 ..< 1, found 1.0"),
    ("3,dropout:x", "dropout: expected a number, such as 0.5 or 1e-3"),
    ("3,layer-norm:2", "layer-norm takes no number"),
    ("3,relu:2", "relu takes no number"),
    ("3,leaky-relu:-1", "leaky-relu: expected a slope of 0 or more, found -1.0"),
    ("3,leaky-relu:", "leaky-relu: expected a number, such as 0.5 or 1e-3"),
  ])
  func whatIsNoList(text: String, reason: String) {
    #expect(throws: InvalidValue(reason)) { try LayerList(argument: text) }
  }

  @Test func anUnknownWordListsTheKnown() {
    let known = Activation.all.map(\.word) + ["dropout", "layer-norm", "batch-norm"]
    for word in ["conv", "", "64x", "batchnorm"] {
      #expect(throws: InvalidValue.unknownWord(word, known: known)) {
        try LayerList(argument: "8,\(word)")
      }
    }
    let error = #expect(throws: InvalidValue.self) { try LayerList(argument: "8,layernorm") }
    #expect(error?.reason.contains("did you mean 'layer-norm'?") == true)
    #expect(
      error?.reason.contains("expected one of linear, sigmoid, tanh, relu, leaky-relu") == true)
  }
}
