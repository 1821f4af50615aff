import ModelFormat

/// The steps of a file, and what is known of each value in it (onnx.proto, `GraphProto`).
struct ONNXGraph {
  /// In an order in which every value is made before it is used.
  private(set) var nodes: [ONNXNode] = []
  /// What has to be given, without those that the file gives a value itself.
  private(set) var inputs: [ONNXValue] = []
  private(set) var outputs: [ONNXValue] = []
  /// The model's file.
  let path: String
  private var constants: [ONNXName: ONNXConstant] = [:]
  /// The node that makes a value, and the how-manieth of its outputs that is.
  private var makers: [ONNXName: (node: Int, output: Int)] = [:]

  /// Reads a message.
  ///
  /// - Throws: `FormatError` for what is no message of this kind, `limit-exceeded`, `duplicate-name` for a value that is
  ///   made twice, `inconsistent` for nodes that are not in order, as those of a circle never are, or `system`.
  init(
    parsing message: ArraySlice<UInt8>, path: String, limits: ReaderLimits
  ) throws(FormatError) {
    self.path = path
    var tally = ONNXTally(limits, at: message.startIndex)
    func count() throws(FormatError) { try tally.add() }
    var fields = ProtobufReader(message)
    while let field = try fields.next() {
      switch field.number {
      case 1:
        try count()
        nodes.append(
          try ONNXNode(parsing: try field.bytes(), index: nodes.count, count: count))
      case 5:
        try count()
        try add(try ONNXTensor(parsing: try field.bytes()))
      case 11:
        try count()
        inputs.append(try ONNXValue(parsing: try field.bytes()))
      case 12:
        try count()
        outputs.append(try ONNXValue(parsing: try field.bytes()))
      default: break
      }
    }
    inputs.removeAll { constants[$0.name] != nil }
    try indexNodes()
  }

  private mutating func add(_ tensor: ONNXTensor) throws(FormatError) {
    guard constants.updateValue(ONNXConstant(tensor), forKey: tensor.name) == nil else {
      throw tensor.error(.duplicateName(tensor.name.text), "name")
    }
  }

  private mutating func indexNodes() throws(FormatError) {
    let given = Set(inputs.map(\.name))
    for node in nodes {
      for (index, output) in node.outputs.enumerated() where !output.bytes.isEmpty {
        guard !given.contains(output), constants[output] == nil,
          makers.updateValue((node.index, index), forKey: output) == nil
        else { throw node.error(.duplicateName(output.text), "output[\(index)]") }
      }
    }
    for node in nodes {
      for (index, input) in node.inputs.enumerated() {
        if let maker = makers[input], maker.node >= node.index {
          throw node.error(
            .inconsistent(
              expected: "a value that an earlier node makes",
              found: "\(input.shown), which \(nodes[maker.node].place) makes"), "input[\(index)]")
        }
      }
      if let output = node.outputs.first, let constant = try constant(by: node) {
        constants[output] = constant
      }
    }
  }

  /// The constant that a node makes, of nothing or of another one; nil for a node that computes.
  private func constant(by node: ONNXNode) throws(FormatError) -> ONNXConstant? {
    if node.op == "Constant" { return try node.constant().map { ONNXConstant($0) } }
    guard let input = node.input(0), let constant = constants[input] else { return nil }
    switch node.op {
    case "Identity": return constant
    case "Transpose":
      return try node.inside { () throws(FormatError) in
        try constant.transposed(by: try node.integers("perm"))
      }
    case "Cast": return constant.widened(to: Int64(try node.integer("to", else: 0)))
    default: return nil
    }
  }

  /// What a value is that does not depend on the input; nil for one that does.
  func constant(_ name: ONNXName) -> ONNXConstant? { constants[name] }

  /// The number that a value is; nil for one that is not constant, not a float, or more than one.
  ///
  /// - Throws: `FormatError` for what is wrong with the tensor.
  func number(_ name: ONNXName) throws(FormatError) -> Double? {
    guard let constant = constants[name], constant.isFloat, try constant.elementCount() == 1 else {
      return nil
    }
    return try constant.values(beside: path).first
  }

  /// The node that makes a value as the first of its outputs; nil for an input or a constant, and for what no node
  /// makes.
  func maker(of name: ONNXName) -> ONNXNode? {
    guard let maker = makers[name], maker.output == 0, constants[name] == nil else { return nil }
    return nodes[maker.node]
  }

  /// The node that makes a value, if it is of some op.
  func maker(of name: ONNXName?, _ op: String) -> ONNXNode? {
    guard let name, let node = maker(of: name), node.op == op else { return nil }
    return node
  }

  /// What the graph declares of an input.
  func input(_ name: ONNXName) -> ONNXValue? { inputs.first { $0.name == name } }
}
