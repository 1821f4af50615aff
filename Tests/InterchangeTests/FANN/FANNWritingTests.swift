import Foundation
import Interchange
import ModelFormat
import NeuralNetwork
import TestSupport
import Testing

/// What is written for FANN, against what fann.c makes of it; the library itself opens the files in
/// `scripts/interop/text_formats.py`.
struct FANNWritingTests {
  private let directory: TemporaryDirectory
  init() throws { directory = try TemporaryDirectory() }

  private func lines(_ name: String) throws -> [String: String] {
    let text = String(decoding: try directory.bytes(name), as: UTF8.self)
    #expect(text.hasPrefix("FANN_FLO_2.1\n"))
    var lines: [String: String] = [:]
    for line in text.split(separator: "\n").dropFirst() {
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      lines[String(parts[0])] = String(parts[1])
    }
    return lines
  }

  private func tuples(_ text: String) -> [[Double]] {
    text.split(separator: ")").compactMap { part in
      let numbers = part.split { "(, ".contains($0) }.map { cNumber($0) }
      return numbers.isEmpty ? nil : numbers
    }
  }

  /// As `fann_run` walks the neurons, with its bounds of sums.
  private func answer(_ file: [String: String], _ row: [Double]) throws -> [Double] {
    let sizes = try #require(file["layer_sizes"]).split(separator: " ").compactMap { Int($0) }
    let neurons = tuples(
      try #require(file["neurons (num_inputs, activation_function, activation_steepness)"]))
    let connections = tuples(try #require(file["connections (connected_to_neuron, weight)"]))
    #expect(neurons.count == sizes.reduce(0, +))
    var values = row + [1]
    var (neuron, connection) = (sizes[0], 0)
    for size in sizes.dropFirst() {
      for _ in 0..<size {
        let (inputs, function, steepness) = (
          Int(neurons[neuron][0]), Int(neurons[neuron][1]), neurons[neuron][2]
        )
        neuron += 1
        if inputs == 0 {
          values.append(1)
          continue
        }
        var sum = 0.0
        for _ in 0..<inputs {
          sum += connections[connection][1] * values[Int(connections[connection][0])]
          connection += 1
        }
        sum = max(-150 / steepness, min(150 / steepness, steepness * sum))
        let value =
          switch function {
          case 0: sum
          case 3: 1 / (1 + exp(-2 * sum))
          case 5: tanh(sum)
          default: Double.nan
          }
        values.append(value)
      }
    }
    #expect(connection == connections.count)
    return Array(values.suffix(sizes[sizes.count - 1]).dropLast())
  }

  @Test(
    "answers alike, and comes back to the bit",
    arguments: [
      ([2, 3, 1], [Activation.tanh, .tanh]), ([4, 6, 3], [.sigmoid, .sigmoid]),
      ([2, 4, 2, 1], [.tanh, .sigmoid, .linear]), ([3, 2], [.linear]),
    ])
  func writes(_ sizes: [Int], _ activations: [Activation]) throws {
    let sample = SampleNetwork(sizes, activations, seed: 21)
    let path = directory.file("network.net")
    #expect(try FANN.write(sample.exported(), to: path) == [])
    let file = try lines("network.net")
    #expect(file["num_layers"] == "\(sizes.count)" && file["scale_included"] == "0")
    #expect(file.count == 35)
    for row in SampleNetwork.rows(20, of: sizes[0], seed: 5) {
      let found = try answer(file, row)
      #expect(zip(found, sample.outputs(row)).allSatisfy { abs($0 - $1) < 1e-12 })
    }
    let again = try FANN.read(path, ImportOptions())
    #expect(again.elements.map(\.bitPattern) == sample.parameters.map(\.bitPattern))
    #expect(again.topology == (try sample.topology))
  }

  @Test("does not meet FANN's bounds of sums in linear layers")
  func bounds() throws {
    var sample = SampleNetwork([1, 1], [.linear], seed: 1)
    (sample.weights, sample.biases) = ([[[1e6]]], [[0]])
    _ = try FANN.write(sample.exported(), to: directory.file("a.net"))
    #expect(try answer(lines("a.net"), [3]) == [3e6])
  }

  @Test("takes scaling along")
  func scaling() throws {
    let sample = SampleNetwork([2, 2, 1], [.tanh, .linear], seed: 3)
    let tensors = [
      try Tensor("scaling.inputs.mean", shape: [2], [1.5, -2.25]),
      try Tensor("scaling.inputs.deviation", shape: [2], [0.1, 3]),
    ]
    let model = try sample.exported(and: tensors)
    let path = directory.file("scaled.net")
    #expect(try FANN.write(model, to: path) == [])
    let file = try lines("scaled.net")
    #expect(file["scale_included"] == "1")
    #expect(file["scale_deviation_in"] == "1.0e-01 3.0e+00 ")
    #expect(file["scale_new_min_out"] == "-1.0e+00 ")
    let again = try FANN.read(path, ImportOptions())
    #expect(Array(again.tensors.suffix(2)) == tensors)
    #expect(again.elements == sample.parameters + [1.5, -2.25, 0.1, 3])
  }

  @Test("keeps the learning rate, and says what is left out")
  func parts() throws {
    let sample = SampleNetwork([1, 1], [.sigmoid], seed: 1)
    let model = try sample.exported(members: [
      "metadata": ["learning_rate": "0.25"],
      "model": .object([
        "inputs": ["shape": [1], "columns": [["kind": "number", "name": "x"]]],
        "kind": "feedforward",
        "layers": [["activation": "sigmoid", "bias": true, "kind": "dense", "units": 1]],
      ]),
    ])
    let left = try FANN.write(model, to: directory.file("a.net"))
    #expect(left == [.columns, .metadata])
    #expect(try lines("a.net")["learning_rate"] == "2.5e-01")
  }

  @Test(
    "refuses activations that FANN 2.2.0 does not have",
    arguments: [Activation.relu, .leakyRelu(), .softmax, .gelu])
  func unfit(_ activation: Activation) throws {
    let model = try SampleNetwork([2, 3, 1], [activation, .linear], seed: 1).exported()
    let error = #expect(throws: FormatError.self) {
      _ = try FANN.write(model, to: directory.file("x.net"))
    }
    #expect(error?.description.contains(activation.word) == true)
    #expect(try directory.contents() == [])
  }
}
