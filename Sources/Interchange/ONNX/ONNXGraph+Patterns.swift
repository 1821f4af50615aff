import ModelFormat
import NeuralNetwork

/// Activations and norms that programs write as several nodes.
///
/// Each is told from its last node: factors of a product are looked for in any order and grouping.
extension ONNXGraph {
  /// The activation that a node is the end of, and its input; nil for a node that ends none.
  ///
  ///     silu       x · σ(x)
  ///     gelu       ½ · x · (1 + erf(x / √2))
  ///     gelu-tanh  ½ · x · (1 + tanh(√(2/π) · (x + 0.044715 · x³)))
  ///     softplus   log(1 + eˣ), and x itself above a threshold
  func decomposedActivation(
    _ node: ONNXNode
  ) throws(FormatError) -> (Activation, input: ONNXName)? {
    if node.op == "Where" { return try thresholdedSoftplus(node).map { (.softplus, $0) } }
    guard node.op == "Mul" || node.op == "Div", let output = node.outputs.first else { return nil }
    for factor in factors(of: output) {
      guard let gate = try gate(factor),
        let product = try product(output, of: gate.input, and: factor),
        product.inputs == 1, product.others == 1,
        product.isScaled(by: gate.activation == .silu ? 1 : 0.5)
      else { continue }
      return (gate.activation, gate.input)
    }
    return nil
  }

  /// The factor of an activation that is not its input itself.
  private func gate(
    _ name: ONNXName
  ) throws(FormatError) -> (activation: Activation, input: ONNXName)? {
    guard let node = maker(of: name) else { return nil }
    if node.op == "Sigmoid" { return node.input(0).map { (.silu, $0) } }
    guard node.op == "Add" else { return nil }
    for (one, other) in pairs(node) where try number(one) == 1 {
      if let erf = maker(of: other, "Erf"), let argument = erf.input(0) {
        for factor in factors(of: argument) {
          guard let product = try product(argument, of: factor), product.inputs == 1,
            product.isScaled(by: 0.5.squareRoot())
          else { continue }
          return (.gelu, factor)
        }
      }
      if let tanh = maker(of: other, "Tanh"), let argument = tanh.input(0) {
        for sum in factors(of: argument) {
          guard let input = try cubicInput(sum), let product = try product(argument, of: sum),
            product.inputs == 1, product.isScaled(by: (2 / Double.pi).squareRoot())
          else { continue }
          return (.geluTanh, input)
        }
      }
    }
    return nil
  }

  /// The x of x + 0.044715 · x³.
  private func cubicInput(_ name: ONNXName) throws(FormatError) -> ONNXName? {
    guard let node = maker(of: name, "Add") else { return nil }
    for (input, cube) in pairs(node) {
      if let product = try product(cube, of: input), product.inputs == 3,
        product.isScaled(by: 0.044715)
      {
        return input
      }
    }
    return nil
  }

  /// The x of x > t ? x : softplus(x), with a t so large that both are the same in single precision.
  private func thresholdedSoftplus(_ node: ONNXNode) throws(FormatError) -> ONNXName? {
    guard let input = node.input(1), let softplus = maker(of: node.input(2), "Softplus"),
      let greater = maker(of: node.input(0), "Greater"), softplus.input(0) == input,
      greater.input(0) == input, let threshold = greater.input(1),
      let least = try number(threshold), least >= 18
    else { return nil }
    return input
  }

  /// The ε and the input of (x − μ) / √(mean of (x − μ)² + ε), if a node is the end of that.
  func decomposedLayerNorm(
    _ node: ONNXNode
  ) throws(FormatError) -> (epsilon: Double, input: ONNXName)? {
    guard node.op == "Div", let difference = maker(of: node.input(0), "Sub"),
      let input = difference.input(0), let root = maker(of: node.input(1), "Sqrt"),
      let sum = maker(of: root.input(0), "Add"), try isMean(difference.input(1), of: input)
    else { return nil }
    for (constant, variance) in pairs(sum) {
      guard let epsilon = try number(constant),
        let square = maker(of: variance, "ReduceMean")?.input(0),
        try isMean(variance, of: square), let base = difference.outputs.first,
        let product = try product(square, of: base), product.inputs == 2, product.scale == 1
      else { continue }
      return (Double("\(Float(epsilon))") ?? epsilon, input)
    }
    return nil
  }

