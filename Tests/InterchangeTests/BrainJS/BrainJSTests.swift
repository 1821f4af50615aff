import Foundation
import Interchange
import ModelFormat
import NeuralNetwork
import TestSupport
import Testing

/// The layouts of brain.js, read; what is computed from them is compared with its formula.
struct BrainJSTests {
  private let directory: TemporaryDirectory
  init() throws { directory = try TemporaryDirectory() }

  private func read(_ text: String) throws -> ImportedModel {
    try BrainJS.read(directory.write(Array(text.utf8), to: "brain.json"), ImportOptions())
  }

  /// As `toJSON` of version 2 writes it, two inputs, three nodes and an output.
  private static let version2 = """
    {"type":"NeuralNetwork","sizes":[2,3,1],"layers":[{"weights":[],"biases":[]},\
    {"weights":[[0.5,-1.25],[2,3],[0.1,0.2]],"biases":[1,2,3]},{"weights":[[4,5,6]],"biases":[-0.5]}],\
    "inputLookup":null,"inputLookupLength":0,"outputLookup":null,"outputLookupLength":0,\
    "options":{"inputSize":0,"outputSize":0,"binaryThresh":0.5},"trainOpts":{"activation":"tanh",\
    "iterations":20000,"errorThresh":0.005,"log":false,"logPeriod":10,"leakyReluAlpha":0.2,\
    "learningRate":0.3,"momentum":0.1,"callbackPeriod":10,"timeout":"Infinity","beta1":0.9,\
    "beta2":0.999,"epsilon":1e-8}}
    """

  private static let elements: [Double] = [0.5, -1.25, 2, 3, 0.1, 0.2, 1, 2, 3, 4, 5, 6, -0.5]

  @Test(
    "reads version 2 with each activation",
    arguments: [
      ("sigmoid", Activation.sigmoid), ("relu", .relu), ("tanh", .tanh),
      ("leaky-relu", .leakyRelu(slope: 0.2)),
    ])
  func version2(_ word: String, _ activation: Activation) throws {
    let text = Self.version2.replacingOccurrences(of: "\"tanh\"", with: "\"\(word)\"")
    let imported = try read(text)
    #expect(imported.elements == Self.elements)
    #expect(imported.topology?.layers == [.dense(3, activation), .dense(1, activation)])
    #expect(imported.tensors.allSatisfy { $0.info.type == .f64 })
    #expect(imported.members["model"] == nil && imported.assumptions.isEmpty)
    #expect(imported.metadata.map(\.name) == ["options", "trainOpts"])
    #expect(imported.metadata[1].text.contains("\"timeout\":\"Infinity\""))
    // output = f(W₂ f(W₁ x + b₁) + b₂)
    let f = { SampleNetwork.apply(activation, $0) }
    let model = try PeerPredictions.model(imported)
    for row in SampleNetwork.rows(10, of: 2, seed: 8) {
      let hidden = [
        f(0.5 * row[0] - 1.25 * row[1] + 1), f(2 * row[0] + 3 * row[1] + 2),
        f(0.1 * row[0] + 0.2 * row[1] + 3),
      ]
      let expected = f(4 * hidden[0] + 5 * hidden[1] + 6 * hidden[2] - 0.5)
      let found = Double(try model.outputs(for: row).elements[0])
      #expect(abs(found - expected) <= 2e-6 * max(1, abs(expected)))
    }
  }

  @Test("keeps single precision where every number is one")
  func single() throws {
    let text = Self.version2.replacingOccurrences(
      of: "[0.1,0.2]", with: "[0.10000000149011612,0.25]")
    let imported = try read(text)
    #expect(imported.tensors.allSatisfy { $0.info.type == .f32 })
    #expect(imported.elements[4] == 0.10000000149011612)
  }

