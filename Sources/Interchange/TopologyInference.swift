public import ModelFormat
public import NeuralNetwork

/// A chain of dense layers found among named tensors, as other libraries hand them over.
///
/// `NAME.weight` of shape [out, in], with `NAME.bias` of [out] where there is one. Numbered names are taken in
/// the order of their numbers (PyTorch's `0.weight`, `2.weight`), others in the one order in which each
/// layer's inputs are the outputs of the one before.
public struct TopologyInference: Sendable {
  /// The chain of layers, with the activations that were given.
  public let topology: Topology

  /// For each tensor that belongs to a layer, by its index in the file, the name that it gets.
  public let names: [Int: String]

  private struct Dense {
    var name: String
    var weight: Int
    var bias: Int?
    var outputs: Int
    var inputs: Int
  }

  /// Finds the layers.
  ///
  /// - Parameter activations: one a layer, from the inputs on.
  /// - Throws: `FormatError` with `inconsistent` where the tensors are no chain of dense layers, or the
  ///   activations are not as many as the layers.
  public init(_ tensors: [TensorInfo], activations: [Activation]) throws(FormatError) {
    let layers = try Self.order(Self.denseLayers(tensors))
    guard activations.count == layers.count else {
      throw Self.error(
        "one activation for each of the layers "
          + layers.prefix(8).map(\.name).joined(separator: ", ")
          + (layers.count > 8 ? ", … (\(layers.count))" : ""),
        "\(activations.count)")
    }
    var names: [Int: String] = [:]
    var topologyLayers: [Layer] = []
    for (index, layer) in layers.enumerated() {
      names[layer.weight] = "layers.\(index).weight"
      if let bias = layer.bias { names[bias] = "layers.\(index).bias" }
      topologyLayers.append(
        .dense(layer.outputs, activations[index], bias: layer.bias != nil))
    }
    self.names = names
    do throws(NetworkError) {
      topology = try Topology(inputs: layers[0].inputs, layers: topologyLayers)
    } catch {
      throw Self.error("a network within limits", "\(error)")
    }
  }

  private static func denseLayers(_ tensors: [TensorInfo]) throws(FormatError) -> [Dense] {
    var indices: [[UInt8]: Int] = [:]
    for (index, tensor) in tensors.enumerated() { indices[Array(tensor.name.utf8)] = index }
    let suffix = ".weight".utf8
    var layers: [Dense] = []
    for (index, tensor) in tensors.enumerated()
    where tensor.shape.count == 2 && tensor.name.utf8.reversed().starts(with: suffix.reversed()) {
      let name = String(decoding: tensor.name.utf8.dropLast(suffix.count), as: UTF8.self)
      let (outputs, inputs) = (tensor.shape[0], tensor.shape[1])
      let bias = indices[Array("\(name).bias".utf8)]
      if let bias, tensors[bias].shape != [outputs] {
        throw error("\(name).bias of shape [\(outputs)]", "\(tensors[bias].shape)")
      }
      layers.append(
        Dense(name: name, weight: index, bias: bias, outputs: outputs, inputs: inputs))
    }
    if layers.isEmpty {
      throw error("tensors NAME.weight of two dimensions", "none")
    }
    return layers
  }

  private static func order(_ layers: [Dense]) throws(FormatError) -> [Dense] {
    let numbers = layers.map { Int($0.name.split(separator: ".").last ?? "") }
    let ordered: [Dense]
    if numbers.allSatisfy({ $0 != nil }) {
      ordered = layers.indices.sorted { (numbers[$0] ?? 0) < (numbers[$1] ?? 0) }.map { layers[$0] }
    } else {
      ordered = try chain(layers)
    }
    for (first, second) in zip(ordered, ordered.dropFirst()) where first.outputs != second.inputs {
      throw error(
        "\(second.name) to have \(first.outputs) inputs, the outputs of \(first.name),",
        "\(second.inputs)")
    }
    return ordered
  }

  /// The one order in which the layers' shapes fit.
  ///
  /// A layer as wide as its input follows any of that width, so there may be one of a width, no more.
  private static func chain(_ layers: [Dense]) throws(FormatError) -> [Dense] {
    var next: [Int: [Dense]] = [:]
    var square: [Int: [Dense]] = [:]
    for layer in layers {
      if layer.inputs == layer.outputs {
        square[layer.inputs, default: []].append(layer)
      } else {
        next[layer.inputs, default: []].append(layer)
      }
    }
    let ends = Set(layers.filter { $0.inputs != $0.outputs }.map(\.outputs))
    let starts = Set(layers.map(\.inputs)).subtracting(ends)
    guard starts.count == 1, var width = starts.first else { throw ambiguous(layers) }
    var result: [Dense] = []
    while result.count < layers.count {
      let same = square.removeValue(forKey: width) ?? []
      let following = next.removeValue(forKey: width) ?? []
      guard same.count < 2, following.count < 2, !same.isEmpty || !following.isEmpty else {
        throw ambiguous(layers)
      }
      result += same + following
      width = following.first?.outputs ?? width
    }
    return result
  }

  private static func ambiguous(_ layers: [Dense]) -> FormatError {
    error(
      "layers with numbers in their names, or of shapes that fit in one order alone,",
      layers.prefix(8).map { "\($0.name) [\($0.outputs), \($0.inputs)]" }.joined(separator: ", ")
        + (layers.count > 8 ? ", …" : ""))
  }

  private static func error(_ expected: String, _ found: String) -> FormatError {
    FormatError(.inconsistent(expected: expected, found: found), field: "tensors")
  }
}
