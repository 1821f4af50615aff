import Foundation
import Interchange
import ModelFormat
import NeuralNetwork
import TestSupport
import Testing

/// Files that Toy-Neural-Network-JS wrote under node, with its own predictions.
struct ToyNeuralNetworkTests {
  private let directory: TemporaryDirectory
  init() throws { directory = try TemporaryDirectory() }

  private static let peers = "peers/toynn"

  private func read(
    _ text: String, _ activations: [Activation] = []
  ) throws -> ImportedModel {
    var options = ImportOptions()
    options.activations = activations
    return try ToyNeuralNetwork.read(
      directory.write(Array(text.utf8), to: "toy.json"), options)
  }

  @Test(
    "predicts what the library predicts",
    arguments: [
      ("xor", "expected", []), ("xor_nested_strings", "expected", []),
      ("xor_pretty_reordered", "expected", []), ("doodles", "expected", []),
      ("old_without_activation_key", "expected", []), ("tanh", "expected", [Activation.tanh]),
      ("tanh", "expected", [.tanh, .tanh]), ("tanh", "expected_as_sigmoid", []),
    ])
  func predictions(_ name: String, _ expected: String, _ activations: [Activation]) throws {
    var options = ImportOptions()
    options.activations = activations
    let imported = try ToyNeuralNetwork.read(
      Fixtures.path("\(Self.peers)/\(name).json"), options)
    try PeerPredictions.check(
      imported, inputs: "\(Self.peers)/\(name).inputs.csv",
      expected: "\(Self.peers)/\(name).\(expected).csv")
    #expect(imported.assumptions.isEmpty == !activations.isEmpty)
    #expect(imported.assumptions.allSatisfy { $0.contains("sigmoid") })
  }

  @Test("writes what the library wrote, byte for byte", arguments: ["xor", "doodles"])
  func bytes(_ name: String) throws {
    let source = "\(Self.peers)/\(name).json"
    let imported = try ToyNeuralNetwork.read(Fixtures.path(source), ImportOptions())
    #expect(imported.metadata.map(\.name) == ["learning_rate"])
    let path = directory.file("again.json")
    let left = try ToyNeuralNetwork.write(SampleNetwork.exported(imported), to: path)
    #expect(left == [.metadata])
    #expect(try directory.bytes("again.json") == Fixtures.bytes(source))
  }

  /// The library's own formula over the file's own numbers.
  private func answer(_ file: [String: Any], _ row: [Double], _ f: (Double) -> Double) throws
    -> [Double]
  {
    func matrix(_ name: String) throws -> [[Double]] {
      let matrix = try #require(file[name] as? [String: Any])
      let data = try #require(matrix["data"] as? [[Double]])
      #expect(matrix["rows"] as? Int == data.count)
      #expect(data.allSatisfy { $0.count == matrix["cols"] as? Int })
      return data
    }
    var values = row
    for (weights, bias) in [("weights_ih", "bias_h"), ("weights_ho", "bias_o")] {
      values = zip(try matrix(weights), try matrix(bias)).map { row, bias in
        f(zip(row, values).reduce(0) { $0 + $1.0 * $1.1 } + bias[0])
      }
    }
    return values
  }

  @Test("writes networks that answer alike", arguments: [Activation.sigmoid, .tanh])
  func writes(_ activation: Activation) throws {
    let sample = SampleNetwork([4, 7, 3], [activation, activation], seed: 11)
    let path = directory.file("network.json")
    let left = try ToyNeuralNetwork.write(sample.exported(), to: path)
    #expect(left == (activation == .tanh ? [.activations] : []))
    let object = try JSONSerialization.jsonObject(with: Data(directory.bytes("network.json")))
    let file = try #require(object as? [String: Any])
    #expect(file["learning_rate"] as? Double == 0.1)
    for row in SampleNetwork.rows(20, of: 4, seed: 2) {
      let found = try answer(file, row) { SampleNetwork.apply(activation, $0) }
      #expect(zip(found, sample.outputs(row)).allSatisfy { abs($0 - $1) < 1e-12 })
    }
    var options = ImportOptions()
    options.activations = [activation]
    let again = try ToyNeuralNetwork.read(path, options)
    #expect(again.elements == sample.parameters)
    #expect(again.topology == (try sample.topology))
  }

