import ModelFormat
import NeuralNetwork

/// What a node does to a row of numbers, as far as its op, its settings and which of its inputs are constant tell.
enum ONNXStep {
  /// A dense layer's sums: `Gemm`, or `MatMul` with the bias in a later step.
  case product(weight: ONNXName, bias: ONNXName?)
  /// One of the four operations with a constant.
  case arithmetic(ONNXScaling.Operation, ONNXName)
  /// ONNX-ML's: less an offset, times a scale.
  case scaler
  case activation(Activation)
  case softmax
  case layerNorm(gain: ONNXName?, shift: ONNXName?, epsilon: Double)
  case batchNorm
  /// p becomes 1 − p and p.
  case complement
  case flatten
  case reshape
  case squeeze
  case unsqueeze
  case nothing
}

extension ONNXStep {
  /// Every op that is a layer, or may be a part of one.
  private static let ops = [
    "Add", "BatchNormalization", "Cast", "Div", "Dropout", "Elu", "Flatten", "Gelu", "Gemm",
    "Identity", "LayerNormalization", "LeakyRelu", "MatMul", "Mul", "Relu", "Reshape", "Sigmoid",
    "Softmax", "Softplus", "Squeeze", "Sub", "Swish", "Tanh", "Unsqueeze", "ai.onnx.ml.Scaler",
  ]

  /// What a node does, and to which of its inputs.
  ///
  /// - Throws: `FormatError` with `unknown-word` for an op that is none of a layer, or with what of the node is not
  ///   as a layer has it.
  static func step(
    of node: ONNXNode, in graph: ONNXGraph
  ) throws(FormatError) -> (step: ONNXStep, input: ONNXName) {
    switch node.op {
    case "Add", "Sub", "Mul", "Div", "Where", "Concat": return try joined(node, graph)
    case "MatMul":
      let input = try node.requiredInput(0)
      guard graph.constant(input) == nil else {
        throw node.error(
          .inconsistent(expected: "weights as the second factor", found: "as the first"), "input")
      }
      return (.product(weight: try node.requiredInput(1), bias: nil), input)
    default: return (try simple(node, graph), try node.requiredInput(0))
    }
  }

  /// What a node does whose first input is the one that is computed.
  private static func simple(
    _ node: ONNXNode, _ graph: ONNXGraph
  ) throws(FormatError) -> ONNXStep {
    switch node.op {
    case "Gemm":
      try node.require("transA", 0, else: 0)
      return .product(weight: try node.requiredInput(1), bias: node.input(2))
    case "Sigmoid": return .activation(.sigmoid)
    case "Tanh": return .activation(.tanh)
    case "Relu": return .activation(.relu)
    case "Softplus": return .activation(.softplus)
    case "LeakyRelu":
      let activation = Activation.leakyRelu(slope: try node.float("alpha", else: 0.01))
      do throws(NetworkError) {
        try activation.validate()
      } catch {
        throw node.error(.outOfRange(expected: "a slope of 0 or more", found: "\(error)"), "alpha")
      }
      return .activation(activation)
    case "Elu", "Swish":
      let alpha = try node.float("alpha", else: 1)
      guard alpha == 1 else {
        throw node.error(.invalidValue(expected: "1", found: "\(alpha)"), "alpha")
      }
      return .activation(node.op == "Elu" ? .elu : .silu)
    case "Gelu":
      let form = try node.text("approximate", else: "none")
      guard form == "none" || form == "tanh" else {
        throw node.error(.unknownWord(form.printable, known: ["none", "tanh"]), "approximate")
      }
      return .activation(form == "none" ? .gelu : .geluTanh)
    case "Softmax": return .softmax
    case "LayerNormalization":
      return .layerNorm(
        gain: try node.requiredInput(1), shift: node.input(2),
        epsilon: try node.float("epsilon", else: 1e-5))
    case "BatchNormalization":
      try node.require("training_mode", 0, else: 0)
      return .batchNorm
    case "Flatten": return .flatten
    case "Reshape": return .reshape
    case "Squeeze": return .squeeze
    case "Unsqueeze": return .unsqueeze
    case "ai.onnx.ml.Scaler": return .scaler
    case "Identity": return .nothing
    case "Cast":
      let type = Int64(try node.integer("to", else: 0))
      guard ONNXTensor.floatType(type) != nil else {
        throw node.error(
          .invalidValue(expected: "a type of floats", found: ONNXTensor.word(type)), "to")
      }
      return .nothing
    case "Dropout":
      if let mode = node.input(2), graph.constant(mode)?.isZero != true {
        throw node.error(.invalidValue(expected: "false", found: mode.shown), "training_mode")
      }
      return .nothing
    default:
      let op = node.op.printable
      throw node.error(.unknownWord(op, known: ops), "op \(op) is not supported")
    }
  }

  /// What a node does that takes two values, of which one is constant, or two that are computed in a way that is known.
  private static func joined(
    _ node: ONNXNode, _ graph: ONNXGraph
  ) throws(FormatError) -> (step: ONNXStep, input: ONNXName) {
    if let (activation, input) = try graph.decomposedActivation(node) {
      return (.activation(activation), input)
    }
    if let (epsilon, input) = try graph.decomposedLayerNorm(node) {
      return (.layerNorm(gain: nil, shift: nil, epsilon: epsilon), input)
    }
    if let input = try graph.complemented(node) { return (.complement, input) }
    guard let operation = ONNXScaling.Operation(op: node.op) else {
      throw node.error(
        .inconsistent(expected: "a form of an activation", found: "another"),
        "op \(node.op) is not supported here")
    }
    let (first, second) = (try node.requiredInput(0), try node.requiredInput(1))
    if graph.constant(second) != nil, graph.constant(first) == nil {
      return (.arithmetic(operation, second), first)
    }
    if graph.constant(first) != nil, graph.constant(second) == nil, operation.isCommutative {
      return (.arithmetic(operation, first), second)
    }
    throw node.error(
      .inconsistent(
        expected: "a value that is computed and a constant",
        found: "\(first.shown) and \(second.shown); a graph that branches is not supported,"),
      "input")
  }
}
