import Foundation
import Interchange
import ModelFormat
import NeuralNetwork
import TestSupport
import Testing

/// Files that FANN wrote, with its own predictions, and others of its forms.
struct FANNTests {
  private let directory: TemporaryDirectory
  init() throws { directory = try TemporaryDirectory() }

  private func read(_ text: String) throws -> ImportedModel {
    try FANN.read(directory.write(Array(text.utf8), to: "network.net"), ImportOptions())
  }

  @Test("predicts what FANN predicts", arguments: ["xor", "iris", "double_linear_out"])
  func predictions(_ name: String) throws {
    let imported = try FANN.read(Fixtures.path("peers/fann/\(name).net"), ImportOptions())
    // FANN's own two builds differ by 1.4e-6.
    try PeerPredictions.check(
      imported, inputs: "peers/fann/\(name).inputs.csv",
      expected: "peers/fann/\(name).expected.csv", tolerance: 1e-5)
    let metadata = Dictionary(uniqueKeysWithValues: imported.metadata.map { ($0.name, $0.text) })
    #expect(metadata["learning_rate"] == "0.700000")
    #expect(metadata["cascade_activation_functions"] == "3 5 7 8 10 11 14 15 16 17")
    #expect(imported.assumptions.count == (name == "double_linear_out" ? 1 : 0))
  }

