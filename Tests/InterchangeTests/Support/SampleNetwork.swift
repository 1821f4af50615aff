import Foundation
import Interchange
import ModelFormat
import NeuralNetwork
import TestSupport

/// A network of random parameters in double precision, and what it computes by formulas written here.
struct SampleNetwork {
  var sizes: [Int]
  var activations: [Activation]
  /// Of each layer [outputs][inputs].
  var weights: [[[Double]]] = []
  var biases: [[Double]] = []

  init(_ sizes: [Int], _ activations: [Activation], seed: UInt64) {
    (self.sizes, self.activations) = (sizes, activations)
    var random = Deterministic(seed: seed)
    func draw(_ count: Int) -> [Double] {
      (0..<count).map { _ in Double.random(in: -2...2, using: &random) }
    }
    for (inputs, outputs) in zip(sizes, sizes.dropFirst()) {
      weights.append((0..<outputs).map { _ in draw(inputs) })
      biases.append(draw(outputs))
    }
  }

  /// All parameters in the order of the tensors.
  var parameters: [Double] {
    zip(weights, biases).flatMap { $0.flatMap(\.self) + $1 }
  }

  /// Rows of numbers between −1 and 1.
  static func rows(_ count: Int, of width: Int, seed: UInt64) -> [[Double]] {
    var random = Deterministic(seed: seed)
    return (0..<count).map { _ in
      (0..<width).map { _ in Double.random(in: -1...1, using: &random) }
    }
  }

  /// The tensors, as an import gives them.
  func tensors() throws -> [Tensor] {
    var tensors: [Tensor] = []
    for index in weights.indices {
      let shape = [sizes[index + 1], sizes[index]]
      tensors.append(
        try Tensor("layers.\(index).weight", shape: shape, weights[index].flatMap(\.self)))
      tensors.append(try Tensor("layers.\(index).bias", shape: [shape[0]], biases[index]))
    }
    return tensors
  }

  var topology: Topology {
    get throws {
      let layers = zip(sizes.dropFirst(), activations).map { Layer.dense($0, $1) }
      return try Topology(inputs: sizes[0], layers: layers)
    }
  }

  /// The network in a model file that was read again.
  func exported(
    members: JSONObject = JSONObject(), and others: [Tensor] = []
  ) throws -> ExportedModel {
    var imported = ImportedModel(
      tensors: try tensors() + others, topology: try topology, members: members)
    imported.metadata = []
    return try Self.exported(imported)
  }

  /// A model in memory that went through a file.
  static func exported(_ model: ImportedModel) throws -> ExportedModel {
    let directory = try TemporaryDirectory()
    let path = directory.file("sample.nnmodel")
    try model.write(to: path, assembly: model.assembly(ImportOptions()))
    return try ExportedModel(reading: ModelStream(reading: File(opening: path)))
  }

  /// A model file of other layers, tensors all 0.25.
  static func exported(inputs: Int, _ layers: [Layer]) throws -> ExportedModel {
    let topology = try Topology(inputs: inputs, layers: layers)
    let tensors = try topology.parameterTensors.map { name, shape in
      try Tensor(name, shape: shape, [Double](repeating: 0.25, count: shape.reduce(1, *)))
    }
    return try exported(ImportedModel(tensors: tensors, topology: topology))
  }

  /// Outputs for a row, in double precision.
  func outputs(_ row: [Double]) -> [Double] {
    var values = row
    for index in weights.indices {
      values = zip(weights[index], biases[index]).map { row, bias in
        Self.apply(activations[index], zip(row, values).reduce(bias) { $0 + $1.0 * $1.1 })
      }
    }
    return values
  }

  static func apply(_ activation: Activation, _ x: Double) -> Double {
    switch activation {
    case .sigmoid: 1 / (1 + exp(-x))
    case .tanh: Foundation.tanh(x)
    case .relu: max(x, 0)
    case .leakyRelu(let slope): x > 0 ? x : slope * x
    case .linear: x
    default: .nan
    }
  }
}

extension ImportedModel {
  /// All elements of all tensors, as double precision.
  var elements: [Double] {
    tensors.flatMap { tensor in
      tensor.values(as: Double.self) ?? tensor.values(as: Float.self)?.map { Double($0) } ?? []
    }
  }
}
