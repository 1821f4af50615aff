import Interchange
import ModelFormat
import NeuralNetwork
import TestSupport
import Testing

struct JSONFormatTests {
  @Test(
    "knows whose JSON it is",
    arguments: [
      (#"{"format":"nnmodel-json"}"#, JSONFormat.model),
      (#"{"format":"other"}"#, nil), (#"{"input_nodes":1,"output_nodes":1}"#, .toyNeuralNetwork),
      (#"{"input_nodes":1}"#, nil), (#"{"layers":[],"sizes":[]}"#, .brainJS),
      (#"{"layers":[],"inputLookup":true}"#, .brainJS), (#"{"layers":[]}"#, nil),
      (#"{"type":"LSTM","options":{},"hiddenLayers":[]}"#, .brainJS), ("[]", nil), ("{}", nil),
      (#"{"model":{}}"#, nil),
    ])
  func recognises(_ text: String, _ expected: JSONFormat?) throws {
    #expect(JSONFormat(try JSON(parsing: Array(text.utf8))) == expected)
  }

  @Test(
    "looks for the brace that begins an object",
    arguments: [("{", true), (" \r\n\t{\"a\"", true), ("[", false), ("", false), ("  ", false)])
  func firstBytes(_ text: String, _ expected: Bool) {
    #expect(JSONFormat.recognises(ArraySlice(text.utf8)) == expected)
  }

  @Test("reads each by its own reader")
  func reads() throws {
    let directory = try TemporaryDirectory()
    let sample = SampleNetwork([2, 3, 1], [.sigmoid, .sigmoid], seed: 9)
    let model = try sample.exported()
    let path = directory.file("network.json")
    for (format, write) in [
      (JSONFormat.model, ModelJSON.write), (.toyNeuralNetwork, ToyNeuralNetwork.write),
      (.brainJS, BrainJS.write),
    ] {
      _ = try write(model, path)
      let (found, imported) = try JSONFormat.read(path, ImportOptions())
      #expect(found == format)
      #expect(imported.elements == sample.parameters, "\(format)")
      #expect(imported.topology == (try sample.topology))
    }
  }

  @Test("names the formats that it looked for")
  func unknown() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(Array(#"{"weights":[1]}"#.utf8), to: "other.json")
    let error = #expect(throws: FormatError.self) {
      _ = try JSONFormat.read(path, ImportOptions())
    }
    #expect(error?.description.contains("brain.js") == true)
  }
}
