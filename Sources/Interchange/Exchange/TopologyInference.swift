import ModelFormat
import NeuralNetwork

/// Layers found among named tensors, as other libraries hand them over.
///
/// `NAME.weight` of shape [out, in], with `NAME.bias` of [out] where there is one, is a dense layer.
/// `NAME.weight` and `NAME.bias` of one dimension are layer norm, with `NAME.running_mean` and
/// `NAME.running_var` batch norm. ``LayerOrder`` tells in which order they follow one another.
struct TopologyInference {
  /// The layers, with the activations that were given.
  let topology: Topology

  /// For each tensor that belongs to a layer, by its index in the file, the name that it gets.
  let names: [Int: String]

  /// What the file does not say and was taken for granted, one sentence each.
  let assumptions: [String]

  /// Finds the layers.
  ///
  /// - Parameter options: one activation for each dense layer, or the whole list of layers.
  /// - Throws: `FormatError` with `inconsistent` where the tensors are no chain of layers, or what was given does
  ///   not fit them.
  init(_ tensors: [TensorInfo], _ options: ImportOptions) throws(FormatError) {
    let order = try LayerOrder(of: TensorGroup.all(in: tensors))
    let groups = order.groups
    let isGiven = !options.layers.isEmpty
    let layers = isGiven ? options.layers : try Self.layers(groups, options.activations)
    var names: [Int: String] = [:]
    var found: [Layer] = []
    var rest = groups[...]
    for (index, layer) in layers.enumerated() {
      guard let kind = TensorGroup.Kind(layer) else {
        found.append(layer)
        continue
      }
      guard let group = rest.popFirst(), group.kind == kind else {
        throw Self.unfit(layers, groups)
      }
      if case .dense(let units, let activation, _) = layer {
        guard units == group.outputs else { throw Self.unfit(layers, groups) }
        // Whether there are biases is for the tensors to tell.
        found.append(.dense(units, activation, bias: group.tensors["bias"] != nil))
      } else {
        found.append(layer)
      }
      for (part, tensor) in group.tensors { names[tensor] = "layers.\(index).\(part)" }
    }
    guard rest.isEmpty else { throw Self.unfit(layers, groups) }
    self.names = names
    assumptions = Self.assumptions(order, found, Self.others(tensors, names, groups))
    do throws(NetworkError) {
      topology = try Topology(inputs: groups.first?.inputs ?? 0, layers: found)
    } catch {
      throw TensorGroup.error("a network within limits", "\(error)")
    }
  }

  /// Dense layers with these activations, and norms without.
  private static func layers(
    _ groups: [TensorGroup], _ activations: [Activation]
  ) throws(FormatError) -> [Layer] {
    let dense = groups.filter { $0.kind == .dense }
    guard activations.count == dense.count else {
      throw FormatError(
        .inconsistent(
          expected: "one activation for each of the layers \(TensorGroup.list(dense, \.name))",
          found: "\(activations.count)"), field: "--activation")
    }
    guard dense.count == groups.count else {
      throw TensorGroup.error(
        "--layers, since activations alone do not tell where norms stand,", "activations")
    }
    return zip(groups, activations).map { .dense($0.outputs, $1) }
  }

  /// The names of tensors that belong to no layer; batch norm's count of batches serves training alone.
  private static func others(
    _ tensors: [TensorInfo], _ names: [Int: String], _ groups: [TensorGroup]
  ) -> [String] {
    let counts = Set(
      groups.filter { $0.kind == .batchNorm }.map { Array("\($0.name).num_batches_tracked".utf8) })
    return tensors.indices.filter { names[$0] == nil }.map { tensors[$0].name }
      .filter { !counts.contains(Array($0.utf8)) }
  }

  private static func assumptions(
    _ order: LayerOrder, _ layers: [Layer], _ others: [String]
  ) -> [String] {
    var assumptions: [String] = []
    if order.isByShapes {
      assumptions.append(
        "the order of the layers is not in their names: took the only one in which their shapes fit,"
          + " \(TensorGroup.list(order.groups, \.name))")
    }
    for layer in layers {
      let (noun, epsilon): (String, Double)
      switch layer {
      case .layerNorm(let value): (noun, epsilon) = ("layer norm", value)
      case .batchNorm(_, let value): (noun, epsilon) = ("batch norm", value)
      case .dense, .activation, .dropout: continue
      }
      let sentence =
        "the epsilon of \(noun) is not in the file: took \(canonicalSpelling(of: epsilon));"
        + " --topology says another"
      if !assumptions.contains(sentence) { assumptions.append(sentence) }
    }
    if !others.isEmpty {
      let list = others.prefix(8).joined(separator: ", ") + (others.count > 8 ? ", …" : "")
      assumptions.append(
        others.count == 1
          ? "a tensor is in no layer, and the network does without it: \(list)"
          : "\(others.count) tensors are in no layer, and the network does without them: \(list)")
    }
    return assumptions
  }

  private static func unfit(_ layers: [Layer], _ groups: [TensorGroup]) -> FormatError {
    let given = layers.compactMap { layer in
      switch layer {
      case .dense(let units, _, _): "dense \(units)"
      case .layerNorm: "layer norm"
      case .batchNorm: "batch norm"
      case .activation, .dropout: nil
      }
    }
    return TensorGroup.error(
      "layers as the tensors make them, \(TensorGroup.list(groups, \.description)),",
      given.prefix(8).joined(separator: ", ") + (given.count > 8 ? ", …" : ""))
  }
}
