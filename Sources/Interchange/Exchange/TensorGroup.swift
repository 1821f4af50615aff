import ModelFormat
import NeuralNetwork

/// The tensors of one layer among those of a file, all named alike before the last dot.
struct TensorGroup {
  /// What they are the parameters of.
  enum Kind {
    case dense, layerNorm, batchNorm

    /// The kind of a layer's parameters; nil for one that has none.
    init?(_ layer: Layer) {
      switch layer {
      case .dense: self = .dense
      case .layerNorm: self = .layerNorm
      case .batchNorm: self = .batchNorm
      case .activation, .dropout: return nil
      }
    }
  }

  /// What stands before the last dot.
  let name: String
  let kind: Kind
  let inputs: Int
  let outputs: Int
  /// For each part of the layer by the name that our format has for it, the index of its tensor in the file.
  let tensors: [String: Int]

  var description: String {
    switch kind {
    case .dense: "\(name) [\(outputs), \(inputs)]"
    case .layerNorm: "\(name), a layer norm of \(inputs)"
    case .batchNorm: "\(name), a batch norm of \(inputs)"
    }
  }

  private static let parts = [
    ("weight", "weight"), ("bias", "bias"), ("running_mean", "mean"), ("running_var", "variance"),
  ]

  /// Every layer that the tensors hold, in the order of the file.
  static func all(in tensors: [TensorInfo]) throws(FormatError) -> [TensorGroup] {
    var indices: [[UInt8]: Int] = [:]
    for (index, tensor) in tensors.enumerated() { indices[Array(tensor.name.utf8)] = index }
    let suffix = ".weight".utf8
    var groups: [TensorGroup] = []
    for tensor in tensors
    where (1...2).contains(tensor.shape.count)
      && tensor.name.utf8.reversed().starts(with: suffix.reversed())
    {
      let name = String(decoding: tensor.name.utf8.dropLast(suffix.count), as: UTF8.self)
      let isDense = tensor.shape.count == 2
      var members: [String: Int] = [:]
      for (part, ours) in parts.prefix(isDense ? 2 : 4) {
        members[ours] = indices[Array("\(name).\(part)".utf8)]
      }
      let kind: Kind = isDense ? .dense : members["mean"] == nil ? .layerNorm : .batchNorm
      for (part, index) in members
      where part != "weight" && tensors[index].shape != [tensor.shape[0]] {
        throw error(
          "\(tensors[index].name) of shape [\(tensor.shape[0])]", "\(tensors[index].shape)")
      }
      groups.append(
        TensorGroup(
          name: name, kind: kind, inputs: tensor.shape[isDense ? 1 : 0],
          outputs: tensor.shape[0], tensors: members))
    }
    guard groups.contains(where: { $0.kind == .dense }) else {
      throw error("tensors NAME.weight of two dimensions", "none")
    }
    return groups
  }

  /// The first few, for an error.
  static func list(_ groups: [TensorGroup], _ text: (TensorGroup) -> String) -> String {
    groups.prefix(8).map(text).joined(separator: ", ")
      + (groups.count > 8 ? ", … (\(groups.count))" : "")
  }

  static func error(_ expected: String, _ found: String) -> FormatError {
    FormatError(.inconsistent(expected: expected, found: found), field: "tensors")
  }
}
