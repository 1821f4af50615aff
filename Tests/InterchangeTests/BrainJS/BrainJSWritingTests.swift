import Foundation
import Interchange
import ModelFormat
import NeuralNetwork
import TestSupport
import Testing

/// What is written for brain.js, evaluated by its formula over the file's own numbers.
struct BrainJSWritingTests {
  private let directory: TemporaryDirectory
  init() throws { directory = try TemporaryDirectory() }

  private func object(_ name: String) throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: Data(directory.bytes(name)))
    return try #require(object as? [String: Any])
  }

  @Test(
    "writes networks that answer alike, and reads them to the bit",
    arguments: [Activation.sigmoid, .relu, .tanh, .leakyRelu(slope: 0.03)])
  func writes(_ activation: Activation) throws {
    let sample = SampleNetwork([3, 5, 4, 2], [activation, activation, activation], seed: 31)
    let path = directory.file("brain.json")
    #expect(try BrainJS.write(sample.exported(), to: path) == [])
    let file = try object("brain.json")
    #expect(file["sizes"] as? [Int] == [3, 5, 4, 2])
    #expect(file["inputLookup"] is NSNull && file["inputLookupLength"] as? Int == 0)
    let training = try #require(file["trainOpts"] as? [String: Any])
    #expect(training["activation"] as? String == activation.word)
    #expect(training["timeout"] as? String == "Infinity")
    if case .leakyRelu(let slope) = activation {
      #expect(training["leakyReluAlpha"] as? Double == slope)
    }
    let layers = try #require(file["layers"] as? [[String: Any]])
    for row in SampleNetwork.rows(10, of: 3, seed: 6) {
      var values = row
      for layer in layers.dropFirst() {
        let weights = try #require(layer["weights"] as? [[Double]])
        let biases = try #require(layer["biases"] as? [Double])
        values = zip(weights, biases).map { row, bias in
          SampleNetwork.apply(activation, zip(row, values).reduce(bias) { $0 + $1.0 * $1.1 })
        }
      }
      #expect(zip(values, sample.outputs(row)).allSatisfy { abs($0 - $1) < 1e-12 })
    }
    let again = try BrainJS.read(path, ImportOptions())
    #expect(again.elements == sample.parameters)
    #expect(again.topology == (try sample.topology))
  }

  private static let layers: JSON = [
    ["activation": "sigmoid", "bias": true, "kind": "dense", "units": 3],
    ["activation": "sigmoid", "bias": true, "kind": "dense", "units": 2],
  ]

  @Test("keeps names, and says what it does not keep")
  func names() throws {
    let sample = SampleNetwork([2, 3, 2], [.sigmoid, .sigmoid], seed: 32)
    let inputs: JSON = [
      "columns": [["kind": "number", "name": "10"], ["kind": "number", "name": "a\"b"]],
      "shape": [2],
    ]
    let path = directory.file("named.json")
    for (outputs, names) in [
      (
        ["columns": [["kind": "class", "labels": ["no", "yes"], "name": "answer"]]], ["no", "yes"]
      ),
      (
        ["columns": [["kind": "number", "name": "v"], ["kind": "number", "name": "u"]]],
        ["v", "u"]
      ),
    ] as [(JSON, [String])] {
      let model = try sample.exported(members: [
        "model": [
          "inputs": inputs, "kind": "feedforward", "layers": Self.layers, "outputs": outputs,
        ],
        "training": ["learningRate": 2], "metadata": ["title": "x"],
      ])
      #expect(try BrainJS.write(model, to: path) == [.training, .metadata])
      let file = try object("named.json")
      #expect(file["inputLookup"] as? [String: Int] == ["10": 0, "a\"b": 1])
      #expect(file["outputLookup"] as? [String: Int] == [names[0]: 0, names[1]: 1])
      #expect(file["outputLookupLength"] as? Int == 2)
      // A rate of 1 and more is refused there.
      #expect((file["trainOpts"] as? [String: Any])?["learningRate"] as? Double == 0.3)
      let again = try PeerPredictions.model(BrainJS.read(path, ImportOptions()))
      #expect(again.inputs?.map(\.name) == ["10", "a\"b"])
      #expect(again.outputs?.map(\.name) == names)
    }
  }

  @Test("leaves out names that are not one an input")
  func classes() throws {
    let sample = SampleNetwork([2, 3, 2], [.sigmoid, .sigmoid], seed: 33)
    let model = try sample.exported(members: [
      "model": [
        "inputs": [
          "columns": [
            ["kind": "class", "labels": ["a"], "name": "letter"], ["kind": "number", "name": "x"],
          ], "shape": [2],
        ],
        "kind": "feedforward", "layers": Self.layers,
      ]
    ])
    #expect(try BrainJS.write(model, to: directory.file("classes.json")) == [.columns])
    #expect(try object("classes.json")["inputLookup"] is NSNull)
  }

  @Test(
    "refuses to write what brain.js cannot hold",
    arguments: [
      ([Activation.sigmoid, .tanh], "one activation of all layers"),
      ([.softmax, .softmax], "unknown word \"softmax\""),
      ([.leakyRelu(slope: 0), .leakyRelu(slope: 0)], "a slope between 0 and 1"),
      ([.leakyRelu(slope: 1), .leakyRelu(slope: 1)], "a slope between 0 and 1"),
    ])
  func unfit(_ activations: [Activation], _ expected: String) throws {
    let model = try SampleNetwork([2, 3, 1], activations, seed: 1).exported()
    let error = #expect(throws: FormatError.self) {
      _ = try BrainJS.write(model, to: directory.file("x.json"))
    }
    #expect(error?.description.contains(expected) == true, "\(String(describing: error))")
    #expect(try directory.contents() == [])
  }
}
