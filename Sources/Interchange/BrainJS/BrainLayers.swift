import ModelFormat
import NeuralNetwork

/// The layers of a network of brain.js, and the names of what enters and leaves it.
///
/// The first entry of `layers` stands for the inputs. In version 2 the others are `{weights: [[…], …],
/// biases: […]}`, a list of weights a node, and `inputLookup` and `outputLookup` tell the index of each name. In
/// version 1 they hold nodes `{bias, weights}` under their names or numbers, as do the weights of the
/// nodes that they come from; builds of March 2018 have arrays in place of numbers.
struct BrainLayers {
  /// Without activations.
  var layers: [DenseNetwork.Layer] = []

  /// Whether the layout is that of version 1.
  let isVersion1: Bool

  private var inputNames: [String]?
  private var outputNames: [String]?

  /// Reads the layers.
  ///
  /// - Throws: `FormatError` for layers that do not fit each other, `sizes` or the names.
  init(_ fields: HeaderFields) throws(FormatError) {
    let entries = try fields.array("layers")
    guard entries.count > 1, let last = entries.last else {
      throw fields.error(
        .inconsistent(expected: "inputs and a layer at least", found: "\(entries.count)"),
        at: "layers")
    }
    isVersion1 = !Self.isVersion2(last)
    if isVersion1 {
      try readVersion1(fields, entries)
    } else {
      try readVersion2(fields, entries)
    }
    guard fields.object["sizes"] != nil else { return }
    let sizes = try fields.integers("sizes")
    let found = DenseNetwork(layers: layers).sizes
    guard sizes == found else {
      throw fields.error(
        .inconsistent(expected: "\(found), as the layers are,", found: "\(sizes)"), at: "sizes")
    }
  }

  private static func isVersion2(_ layer: JSON) -> Bool {
    guard case .object(let object) = layer, case .array? = object["weights"],
      case .array? = object["biases"]
    else { return false }
    return true
  }

  // MARK: Version 2

  private mutating func readVersion2(
    _ fields: HeaderFields, _ entries: [JSON]
  ) throws(FormatError) {
    for (index, entry) in entries.enumerated().dropFirst() {
      let path = "\(fields.path(of: "layers"))[\(index)]"
      let layer = try HeaderFields(entry, path: path, offset: nil)
      let biases = try layer.reals("biases")
      let rows = try layer.array("weights")
      guard rows.count == biases.count, !rows.isEmpty else {
        throw layer.error(
          .inconsistent(
            expected: "weights of \(max(biases.count, 1)) nodes", found: "\(rows.count)"),
          at: "weights")
      }
      var weights: [Double] = []
      var width = layers.last?.outputs
      for (node, row) in rows.enumerated() {
        let numbers = try JSONNumbers.read(row, "\(layer.path(of: "weights"))[\(node)]")
        // The first node tells how many inputs the network has.
        let expected = width ?? numbers.count
        guard numbers.count == expected, expected > 0 else {
          throw layer.error(
            .inconsistent(expected: "\(max(expected, 1)) weights", found: "\(numbers.count)"),
            at: "weights[\(node)]")
        }
        width = expected
        weights += numbers
      }
      layers.append(
        DenseNetwork.Layer(
          inputs: width ?? 0, activation: .linear, weights: weights, biases: biases))
    }
    inputNames = try Self.lookup(fields, "inputLookup", count: layers[0].inputs)
    outputNames = try Self.lookup(
      fields, "outputLookup", count: layers[layers.count - 1].outputs)
  }

  /// The names of a lookup, in the order of their indices.
  private static func lookup(
    _ fields: HeaderFields, _ name: String, count: Int
  ) throws(FormatError) -> [String]? {
    guard fields.object[name] != nil else { return nil }
    let lookup = try fields.fields(name)
    var names = [String?](repeating: nil, count: count)
    for member in lookup.object.members {
      let index = try lookup.integer(member.name)
      guard index < count, names[index] == nil else {
        throw lookup.error(
          .inconsistent(expected: "each index below \(count) once", found: "\(index)"),
          at: member.name)
      }
      names[index] = member.name
    }
    guard lookup.object.members.count == count else {
      throw fields.error(
        .inconsistent(expected: "\(count) names", found: "\(lookup.object.members.count)"),
        at: name)
    }
    return names.compactMap(\.self)
  }

  // MARK: Version 1

  private mutating func readVersion1(
    _ fields: HeaderFields, _ entries: [JSON]
  ) throws(FormatError) {
    let path = fields.path(of: "layers")
    var sources = try BrainNodes(
      entries[0], isNamed: Self.isNamed(fields, "inputLookup"), "\(path)[0]")
    if sources.areNamed { inputNames = sources.names }
    for (index, entry) in entries.enumerated().dropFirst() {
      let isLast = index == entries.count - 1
      let nodes = try BrainNodes(
        entry, isNamed: isLast && Self.isNamed(fields, "outputLookup"), "\(path)[\(index)]")
      var layer = DenseNetwork.Layer(
        inputs: sources.values.count, activation: .linear, weights: [], biases: [])
      for (node, value) in nodes.values.enumerated() {
        let node = try HeaderFields(
          value, path: "\(path)[\(index)].\(nodes.names[node])", offset: nil)
        layer.biases.append(try node.real("bias"))
        layer.weights += try sources.weights(of: node)
      }
      layers.append(layer)
      sources = nodes
    }
    if sources.areNamed { outputNames = sources.names }
  }

  /// Whether nodes go by names: true, or the names themselves.
  private static func isNamed(_ fields: HeaderFields, _ name: String) -> Bool {
    switch fields.object[name] {
    case .bool(true), .object: true
    default: false
    }
  }
}

extension BrainLayers {
  /// The header's `model` with the names as columns; nil where there are none.
  func modelMember(of topology: Topology) -> JSON? {
    guard inputNames != nil || outputNames != nil,
      case .object(var model) = topology.modelMember, case .object(var inputs)? = model["inputs"]
    else { return nil }
    if let inputNames {
      // What a row does not have is 0 there.
      inputs["columns"] = .array(
        inputNames.map { ["fill": 0, "kind": "number", "name": .string($0)] })
      model["inputs"] = .object(inputs)
    }
    if let outputNames {
      model["outputs"] = [
        "columns": .array(outputNames.map { ["kind": "number", "name": .string($0)] })
      ]
    }
    return .object(model)
  }
}
