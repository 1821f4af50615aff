import Interchange
import ModelFormat
import TestSupport
import Testing

struct ExchangeFormatTests {
  @Test(
    "knows whose JSON it is",
    arguments: [
      (#"{"format":"nnmodel-json"}"#, ExchangeFormat.json),
      (#"{"format":"other"}"#, nil), (#"{"input_nodes":1,"output_nodes":1}"#, .toyNeuralNetwork),
      (#"{"input_nodes":1}"#, nil), (#"{"layers":[],"sizes":[]}"#, .brainJS),
      (#"{"layers":[],"inputLookup":true}"#, .brainJS), (#"{"layers":[]}"#, nil),
      (#"{"type":"LSTM","options":{},"hiddenLayers":[]}"#, .brainJS), ("[]", nil), ("{}", nil),
      (#"{"model":{}}"#, nil), (#"{"weight_map":{}}"#, .shards),
    ])
  func members(_ text: String, _ expected: ExchangeFormat?) throws {
    #expect(ExchangeFormat(members: try JSON(parsing: Array(text.utf8))) == expected)
  }

  @Test(
    "takes what begins with a brace for JSON, and nothing else",
    arguments: [
      (#"{"input_nodes":1,"output_nodes":1}"#, ExchangeFormat.toyNeuralNetwork),
      (" \r\n\t{\"layers\":[],\"sizes\":[]}", .brainJS), (#"{"weights":[1]}"#, nil),
      ("[]", nil), ("", nil), ("  ", nil),
    ])
  func firstBytes(_ text: String, _ expected: ExchangeFormat?) throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(Array(text.utf8), to: "other")
    #expect(try ExchangeFormat(contentsOf: path) == expected)
  }

  @Test(
    "knows what a name promises",
    arguments: [
      ("a.onnx", ExchangeFormat.onnx), ("A.PTH", .pytorch), ("x.tar.npz", .npz), (".csv", .csv),
      ("onnx", nil), ("a.", nil), ("a.txt", nil),
    ])
  func names(_ name: String, _ expected: ExchangeFormat?) {
    #expect(ExchangeFormat(name: name) == expected)
  }
}