  /// Whether a value is the mean of each row of another.
  private func isMean(_ name: ONNXName?, of input: ONNXName) throws(FormatError) -> Bool {
    guard let node = maker(of: name, "ReduceMean"), node.input(0) == input,
      try node.integer("keepdims", else: 1) == 1
    else { return false }
    let axes =
      if let name = node.input(1) {
        try constant(name)?.wholeNumbers()
      } else {
        try node.integers("axes")
      }
    return axes == [-1] || axes == [1]
  }

  /// The p of which a node puts 1 − p before p, as scikit-learn's probabilities of two classes are made.
  func complemented(_ node: ONNXNode) throws(FormatError) -> ONNXName? {
    guard node.op == "Concat", node.inputs.count == 2, let input = node.input(1),
      try [1, -1].contains(node.integer("axis", else: 1)),
      let difference = maker(of: node.input(0), "Sub"), let one = difference.input(0),
      try number(one) == 1, difference.input(1) == input
    else { return nil }
    return input
  }
}

extension ONNXGraph {
  /// How often factors stand in a product, and the constants' product.
  private struct Product {
    var inputs = 0
    var others = 0
    var scale = 1.0
    /// By how much the constants may be off, of 1, since their type rounds them.
    var rounding = 0x1p-20

    /// Whether the constants are meant to make some number.
    func isScaled(by number: Double) -> Bool { abs(scale - number) <= rounding * number }
  }

  /// How deep a product is looked into: no known form has more.
  private static let maximumDepth = 4

  /// A value and all of which it is the product, at any depth.
  private func factors(of name: ONNXName, depth: Int = 0) -> [ONNXName] {
    guard depth < Self.maximumDepth, constant(name) == nil, let node = maker(of: name),
      node.op == "Mul" || node.op == "Div", node.inputs.count == 2
    else { return constant(name) == nil ? [name] : [] }
    let inputs = node.op == "Mul" ? node.inputs : Array(node.inputs.prefix(1))
    return [name] + inputs.flatMap { factors(of: $0, depth: depth + 1) }
  }

  /// A value as a product of two others and of constants; nil where there is anything else in it.
  private func product(
    _ name: ONNXName, of input: ONNXName, and other: ONNXName? = nil, depth: Int = 0
  ) throws(FormatError) -> Product? {
    if name == other { return Product(others: 1) }
    if name == input { return Product(inputs: 1) }
    if let number = try number(name) {
      return Product(scale: number, rounding: try constant(name)?.rounding() ?? 0)
    }
    guard depth < Self.maximumDepth, let node = maker(of: name), node.inputs.count == 2,
      let first = try product(node.inputs[0], of: input, and: other, depth: depth + 1)
    else { return nil }
    switch node.op {
    case "Mul":
      guard let second = try product(node.inputs[1], of: input, and: other, depth: depth + 1)
      else { return nil }
      return Product(
        inputs: first.inputs + second.inputs, others: first.others + second.others,
        scale: first.scale * second.scale, rounding: first.rounding + second.rounding)
    case "Div":
      guard let divisor = try number(node.inputs[1]) else { return nil }
      return Product(
        inputs: first.inputs, others: first.others, scale: first.scale / divisor,
        rounding: first.rounding + (try constant(node.inputs[1])?.rounding() ?? 0))
    case "Pow":
      guard let exponent = try number(node.inputs[1]), exponent == 2 || exponent == 3,
        first.others == 0, first.scale == 1
      else { return nil }
      return Product(inputs: first.inputs * Int(exponent))
    default: return nil
    }
  }

  /// Both inputs of a node, in both orders.
  private func pairs(_ node: ONNXNode) -> [(ONNXName, ONNXName)] {
    guard let first = node.input(0), let second = node.input(1) else { return [] }
    return [(first, second), (second, first)]
  }
}
