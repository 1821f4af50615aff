import ModelFormat
import NeuralNetwork

/// The layers that a chain of nodes stands for, and their tensors.
struct ONNXNetwork {
  private let graph: ONNXGraph
  private let chain: ONNXChain
  private let opset: Int
  private var constants: ONNXParameters
  private var sample: ONNXSample
  private var inputs: Int?
  private var layers: [Layer] = []
  private var tensors: [Tensor] = []
  private var assumptions: [String]
  private var inputScaling = ONNXScaling()
  private var outputScaling = ONNXScaling()
  /// What the last layer may still take in from nodes that follow.
  private var opening = Opening.none

  private enum Opening {
    case none
    /// A bias, or an activation.
    case sums(hasBias: Bool)
    /// A gain, or a shift.
    case norm(hasGain: Bool, hasShift: Bool)
  }

  /// The newest opset that this was written for.
  private static let newestOpset = 28
  /// Since which ops mean what they do here.
  private static let oldestOpset = 7

  /// Reads a model's layers.
  ///
  /// - Parameters:
  ///   - fileSize: its bytes.
  ///   - limits: `memory` bounds the parameters, those in other files too.
  /// - Throws: `FormatError` with the node that is no layer, or that does not fit those before; for what is beyond the
  ///   limits; or `system`.
  static func read(
    _ model: ONNXModel, fileSize: Int, limits: ReaderLimits = ReaderLimits()
  ) throws(FormatError) -> ImportedModel {
    guard model.opset >= oldestOpset else {
      throw FormatError(
        .outOfRange(expected: "version \(oldestOpset) or later", found: "\(model.opset)"),
        field: "opset_import")
    }
    var network = try ONNXNetwork(model, fileSize: fileSize, limits)
    for (index, link) in network.chain.links.enumerated() {
      try network.add(link, isLast: index == network.chain.links.count - 1)
    }
    return try network.finish(model)
  }

  private init(
    _ model: ONNXModel, fileSize: Int, _ limits: ReaderLimits
  ) throws(FormatError) {
    graph = model.graph
    opset = model.opset
    chain = try ONNXChain(model.graph)
    sample = try ONNXSample(chain.input)
    constants = ONNXParameters(model.graph, fileSize: fileSize, limits)
    assumptions = chain.assumptions
    if opset > Self.newestOpset {
      assumptions.append(
        "operators are of version \(opset): took them as they were up to \(Self.newestOpset)")
    }
  }

  private mutating func add(_ link: ONNXChain.Link, isLast: Bool) throws(FormatError) {
    let node = link.node
    switch link.step {
    case .nothing: try noteRounding(node)
    case .flatten: try sample.flatten(node)
    case .reshape:
      let shape = try node.requiredInput(1)
      guard let sizes = try graph.sizes(shape, given: chain.values) else {
        throw node.error(
          .inconsistent(expected: "a constant shape", found: shape.shown), "input[1]")
      }
      if isLast, sizes == [-1, 1], let count = sample.count, count > 1 {
        assumptions.append("the outputs of a sample, \(count) rows in the file, are one row here")
      } else {
        try sample.reshape(node, to: sizes)
      }
    case .squeeze: try sample.squeeze(node, axes(node))
    case .unsqueeze:
      guard let axes = try axes(node) else { throw node.error(.missingMember, "axes") }
      try sample.unsqueeze(node, axes)
    case .product(let weight, let bias): try addDense(node, weight, bias)
    case .arithmetic(let operation, let constant): try apply(operation, constant, node)
    case .scaler:
      try scale(.subtract, try node.floats("offset"), node)
      try scale(.multiply, try node.floats("scale"), node)
    case .activation(let activation): try activate(activation, node)
    case .softmax:
      let axis = try node.integer("axis", else: opset < 13 ? 1 : -1)
      guard sample.isRow, axis == 1 || axis == -1 else {
        throw node.error(
          .inconsistent(expected: "rows and axis 1 or -1", found: "\(sample) and \(axis)"), "axis")
      }
      try activate(.softmax, node)
    case .layerNorm(let gain, let shift, let epsilon):
      try addLayerNorm(node, gain, shift, epsilon)
    case .batchNorm: try addBatchNorm(node)
    case .complement: try complement(node)
    }
  }

  /// Says, once for each type, that numbers which the file rounds on their way are not rounded here.
  private mutating func noteRounding(_ node: ONNXNode) throws(FormatError) {
    guard node.op == "Cast" else { return }
    let type = Int64(try node.integer("to", else: 0))
    guard ONNXTensor.floatType(type)?.size == 2 else { return }
    let assumption =
      "the file rounds numbers to \(ONNXTensor.word(type)) on their way; here they keep their precision"
    if !assumptions.contains(assumption) { assumptions.append(assumption) }
  }

  private func axes(_ node: ONNXNode) throws(FormatError) -> [Int]? {
    guard let name = node.input(1) else { return try node.integers("axes") }
    guard let axes = try graph.constant(name)?.wholeNumbers() else {
      throw node.error(.inconsistent(expected: "constant axes", found: name.shown), "input[1]")
    }
    return axes
  }
}

