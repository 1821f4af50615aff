import Foundation
import ModelFormat
import TestSupport

@testable import nnmodel

/// Models and tables that many tests look at, each made once.
enum SampleModels {
  static let iris = Fixtures.path("data/iris.csv")
  static let diabetes = Fixtures.path("data/diabetes.csv")

  private static let directory: TemporaryDirectory = {
    do { return try TemporaryDirectory() } catch { fatalError("no temporary directory: \(error)") }
  }()

  /// Three kinds of flowers, told by two layers.
  static let flowers: String = {
    let path = directory.file("flowers.nnmodel")
    tool(
      "train", iris, "--target", "species", "--layers", "8,tanh,3,softmax", "--epochs", "5",
      "--title", "Flowers", "--quiet", "-o", path)
    return path
  }()

  /// One value, of a default network.
  static let progression: String = {
    let path = directory.file("progression.nnmodel")
    tool("train", diabetes, "--target", "progression", "--epochs", "2", "--quiet", "-o", path)
    return path
  }()

  /// The rows of a table that has no quotes, as fields; the first are the names.
  static func rows(of path: String) throws -> [[String]] {
    try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline)
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
  }
}

extension TemporaryDirectory {
  /// Writes a text and tells its path.
  func write(_ text: String, to name: String) throws -> String {
    try write(Array(text.utf8), to: name)
  }
}

/// A network of dense layers in double precision, straight from the file: the textbook's formulas,
/// with nothing of the library but the reading of tensors.
struct ReferencePredictor {
  private let weights: [[[Double]]]
  private let biases: [[Double]]
  private let activations: [String]
  private let inputMean: [Double]
  private let inputDeviation: [Double]
  let outputMean: [Double]
  let outputDeviation: [Double]

  init(_ path: String, activations: [String]) throws {
    let file = try ModelFile(opening: path)
    var (weights, biases): ([[[Double]]], [[Double]]) = ([], [])
    for index in activations.indices {
      let name = "layers.\(index).weight"
      let flat = try file.read(name, as: Float.self).map(Double.init)
      let width = file.tensors.first { $0.name == name }?.shape[1] ?? 0
      weights.append(
        stride(from: 0, to: flat.count, by: width).map { Array(flat[$0..<($0 + width)]) })
      biases.append(try file.read("layers.\(index).bias", as: Float.self).map(Double.init))
    }
    func column(_ name: String) throws -> [Double] {
      guard file.tensors.contains(where: { $0.name == name }) else { return [] }
      return try file.read(name, as: Double.self)
    }
    (self.weights, self.biases, self.activations) = (weights, biases, activations)
    inputMean = try column("scaling.inputs.mean")
    inputDeviation = try column("scaling.inputs.deviation")
    outputMean = try column("scaling.outputs.mean")
    outputDeviation = try column("scaling.outputs.deviation")
  }

  /// The outputs before any scaling is undone.
  func outputs(_ row: [Double]) -> [Double] {
    var values = row.indices.map { (row[$0] - inputMean[$0]) / inputDeviation[$0] }
    for (layer, activation) in activations.enumerated() {
      let sums = zip(weights[layer], biases[layer]).map { weights, bias in
        zip(weights, values).reduce(bias) { $0 + $1.0 * $1.1 }
      }
      switch activation {
      case "tanh": values = sums.map { tanh($0) }
      case "relu": values = sums.map { max($0, 0) }
      case "sigmoid": values = sums.map { 1 / (1 + exp(-$0)) }
      case "softmax":
        let powers = sums.map { exp($0) }
        values = powers.map { $0 / powers.reduce(0, +) }
      default: values = sums
      }
    }
    return values
  }
}
