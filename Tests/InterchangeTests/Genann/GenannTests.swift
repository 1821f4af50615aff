import Foundation
import Interchange
import ModelFormat
import NeuralNetwork
import TestSupport
import Testing

/// Files that genann wrote, with its own predictions.
struct GenannTests {
  private let directory: TemporaryDirectory
  init() throws { directory = try TemporaryDirectory() }

  private func read(
    _ text: String, _ activations: [Activation] = []
  ) throws -> ImportedModel {
    var options = ImportOptions()
    options.activations = activations
    return try Genann.read(directory.write(Array(text.utf8), to: "network.ann"), options)
  }

  @Test(
    "predicts what genann predicts",
    arguments: [
      ("xor", [Activation]()), ("iris_4_8_8_3", []), ("tanh_linear_3_6_1", [.tanh, .linear]),
    ])
  func predictions(_ name: String, _ activations: [Activation]) throws {
    var options = ImportOptions()
    options.activations = activations
    let path = Fixtures.path("peers/genann/\(name).ann")
    let imported = try Genann.read(path, options)
    try PeerPredictions.check(
      imported, inputs: "peers/genann/\(name).inputs.csv",
      expected: "peers/genann/\(name).expected.csv")
    #expect(imported.assumptions.count == (activations.isEmpty ? 1 : 0))
    #expect(Genann.recognises(try Fixtures.bytes("peers/genann/\(name).ann").prefix(64)))
  }