extension ONNXNetwork {
  /// Adds a layer behind those that are there.
  private mutating func append(
    _ layer: Layer, _ node: ONNXNode, _ parts: [(name: String, tensor: ONNXParameters.Values)] = []
  ) throws(FormatError) {
    guard outputScaling.isEmpty else {
      throw outputScaling.node?.error(
        .inconsistent(
          expected: "arithmetic with constants before the first layer or behind the last",
          found: "\(node.place) behind it"), "input") ?? node.error(.missingMember, "input")
    }
    try close()
    for (name, values) in parts { try append(name, values) }
    layers.append(layer)
  }

  /// Adds a tensor of the layer that is added next, or of the last one if `isLast`.
  private mutating func append(
    _ name: String, _ values: ONNXParameters.Values, isLast: Bool = false
  ) throws(FormatError) {
    let index = isLast ? layers.count - 1 : layers.count
    let info = try TensorInfo("layers.\(index).\(name)", values.type, values.shape)
    tensors.append(Tensor(info, bytes: values.bytes))
  }

  /// Gives a norm that is written as several nodes what none of them told.
  private mutating func close() throws(FormatError) {
    if case .norm(let hasGain, let hasShift) = opening, let width = sample.count {
      if !hasGain { try append("weight", constants.repeated(1, .f32, width), isLast: true) }
      if !hasShift { try append("bias", constants.repeated(0, .f32, width), isLast: true) }
    }
    opening = .none
  }

  /// Makes sure that rows have some width; before the first dense layer that is the number of inputs.
  private mutating func requireRow(_ width: Int, _ node: ONNXNode) throws(FormatError) {
    try sample.requireRow(width, for: node)
    inputs = inputs ?? width
  }

  private mutating func addDense(
    _ node: ONNXNode, _ weight: ONNXName, _ bias: ONNXName?
  ) throws(FormatError) {
    let isGemm = node.op == "Gemm"
    let isTurned = try isGemm ? node.integer("transB", else: 0) == 0 : true
    let alpha = try isGemm ? node.float("alpha", else: 1) : 1
    let beta = try isGemm ? node.float("beta", else: 1) : 1
    let weights = try constants.matrix(weight, isTurned: isTurned, times: alpha, node)
    let (units, width) = (weights.shape[0], weights.shape[1])
    try requireRow(width, node)
    var parts = [("weight", weights)]
    if let bias, beta != 0 {
      parts.append(("bias", try constants.vector(bias, units, times: beta, node)))
    }
    let index = layers.count
    if alpha != 1 {
      assumptions.append("layers.\(index).weight: multiplied by the file's alpha, \(alpha)")
    }
    if beta != 1, bias != nil {
      assumptions.append("layers.\(index).bias: multiplied by the file's beta, \(beta)")
    }
    try append(.dense(units, .linear, bias: parts.count == 2), node, parts)
    opening = .sums(hasBias: parts.count == 2)
    sample.setWidth(units)
  }

  private mutating func activate(
    _ activation: Activation, _ node: ONNXNode
  ) throws(FormatError) {
    guard case .sums = opening, case .dense(let units, _, let bias)? = layers.last else {
      return try append(.activation(activation), node)
    }
    layers[layers.count - 1] = .dense(units, activation, bias: bias)
    opening = .none
  }

  /// Arithmetic with a constant: a bias, the gain or shift of a norm, or scaling.
  private mutating func apply(
    _ operation: ONNXScaling.Operation, _ name: ONNXName, _ node: ONNXNode
  ) throws(FormatError) {
    // Added to a column, a vector makes a matrix.
    if !sample.isRow, try graph.constant(name)?.elementCount() != 1 {
      throw node.error(.inconsistent(expected: "rows", found: "\(sample)"), "input")
    }
    switch (opening, operation, layers.last) {
    case (.sums(false), .add, .dense(let units, _, _)):
      try append("bias", constants.vector(name, units, node), isLast: true)
      layers[layers.count - 1] = .dense(units, .linear, bias: true)
      opening = .sums(hasBias: true)
    case (.norm(false, false), .multiply, _):
      try append("weight", constants.vector(name, sample.count, node), isLast: true)
      opening = .norm(hasGain: true, hasShift: false)
    case (.norm(let hasGain, false), .add, _):
      try append("bias", constants.vector(name, sample.count, node), isLast: true)
      opening = .norm(hasGain: hasGain, hasShift: true)
    default: try scale(operation, constants.factors(name, node), node)
    }
  }

  private mutating func scale(
    _ operation: ONNXScaling.Operation, _ values: [Double], _ node: ONNXNode
  ) throws(FormatError) {
    if values.count != 1 {
      if layers.isEmpty {
        try requireRow(values.count, node)
      } else {
        try sample.requireRow(values.count, for: node)
      }
    }
    if layers.isEmpty {
      try inputScaling.add(operation, values, by: node)
    } else {
      try close()
      try outputScaling.add(operation, values, by: node)
    }
  }