  @Test(
    "refuses to write what the library cannot hold, and says what it can",
    arguments: [
      ([2, 1], [Activation.sigmoid], "one hidden layer"),
      ([2, 3, 3, 1], [.sigmoid, .sigmoid, .sigmoid], "2-3-3-1"),
      ([2, 3, 1], [.relu, .relu], "sigmoid twice or tanh twice"),
      ([2, 3, 1], [.tanh, .sigmoid], "tanh and sigmoid"),
    ])
  func unfit(_ sizes: [Int], _ activations: [Activation], _ expected: String) throws {
    let model = try SampleNetwork(sizes, activations, seed: 1).exported()
    let error = #expect(throws: FormatError.self) {
      _ = try ToyNeuralNetwork.write(model, to: directory.file("x.json"))
    }
    #expect(error?.description.contains(expected) == true, "\(String(describing: error))")
    #expect(try directory.contents() == [])
  }

  @Test("reads the form of MultiLayerNN.js")
  func multiLayer() throws {
    let text = """
      {"input_nodes":2,"output_nodes":1,"hiddenLayers":[2,3,2],"hiddenLayersConfig":[
      {"layerBias":{"rows":3,"cols":1,"data":[[1],[2],[3]]},"layerWeight":{"rows":3,"cols":2,"data":[[1,2],[3,4],[5,6]]}},
      {"layerBias":{"rows":2,"cols":1,"data":[[4],[5]]},"layerWeight":{"rows":2,"cols":3,"data":[[1,0,0],[0,1,0]]}},
      {"layerBias":{"rows":1,"cols":1,"data":[[6]]},"layerWeight":{"rows":1,"cols":2,"data":[[7,8]]}}]}
      """
    let model = try read(text)
    #expect(model.topology?.layers.count == 3)
    #expect(model.elements == [1, 2, 3, 4, 5, 6, 1, 2, 3, 1, 0, 0, 0, 1, 0, 4, 5, 7, 8, 6])
    #expect(throws: FormatError.self) {
      _ = try read(text.replacingOccurrences(of: "[2,3,2]", with: "[2,3]"))
    }
    #expect(throws: FormatError.self) {
      _ = try read(text.replacingOccurrences(of: "[2,3,2]", with: "[3,3,2]"))
    }
  }

  private static let whole = """
    {"input_nodes":1,"hidden_nodes":2,"output_nodes":1,"weights_ih":{"rows":2,"cols":1,"data":[[1],[2]]},\
    "weights_ho":{"rows":1,"cols":2,"data":[[3,4]]},"bias_h":{"rows":2,"cols":1,"data":[[5],[6]]},\
    "bias_o":{"rows":1,"cols":1,"data":[[7]]},"learning_rate":0.1,"activation_function":{}}
    """

  @Test("takes one activation for both layers, or one each, and no other number")
  func activations() throws {
    #expect(try read(Self.whole).elements == [1, 2, 5, 6, 3, 4, 7])
    let layers = try read(Self.whole, [.relu, .linear]).topology?.layers
    #expect(layers == [.dense(2, .relu), .dense(1, .linear)])
    #expect(throws: FormatError.self) {
      _ = try read(Self.whole, [.tanh, .tanh, .tanh])
    }
  }

  @Test(
    "refuses files that contradict themselves, and says where",
    arguments: [
      (
        #""rows":2,"cols":1,"data":[[1],[2]]"#, #""rows":3,"cols":1,"data":[[1],[2]]"#,
        "weights_ih.rows"
      ),
      (#""cols":1,"data":[[1],[2]]"#, #""cols":2,"data":[[1,1],[2,2]]"#, "weights_ih.cols"),
      ("[[1],[2]]", "[[1]]", "weights_ih.data: 2 rows"),
      ("[[1],[2]]", "[[1],[2],[3]]", "weights_ih.data: 2 rows"),
      ("[[1],[2]]", "[[1],[2,3]]", "weights_ih.data[1]: 1 numbers"),
      ("[[1],[2]]", "[[1],[]]", "weights_ih.data[1]"),
      ("[[1],[2]]", "[[1],2]", "data[1]: an array"),
      ("[[1],[2]]", #"[[1],["2"]]"#, "data[1][0]: a number expected, a string found"),
      ("[[1],[2]]", "{}", "weights_ih.data: an array"),
      (
        "[[1],[2]]", "[[1],[null]]",
        "weights_ih.data[1][0]: a value expected, null, which JavaScript"
      ),
      ("[[1],[2]]", "[[1],[1e300]]", "weights_ih.data[1][0]: a finite number below 2^53"),
      ("[[7]]", "[[7]", "invalid JSON"), (#""hidden_nodes":2"#, #""hidden_nodes":3"#, "rows"),
      (#""hidden_nodes":2,"#, "", "hidden_nodes: missing"),
      (#""input_nodes":1"#, #""input_nodes":-1"#, "input_nodes"),
      (#""input_nodes":1"#, #""input_nodes":1.5"#, "input_nodes"),
      (#""input_nodes":1"#, #""input_nodes":"1""#, "input_nodes"),
      (#"{"rows":1,"cols":1,"data":[[7]]}"#, "[7]", "bias_o: an object"),
      (#"{"rows":1,"cols":1,"data":[[7]]}"#, #""{\"rows\":1""#, "bias_o: invalid JSON"),
      (#"{"rows":1,"cols":1,"data":[[7]]}"#, #""[]""#, "bias_o: an object"),
      (
        #"{"rows":1,"cols":1,"data":[[7]]}"#, #""{\"rows\":1,\"cols\":1,\"data\":[[null]]}""#,
        "bias_o.data[0][0]: a value expected, null"
      ),
      (#""learning_rate":0.1"#, #""learning_rate":"fast""#, "learning_rate: a number"),
      (#""activation_function":{}"#, #""activation_function":"tanh""#, "activation_function"),
    ])
  func malformed(_ part: String, _ other: String, _ expected: String) {
    let text = Self.whole.replacingOccurrences(of: part, with: other)
    #expect(text != Self.whole)
    let error = #expect(throws: FormatError.self) { _ = try read(text) }
    #expect(error?.description.contains(expected) == true, "\(String(describing: error))")
    #expect(error?.description.contains("toy.json: file") == true)
  }

  @Test("refuses a network without nodes")
  func empty() {
    let text = """
      {"input_nodes":0,"hidden_nodes":0,"output_nodes":0,"weights_ih":{"rows":0,"cols":0,"data":[]},\
      "weights_ho":{"rows":0,"cols":0,"data":[]},"bias_h":{"rows":0,"cols":1,"data":[]},\
      "bias_o":{"rows":0,"cols":1,"data":[]}}
      """
    let error = #expect(throws: FormatError.self) { _ = try read(text) }
    #expect(error?.code == "limit-exceeded", "\(String(describing: error))")
  }
}
