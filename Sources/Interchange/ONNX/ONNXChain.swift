import ModelFormat

/// The one way from an input of a graph to its output, node by node.
///
/// Found from its end: what the output does not need, such as the label beside the probabilities of a classifier, is
/// never looked at.
struct ONNXChain {
  /// A node and what it does to the value that comes from the one before.
  struct Link {
    let node: ONNXNode
    let step: ONNXStep
  }

  /// Sixteen nodes for each layer that a network may have.
  private static let maximumLength = 1 << 16

  /// From the input on.
  let links: [Link]
  /// What goes in.
  let input: ONNXValue
  /// Every value on the way.
  let values: Set<ONNXName>
  /// What was chosen among several, as a sentence.
  let assumptions: [String]

  /// Follows a graph's output back to its input.
  ///
  /// - Throws: `FormatError` where there is not one output of floats, or a node is no layer or joins two ways.
  init(_ graph: ONNXGraph) throws(FormatError) {
    var (value, assumptions) = try Self.output(of: graph)
    var links: [Link] = []
    var values: Set<ONNXName> = [value]
    while let node = graph.maker(of: value) {
      let (step, input) = try ONNXStep.step(of: node, in: graph)
      links.append(Link(node: node, step: step))
      guard links.count <= Self.maximumLength else {
        throw FormatError(
          .limitExceeded(expected: "at most \(Self.maximumLength) nodes in a row", found: "more"),
          field: "graph.node")
      }
      value = input
      values.insert(value)
    }
    guard let input = graph.input(value) else {
      let isConstant = graph.constant(value) != nil
      let user = links.last?.node
      let reason = FormatError.Reason.inconsistent(
        expected: "a value that comes from an input of the graph",
        found: "\(value.shown), which \(isConstant ? "is constant" : "no node makes")")
      throw user?.error(reason, "input") ?? FormatError(reason, field: "graph.output")
    }
    self.links = links.reversed()
    self.input = input
    self.values = values
    self.assumptions = assumptions
  }

  /// The output to follow: the only one, or the only one of floats.
  ///
  /// The dictionaries that scikit-learn's probabilities may be made into (`ZipMap`) stand for the numbers in them.
  private static func output(
    of graph: ONNXGraph
  ) throws(FormatError) -> (ONNXName, assumptions: [String]) {
    let candidates = graph.outputs.compactMap { (output) -> (ONNXName, ONNXValue)? in
      if let map = graph.maker(of: output.name, "ai.onnx.ml.ZipMap") {
        return map.input(0).map { ($0, output) }
      }
      guard let type = output.dataType else { return nil }
      return type == 0 || ONNXTensor.floatType(type) != nil ? (output.name, output) : nil
    }
    guard candidates.count == 1 else {
      let names = (candidates.isEmpty ? graph.outputs : candidates.map(\.1)).prefix(8).map {
        $0.name.shown
      }
      let found = names.isEmpty ? "none" : names.joined(separator: ", ")
      throw FormatError(
        .inconsistent(expected: "one output of floats", found: found), field: "graph.output")
    }
    let (name, output) = candidates[0]
    guard graph.outputs.count > 1 else { return (name, []) }
    return (
      name, ["of the outputs, took \(output.name.shown), the only one of floats"]
    )
  }
}