  private mutating func addLayerNorm(
    _ node: ONNXNode, _ gain: ONNXName?, _ shift: ONNXName?, _ epsilon: Double
  ) throws(FormatError) {
    let axis = try node.integer("axis", else: -1)
    guard axis == -1 || axis == 1 && sample.isRow else {
      throw node.error(.invalidValue(expected: "-1", found: "\(axis)"), "axis")
    }
    guard let gain else {
      guard let width = sample.count, sample.isRow else {
        throw node.error(.inconsistent(expected: "rows", found: "\(sample)"), "input")
      }
      try requireRow(width, node)
      try append(.layerNorm(epsilon: epsilon), node)
      opening = .norm(hasGain: false, hasShift: false)
      return
    }
    let weight = try constants.vector(gain, sample.count, node)
    let width = weight.shape[0]
    try requireRow(width, node)
    let bias =
      if let shift {
        try constants.vector(shift, width, node)
      } else {
        try constants.repeated(0, weight.type, width)
      }
    try append(.layerNorm(epsilon: epsilon), node, [("weight", weight), ("bias", bias)])
  }

  private mutating func addBatchNorm(_ node: ONNXNode) throws(FormatError) {
    var parts: [(name: String, tensor: ONNXParameters.Values)] = []
    for (index, name) in ["weight", "bias", "mean", "variance"].enumerated() {
      let width = parts.first?.tensor.shape[0] ?? sample.count
      parts.append((name, try constants.vector(node.requiredInput(index + 1), width, node)))
    }
    try requireRow(parts[0].tensor.shape[0], node)
    // What the file calls momentum is the weight of what was there before.
    let kept = try node.float("momentum", else: 0.9)
    var momentum = Double("\(Float(1 - kept))") ?? 0
    if !(momentum > 0 && momentum <= 1) {
      momentum = 0.1
      assumptions.append(
        "layers.\(layers.count): the file's momentum, \(kept), is none that training could go on with;"
          + " took 0.1")
    }
    let epsilon = try node.float("epsilon", else: 1e-5)
    try append(.batchNorm(momentum: momentum, epsilon: epsilon), node, parts)
  }

  /// Makes one output p of a sigmoid two: 1 − p and p are the softmax of 0 and what the sigmoid is taken of.
  private mutating func complement(_ node: ONNXNode) throws(FormatError) {
    let index = layers.count - 1
    guard case .dense(1, .sigmoid, let hasBias)? = layers.last, outputScaling.isEmpty else {
      throw node.error(
        .inconsistent(expected: "one output of a sigmoid", found: "another layer"), "input")
    }
    for place in tensors.indices.suffix(hasBias ? 2 : 1) {
      let (info, bytes) = (tensors[place].info, tensors[place].bytes)
      let shape = [2] + info.shape.dropFirst()
      try constants.charge(2 * info.elementCount, of: info.type)
      var both = try [UInt8](reserving: 2 * bytes.count)
      both += repeatElement(0, count: bytes.count)
      both += bytes
      tensors[place] = Tensor(try TensorInfo(info.name, info.type, shape), bytes: both)
    }
    layers[index] = .dense(2, .softmax, bias: hasBias)
    sample.setWidth(2)
    assumptions.append(
      "layers.\(index): 1 - p and p of a sigmoid became a softmax, whose first weights are 0")
  }

  /// The model, when every node has been added.
  private mutating func finish(_ model: ONNXModel) throws(FormatError) -> ImportedModel {
    try close()
    guard let inputs = inputs ?? sample.count else {
      throw chain.input.error(
        .inconsistent(expected: "a number of inputs", found: "\(sample)"), "input")
    }
    if layers.isEmpty { layers = [.activation(.linear)] }
    let topology: Topology
    do throws(NetworkError) {
      topology = try Topology(inputs: inputs, layers: layers)
    } catch {
      throw FormatError(
        .inconsistent(expected: "a network within limits", found: "\(error)"), field: "graph")
    }
    let scalings = [
      (inputScaling, "inputs", topology.inputs), (outputScaling, "outputs", topology.outputs),
    ]
    var figures: [Tensor] = []
    for (scaling, name, width) in scalings where !scaling.isEmpty {
      try constants.charge(4 * width, of: .f64)
      let scaled = try scaling.figures(forInputs: name == "inputs", width: width)
      figures.append(try Tensor("scaling.\(name).mean", shape: [width], scaled.mean))
      figures.append(try Tensor("scaling.\(name).deviation", shape: [width], scaled.deviation))
      if !scaling.isExact(forInputs: name == "inputs") {
        assumptions.append("scaling.\(name): worked out of the file's arithmetic")
      }
    }
    let columns = model.isOurs ? ONNXColumns(of: topology, in: model.metadata) : nil
    return ImportedModel(
      tensors: figures + tensors, topology: topology,
      members: columns.map { ["model": $0.model] } ?? JSONObject(),
      metadata: columns?.otherTexts ?? model.metadata, assumptions: assumptions)
  }
}