  @Test("makes names columns, where a row may lack an input")
  func names() throws {
    let text = Self.version2
      .replacingOccurrences(of: #""inputLookup":null"#, with: #""inputLookup":{"r":1,"b":0}"#)
      .replacingOccurrences(of: #""outputLookup":null"#, with: #""outputLookup":{"größe":0}"#)
    let imported = try read(text)
    let model = try PeerPredictions.model(imported)
    #expect(model.inputs == [Column(name: "b", fill: 0), Column(name: "r", fill: 0)])
    #expect(model.outputs == [Column(name: "größe")])
    #expect(try #require(imported.topology) == model.network.topology)
    for (lookup, place) in [
      (#"{"r":1}"#, "inputLookup: 2 names"), (#"{"r":1,"b":1}"#, "inputLookup"),
      (#"{"r":1,"b":2}"#, "inputLookup.b"), (#"{"r":1,"b":0,"g":2}"#, "inputLookup.g"),
      (#"{"r":1,"b":"0"}"#, "inputLookup.b: an integer"), ("[0,1]", "inputLookup: an object"),
      ("true", "inputLookup: an object"),
    ] {
      let text = Self.version2.replacingOccurrences(
        of: #""inputLookup":null"#, with: #""inputLookup":"# + lookup)
      let error = #expect(throws: FormatError.self) { _ = try read(text) }
      #expect(error?.description.contains(place) == true, "\(String(describing: error))")
    }
  }

  /// The layout of 2017 to 2020 with names; hidden nodes go by numbers, and one comes out of order.
  private static let version1 = """
    {"sizes":[2,2,1],"layers":[{"r":{},"b":{}},{"1":{"bias":2,"weights":{"r":3,"b":4}},\
    "0":{"bias":1,"weights":{"b":6,"r":5}}},{"black":{"bias":7,"weights":{"0":8,"1":9}}}],\
    "outputLookup":true,"inputLookup":true,"activation":"relu","trainOpts":{"iterations":20000}}
    """

  @Test("reads version 1 by names")
  func version1() throws {
    let imported = try read(Self.version1)
    // Inputs stand in the order of their names: b, r.
    #expect(imported.elements == [6, 5, 4, 3, 1, 2, 8, 9, 7])
    #expect(imported.topology?.layers == [.dense(2, .relu), .dense(1, .relu)])
    let model = try PeerPredictions.model(imported)
    #expect(model.inputs?.map(\.name) == ["b", "r"])
    #expect(model.outputs?.map(\.name) == ["black"])
    #expect(imported.metadata.map(\.name) == ["trainOpts"])
  }

  @Test("reads version 1 by numbers, in their order, and of the oldest without sizes or activation")
  func numbers() throws {
    let nodes = (0..<12).map { "\"\($0)\":{\"bias\":0.5,\"weights\":{\"0\":\($0)}}" }.reversed()
      .joined(separator: ",")
    let weights = (0..<12).map { "\"\($0)\":\($0 + 100)" }.joined(separator: ",")
    let text = """
      {"layers":[{"0":{}},{\(nodes)},{"0":{"bias":1,"weights":{\(weights)}}}],\
      "outputLookup":false,"inputLookup":false}
      """
    let imported = try read(text)
    let numbers = (0..<12).map { (index: Int) -> Double in Double(index) }
    #expect(Array(imported.elements[..<12]) == numbers)
    #expect(Array(imported.elements[24..<36]) == numbers.map { $0 + 100 })
    #expect(imported.members["model"] == nil)
    #expect(imported.topology?.layers == [.dense(12, .sigmoid), .dense(1, .sigmoid)])
    #expect(imported.assumptions.first?.contains("sigmoid") == true)
  }

  @Test("reads the arrays of March 2018")
  func arrays() throws {
    let imported = try read(
      """
      {"sizes":[2,1],"layers":[[{},{}],[{"bias":3,"weights":[1,2]}]],"activation":"sigmoid",\
      "outputLookup":false,"inputLookup":false}
      """)
    #expect(imported.elements == [1, 2, 3])
  }

  @Test(
    "refuses what does not fit, and says where",
    arguments: [
      (#""NeuralNetwork""#, #""LSTMTimeStep""#, "file.type: unknown word \"LSTMTimeStep\""),
      (#""NeuralNetwork""#, "7", "file.type"),
      (#""sizes":[2,3,1]"#, #""sizes":[2,3,2]"#, "file.sizes"),
      (#""sizes":[2,3,1]"#, #""sizes":"2""#, "file.sizes"),
      ("[4,5,6]", "[4,5]", "layers[2].weights[0]: 3 weights"),
      ("[2,3]", "[2]", "layers[1].weights[1]: 2 weights expected, 1 found"),
      ("[2,3]", "[2,null]", "layers[1].weights[1][1]: a value expected, null, which JavaScript"),
      ("[2,3]", #"[2,"3"]"#, "layers[1].weights[1][1]: a number"),
      ("[2,3]", "7", "layers[1].weights[1]: an array"),
      ("[1,2,3]", "[1,2]", "layers[1].weights"), ("[[4,5,6]]", "[]", "layers[2].weights"),
      (#"[[0.5,-1.25],[2,3],[0.1,0.2]]"#, "[[],[],[]]", "layers[1].weights[0]"),
      (
        #""activation":"tanh""#, #""activation":"mish""#,
        "trainOpts.activation: unknown word \"mish\""
      ),
      (#""activation":"tanh""#, #""activation":1"#, "trainOpts.activation"),
      (#""activation":"tanh","#, "", nil), (#""trainOpts":{"#, #""trainOps":{"#, nil),
      (
        #""tanh","iterations":20000,"errorThresh":0.005,"log":false,"logPeriod":10,"leakyReluAlpha":0.2"#,
        #""leaky-relu","leakyReluAlpha":1.5"#, "leakyReluAlpha: 0 to 1"
      ),
      (#"[{"weights":[],"biases":[]},"#, "[", "file.sizes: [3, 1], as the layers are"),
    ])
  func malformed(_ part: String, _ other: String, _ expected: String?) throws {
    let text = Self.version2.replacingOccurrences(of: part, with: other)
    #expect(text != Self.version2)
    guard let expected else {
      // Not told, so what the library takes is taken, and said.
      let imported = try read(text)
      #expect(imported.topology?.outputActivation == .sigmoid)
      #expect(imported.assumptions.count == 1)
      return
    }
    let error = #expect(throws: FormatError.self) { _ = try read(text) }
    #expect(error?.description.contains(expected) == true, "\(String(describing: error))")
  }

  @Test(
    "refuses what does not fit in version 1, and says where",
    arguments: [
      (#"{"r":{},"b":{}}"#, "{}", "layers[0]"),
      (#"{"r":{},"b":{}}"#, "7", "layers[0]: an object or an array"),
      (#"{"r":3,"b":4}"#, #"{"r":3}"#, "layers[1].1.weights.b: missing"),
      (#"{"r":3,"b":4}"#, #"{"r":3,"b":4,"g":5}"#, "layers[1].1.weights"),
      (#"{"r":3,"b":4}"#, #"{"r":3,"b":null}"#, "layers[1].1.weights.b: missing"),
      (#"{"r":3,"b":4}"#, "[3]", "layers[1].1.weights"),
      (#"{"r":3,"b":4}"#, "7", "layers[1].1.weights"),
      (#""bias":2,"#, "", "layers[1].1.bias: missing"),
      (#""1":{"bias":2"#, #""2":{"bias":2"#, "layers[1]: node 1"),
      (#""1":{"bias":2"#, #""01":{"bias":2"#, "layers[1]: node 1"), ("[2,2,1]", "[3,2,1]", "sizes"),
      (#""relu""#, #""leaky-relu""#, "slope · max(0, x)"), (#""relu""#, #""gelu""#, "unknown word"),
      (#""inputLookup":true"#, #""inputLookup":false"#, "layers[0]: node 0"),
    ])
  func malformedVersion1(_ part: String, _ other: String, _ expected: String) {
    let text = Self.version1.replacingOccurrences(of: part, with: other)
    #expect(text != Self.version1)
    let error = #expect(throws: FormatError.self) { _ = try read(text) }
    #expect(error?.description.contains(expected) == true, "\(String(describing: error))")
  }

  @Test("refuses layers that are none, and activations, since the file has its own")
  func others() throws {
    for layers in ["[]", "[{}]", "7", #"[{"weights":[],"biases":[]}]"#, "[1,2]"] {
      #expect(throws: FormatError.self, "\(layers)") {
        _ = try read(#"{"sizes":[1],"layers":\#(layers)}"#)
      }
    }
    let error = #expect(throws: FormatError.self) {
      _ = try read(#"{"type":"GRU","options":{},"hiddenLayers":[]}"#)
    }
    #expect(error?.description.contains("GRU") == true)
    var options = ImportOptions()
    options.activations = [.tanh, .tanh]
    let path = try directory.write(Array(Self.version2.utf8), to: "known.json")
    #expect(throws: FormatError.self) { _ = try BrainJS.read(path, options) }
  }
}