  @Test("refuses a cut file with the numbers of weights")
  func short() {
    let error = #expect(throws: FormatError.self) {
      _ = try Genann.read(Fixtures.path("peers/genann/bad_short.ann"), ImportOptions())
    }
    let text = String(describing: error)
    #expect(text.contains("9 weights") && text.contains("4 found"), "\(text)")
  }

  /// genann's own order and sign: the bias first, taken with −1.
  private func answer(_ text: String, _ row: [Double], _ f: [(Double) -> Double]) -> [Double] {
    let numbers = text.split(separator: " ").map { cNumber($0) }
    let sizes =
      [Int(numbers[0])] + [Int](repeating: Int(numbers[2]), count: Int(numbers[1]))
      + [Int(numbers[3])]
    var place = 4
    var values = row
    for (index, outputs) in sizes.dropFirst().enumerated() {
      values = (0..<outputs).map { _ in
        var sum = numbers[place] * -1
        place += 1
        for value in values {
          sum += numbers[place] * value
          place += 1
        }
        return f[index](sum)
      }
    }
    #expect(place == numbers.count)
    return values
  }

  @Test(
    "writes networks that answer alike, and reads them to the bit",
    arguments: [
      ([3, 2], [Activation.sigmoid]), ([2, 5, 1], [.sigmoid, .sigmoid]),
      ([2, 4, 4, 4, 3], [.tanh, .tanh, .tanh, .linear]), ([1, 6, 6, 2], [.relu, .relu, .sigmoid]),
    ])
  func writes(_ sizes: [Int], _ activations: [Activation]) throws {
    var sample = SampleNetwork(sizes, activations, seed: UInt64(sizes.count))
    sample.biases[0][0] = -0.0
    sample.weights[0][0][0] = .leastNonzeroMagnitude
    let path = directory.file("network.ann")
    let left = try Genann.write(sample.exported(), to: path)
    #expect(left == (activations.allSatisfy { $0 == .sigmoid } ? [] : [.activations]))
    let text = String(decoding: try directory.bytes("network.ann"), as: UTF8.self)
    #expect(Genann.recognises(ArraySlice(text.utf8.prefix(64))))
    for row in SampleNetwork.rows(20, of: sizes[0], seed: 3) {
      let f = activations.map { activation in { SampleNetwork.apply(activation, $0) } }
      let found = answer(text, row, f)
      #expect(zip(found, sample.outputs(row)).allSatisfy { abs($0 - $1) < 1e-12 })
    }
    let again = try read(text, activations)
    #expect(again.elements.map(\.bitPattern) == sample.parameters.map(\.bitPattern))
    #expect(again.topology == (try sample.topology))
  }

  @Test("writes numbers as C's %e does, and no end of line")
  func text() throws {
    var sample = SampleNetwork([1, 1], [.sigmoid], seed: 1)
    (sample.weights, sample.biases) = ([[[0.1]]], [[-2]])
    _ = try Genann.write(sample.exported(), to: directory.file("a.ann"))
    let text = String(decoding: try directory.bytes("a.ann"), as: UTF8.self)
    #expect(text == "1 0 0 1 2.0e+00 1.0e-01")
  }

  @Test(
    "refuses to write what genann cannot hold",
    arguments: [
      ([2, 3, 4, 1], [Activation.sigmoid, .sigmoid, .sigmoid], "one width"),
      ([2, 3, 3, 1], [.sigmoid, .tanh, .sigmoid], "one activation"),
      ([2, 3, 1], [.sigmoid, .softmax], "unknown word \"softmax\""),
    ])
  func unfit(_ sizes: [Int], _ activations: [Activation], _ expected: String) throws {
    let model = try SampleNetwork(sizes, activations, seed: 1).exported()
    let error = #expect(throws: FormatError.self) {
      _ = try Genann.write(model, to: directory.file("x.ann"))
    }
    #expect(error?.description.contains(expected) == true, "\(String(describing: error))")
    #expect(try directory.contents() == [])
  }

  @Test("takes any white space and any form of a number")
  func forms() throws {
    let model = try read("1\t1\n1 1\r\n 0x1p1 -.5\n1e0 +3. \n")
    #expect(model.elements == [-0.5, -2, 3, -1])
  }

  @Test(
    "refuses malformed files",
    arguments: [
      ("", "inputs"), ("1", "hidden layers"), ("1 0 0", "outputs"), ("1 0 0 1", "2 weights"),
      ("1 0 0 1 1", "2 weights"),
      ("1 0 0 1 1 2 3", "2 weights, as the first four numbers declare, expected, 3 found"),
      ("0 0 0 1 1", "sizes"), ("1 1 0 1 1", "sizes"), ("1 0 0 0 1", "sizes"),
      ("-1 0 0 1 1", "inputs"), ("1.0 0 0 1 1 1", "inputs"), ("1 0 0 1 1 x", "weights[1]"),
      ("1 0 0 1 1 nan", "weights[1]: a finite number"), ("1 0 0 1 inf 1", "weights[0]"),
      ("1 0 0 1 1,2", "weights"), ("1 0 0 1 1 2 trailing", "weights[2]"),
      ("1048576 1 16777216 16777216 1 2", "weights"), ("16777217 0 0 1 1", "sizes"),
      ("1 4096 1 1 1", "hidden layers"), ("1 99999999999999999999 1 1 1", "hidden layers"),
      ("9223372036854775807 1 1 1 1", "sizes"), ("1 4095 16777216 1 1", "weights"),
    ])
  func malformed(_ text: String, _ expected: String) {
    let error = #expect(throws: FormatError.self) { _ = try read(text) }
    #expect(error?.description.contains(expected) == true, "\(String(describing: error))")
    #expect(error?.description.contains("network.ann: ") == true)
  }

  @Test("wants as many activations as layers")
  func activations() {
    #expect(throws: FormatError.self) { _ = try read("1 0 0 1 1 2", [.tanh, .tanh]) }
  }

  @Test(
    "knows its files by their first bytes",
    arguments: [
      ("2 1 2 1 -1.777", true), ("2 1 2 1 -", true), ("2 0 0 1 1e5 2", true),
      ("2 1 2 1", false), ("2 1 2 1 ", false), ("2 1 2 1 x", false), ("2 1 2 x 1", false),
      ("2.5 1 2 1 1", false), ("0 1 2 1 1", false), ("a,b,c\n1,2,3", false), ("", false),
      ("1,2,3,4,5", false),
    ])
  func recognises(_ text: String, _ expected: Bool) {
    #expect(Genann.recognises(ArraySlice(text.utf8)) == expected)
  }
}