  @Test("refuses a cut file with the list that ends early")
  func truncated() {
    let error = #expect(throws: FormatError.self) {
      _ = try FANN.read(Fixtures.path("peers/fann/bad_truncated.net"), ImportOptions())
    }
    let text = String(describing: error)
    #expect(text.contains("connections") && text.contains("the list ends early"), "\(text)")
  }

  /// A network 2-2-1 without the lines that say nothing of what it computes.
  private static let whole = """
    FANN_FLO_2.1
    num_layers=3
    learning_rate=0.7
    connection_rate=1.000000
    network_type=0
    layer_sizes=3 3 2\u{20}
    scale_included=0
    neurons (num_inputs, activation_function, activation_steepness)=(0, 0, 0.0) (0, 0, 0.0) \
    (0, 0, 0.0) (3, 3, 0.5) (3, 3, 0.25) (0, 3, 0.0) (3, 5, 0.5) (0, 5, 0.0)\u{20}
    connections (connected_to_neuron, weight)=(0, 1) (1, 2) (2, 3) (0, 4) (1, 5) (2, 6) \
    (3, 7) (4, 8) (5, 9)\u{20}

    """

  @Test("says that sums have no bound here where a steep curve shows FANN's")
  func steepCurves() throws {
    let steep = Self.whole.replacingOccurrences(of: "(3, 5, 0.5)", with: "(3, 5, 16)")
    #expect(try read(steep).assumptions.contains { $0.contains("±150 / steepness") })
    let flat = Self.whole.replacingOccurrences(of: "(3, 5, 0.5)", with: "(3, 5, 15)")
    #expect(try read(flat).assumptions.isEmpty)
  }

  @Test("takes one number where one is told")
  func oneNumber() {
    let two = Self.whole.replacingOccurrences(of: "num_layers=3", with: "num_layers=3 4")
    let error = #expect(throws: FormatError.self) { _ = try read(two) }
    #expect(error?.code == "inconsistent" && error?.field == "num_layers")
  }

  @Test("has the steepness of every neuron in its weights, exactly")
  func steepness() throws {
    let model = try read(Self.whole)
    #expect(model.elements == [1, 2, 2, 2.5, 3, 3, 3.5, 4, 4.5])
    #expect(model.topology?.layers == [.dense(2, .sigmoid), .dense(1, .tanh)])
    #expect(model.metadata.map(\.name) == ["learning_rate"])
    for (number, activation, factor) in [
      (0, Activation.linear, 0.5), (3, .sigmoid, 1), (5, .tanh, 0.5), (18, .relu, 0.5),
      (19, .leakyRelu(slope: 0.01), 0.5),
    ] {
      let text = Self.whole.replacingOccurrences(of: "(3, 5, 0.5)", with: "(3, \(number), 0.5)")
      let model = try read(text)
      #expect(model.topology?.layers.last == .dense(1, activation))
      #expect(Array(model.elements.suffix(3)) == [7, 8, 9].map { $0 * factor })
      #expect(model.assumptions.isEmpty == [3, 5].contains(number))
    }
  }

  @Test("reads versions 2.0 and 1.1, and lines that end as on Windows")
  func versions() throws {
    let expected = try read(Self.whole).elements
    let older = Self.whole.replacingOccurrences(of: "2.1\n", with: "2.0\n")
      .replacingOccurrences(of: "scale_included=0\n", with: "")
    #expect(try read(older).elements == expected)
    let windows = Self.whole.replacingOccurrences(of: "\n", with: "\r\n")
    #expect(try read(windows).elements == expected)
    let first = """
      FANN_FLO_1.1
      3 0.7 1.0 0 3 5 0.5 0.5
      3 3 2\u{20}
      0 0 0 3 3 0 3 0\u{20}
      (0 1) (1 2) (2 3) (0 4) (1 5) (2 6) (3 7) (4 8) (5 9)\u{20}
      """
    let model = try read(first)
    #expect(model.elements == [1, 2, 4, 5, 3, 6, 3.5, 4, 4.5])
    #expect(model.topology?.layers == [.dense(2, .sigmoid), .dense(1, .tanh)])
    for (part, other) in [
      ("3 0.7", "4 0.7"), ("3 0.7", "99999999 0.7"), ("(5 9)", ""), ("1.0 0 3", "1.0 1 3"),
      ("1.0 0", "0.5 0"), ("0.5 0.5", "0.5"), ("0 0 0 3", "0 0 0 2"), ("(3 7)", "(3, 7)"),
      ("3 3 2", "3 3 0"), ("(5 9)", "(5 9) (5 9)"),
    ] {
      let text = first.replacingOccurrences(of: part, with: other)
      #expect(throws: FormatError.self, "\(part) → \(other)") { _ = try read(text) }
    }
  }

  @Test("takes a scaling as the model's")
  func scaling() throws {
    let lists = """
      scale_included=1
      scale_mean_in=10.0 -4\u{20}
      scale_deviation_in=4 2\u{20}
      scale_new_min_in=-1 0\u{20}
      scale_factor_in=1 0.5\u{20}
      scale_mean_out=100\u{20}
      scale_deviation_out=8\u{20}
      scale_new_min_out=0\u{20}
      scale_factor_out=0.5\u{20}
      """
    // Weights that saturate nothing.
    let whole = (1...9).reduce(Self.whole) { text, weight in
      text.replacingOccurrences(of: ", \(weight))", with: ", 0.\(weight))")
    }
    let text = whole.replacingOccurrences(of: "scale_included=0", with: lists)
    let imported = try read(text)
    #expect(imported.assumptions.contains { $0.contains("fann_scale_input") })
    let model = try PeerPredictions.model(imported)
    // ((x − mean) / deviation + 1) · factor + new_min, and back, as fann_train_data.c has it.
    let plain = try PeerPredictions.model(try read(whole))
    for row in SampleNetwork.rows(10, of: 2, seed: 4) {
      let scaled = [((row[0] - 10) / 4 + 1) * 1 - 1, ((row[1] + 4) / 2 + 1) * 0.5]
      let output = Double(try plain.outputs(for: scaled).elements[0])
      let expected = (output / 0.5 - 1) * 8 + 100
      let prediction = try model.predict(row)
      guard case .values(let found) = prediction else {
        Issue.record("\(prediction)")
        return
      }
      #expect(abs(found[0] - expected) < 1e-4)
    }
    for (part, other) in [
      ("scale_deviation_in=4 2", "scale_deviation_in=4 0"),
      ("scale_mean_in=10.0 -4", "scale_mean_in=1"),
      ("scale_factor_out=0.5", "scale_factor_out=0"),
      ("scale_factor_out=0.5", "scale_factor_out=-1"),
      ("scale_new_min_in=-1 0", "scale_new_min_in=-1 inf"),
      ("scale_mean_out=100", "scale_mean_out="),
      ("scale_mean_out=100 \n", ""), ("scale_factor_in=1 0.5", "scale_factor_in=1 0.5 3"),
    ] {
      let broken = text.replacingOccurrences(of: part, with: other)
      #expect(broken != text)
      #expect(throws: FormatError.self, "\(other)") { _ = try read(broken) }
    }
  }

  @Test(
    "refuses other networks by name, and malformed files by place",
    arguments: [
      ("FANN_FLO_2.1", "FANN_FIX_2.0", "FANN_FIX_2.0, one of fixed-point numbers"),
      ("FANN_FLO_2.1", "FANN_FLO_3.0", "'FANN_FLO_3.0'"),
      ("network_type=0", "network_type=1", "one with shortcuts"),
      ("network_type=0", "network_type=2", "network_type"),
      ("network_type=0\n", "", "network_type: missing"),
      ("connection_rate=1.000000", "connection_rate=0.5", "a sparse one"),
      ("num_layers=3", "num_layers=4", "layer_sizes"),
      ("num_layers=3", "num_layers=x", "num_layers"),
      ("layer_sizes=3 3 2", "layer_sizes=3 3", "layer_sizes"),
      ("layer_sizes=3 3 2", "layer_sizes=3 3 1", "layer_sizes"),
      ("layer_sizes=3 3 2", "layer_sizes=3 9223372036854775807 2", "layer_sizes"),
      ("layer_sizes=3 3 2", "layer_sizes=3 16777217 2", "neurons"),
      ("layer_sizes=3 3 2", "layer_sizes=3 3 3", "neurons[7].num_inputs"),
      (
        "(3, 5, 0.5)", "(3, 10, 0.5)",
        "neurons[6].activation_function: unknown word \"FANN_ELLIOT\""
      ),
      ("(3, 5, 0.5)", "(3, 4, 0.5)", "FANN_SIGMOID_STEPWISE"),
      ("(3, 5, 0.5)", "(3, 42, 0.5)", "activation 42"),
      ("(3, 3, 0.25)", "(3, 5, 0.25)", "layer 1: one activation in a layer"),
      ("(3, 5, 0.5)", "(3, 5, 0)", "activation_steepness"),
      ("(3, 5, 0.5)", "(3, 5, -0.5)", "activation_steepness"),
      ("(3, 5, 0.5)", "(3, 5, nan)", "a finite number"),
      ("(3, 5, 0.5)", "(2, 5, 0.5)", "num_inputs"),
      ("(3, 5, 0.5)", "(3, 5 0.5)", "','"), ("(3, 5, 0.5)", "3, 5, 0.5)", "'('"),
      (" (0, 5, 0.0)", "", "the list ends early"), (" (5, 9)", "", "the list ends early"),
      ("(5, 9)", "(5, 9", "the list ends early"), ("(5, 9)", "(5, 9 x)", "')'"),
      ("(5, 9)", "(5, 9) (5, 9)", "no more connections"),
      ("(0, 5, 0.0)", "(0, 5, 0.0) (0, 5, 0.0)", "no more neurons"),
      ("(3, 7) (4, 8)", "(4, 8) (3, 7)", "in the order of a fully connected network"),
      ("(3, 7)", "(2, 7)", "connections[6]"), ("(3, 7)", "(-3, 7)", "a whole number"),
      ("(3, 7)", "(3, inf)", "a finite number"), ("(3, 7)", "(3, 1e308)", nil),
      ("(0, 4)", "(0, 1.7e308)", nil), ("learning_rate=0.7", "learning_rate", "a line without ="),
      ("learning_rate=0.7", "learning_rates=0.7", "unknown word \"learning_rates\""),
      ("learning_rate=0.7", "learning_rate=0.7\nlearning_rate=0.7", "twice"),
      ("learning_rate=0.7", "learning_rate=", "learning_rate"),
      ("learning_rate=0.7", "learning_rate=\u{7}", "learning_rate"),
      ("scale_included=0", "scale_included=1", "scale_mean_in: missing"),
      ("scale_included=0", "scale_included=yes", "scale_included"),
    ])
  func malformed(_ part: String, _ other: String, _ expected: String?) throws {
    let text = Self.whole.replacingOccurrences(of: part, with: other)
    #expect(text != Self.whole)
    guard let expected else {
      // Large, and finite once the steepness is in.
      #expect(try read(text).elements.allSatisfy(\.isFinite))
      return
    }
    let error = #expect(throws: FormatError.self) { _ = try read(text) }
    #expect(error?.description.contains(expected) == true, "\(String(describing: error))")
    #expect(error?.description.contains("network.net: ") == true)
  }

  @Test("refuses weights that the steepness makes infinite")
  func overflow() {
    let text = Self.whole.replacingOccurrences(of: "(3, 5, 0.5)", with: "(3, 5, 1e300)")
      .replacingOccurrences(of: "(3, 7)", with: "(3, 1e300)")
    let error = #expect(throws: FormatError.self) { _ = try read(text) }
    #expect(error?.code == "out-of-range")
  }

  @Test("refuses activations, since the file has its own")
  func options() throws {
    var options = ImportOptions()
    options.activations = [.tanh, .tanh]
    #expect(throws: FormatError.self) {
      _ = try FANN.read(Fixtures.path("peers/fann/xor.net"), options)
    }
  }

  @Test(
    "knows its files by their first bytes",
    arguments: [
      ("FANN_FLO_2.1\n", true), ("FANN_FIX_2.0\n", true), ("FANN_FLO", false),
      ("fann_flo_2.1", false),
      ("", false),
    ])
  func recognises(_ text: String, _ expected: Bool) {
    #expect(FANN.recognises(ArraySlice(text.utf8)) == expected)
  }
}
