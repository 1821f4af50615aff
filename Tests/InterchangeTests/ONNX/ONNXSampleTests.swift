import ModelFormat
import NeuralNetwork
import Testing

@testable import Interchange

/// Nodes that write the numbers of a sample in another shape.
struct ONNXSampleTests {
  private static let tensors = [
    ONNXFile.counting("w6", [6, 1]), ONNXFile.counting("w5", [5, 1]),
    ONNXFile.shape("-1 6", [-1, 6]), ONNXFile.shape("0 -1", [0, -1]),
    ONNXFile.shape("4 6", [4, 6]), ONNXFile.shape("5 6", [5, 6]),
    ONNXFile.shape("-1 3", [-1, 3]), ONNXFile.shape("-1 -1", [-1, -1]),
    ONNXFile.shape("-1", [-1]), ONNXFile.shape("0 0", [0, 0]),
    ONNXFile.shape("-1 2 3", [-1, 2, 3]),
    ONNXFile.shape("1", [1]), ONNXFile.shape("2", [2]), ONNXFile.shape("0", [0]),
  ]

  /// The names of tensors have spaces, so inputs are told one by one.
  private static func node(
    _ op: String, _ inputs: [String], _ output: String, _ settings: [UInt8]...
  ) -> [UInt8] {
    inputs.flatMap { ONNXFile.field(1, $0) } + ONNXFile.node(op, "", output)
      + settings.flatMap { $0 }
  }

  private func read(_ nodes: [[UInt8]], _ dims: [Int?], result: String = "y") throws -> Topology? {
    try ONNXFile.read(
      ONNXFile.model(
        ONNXFile.graph(
          nodes, Self.tensors, inputs: [ONNXFile.value("x", dims)],
          outputs: [ONNXFile.value(result, [nil, 1])]))
    ).topology
  }

  private static let dense = node("MatMul", ["h", "w6"], "y")

  @Test(
    "flattens samples of any shape",
    arguments: [
      (node("Flatten", ["x"], "h"), [nil, 2, 3]), (node("Flatten", ["x"], "h"), [nil, 1, 6]),
      (node("Flatten", ["x"], "h"), [nil, 6]), (node("Flatten", ["x"], "h"), [nil, nil, 3]),
      (node("Flatten", ["x"], "h", ONNXFile.integer("axis", -1)), [nil, 6]),
      (node("Reshape", ["x", "-1 6"], "h"), [nil, 2, 3]),
      (node("Reshape", ["x", "0 -1"], "h"), [nil, 3, 2]),
      (node("Reshape", ["x", "0 0"], "h"), [nil, 6]),
      (node("Reshape", ["x", "4 6"], "h"), [4, 2, 3]),
      (node("Reshape", ["x", "-1 6"], "h"), [nil, nil, nil]),
      (node("Squeeze", ["x", "1"], "h"), [nil, 1, 6]),
      (node("Squeeze", ["x"], "h", ONNXFile.integers("axes", [-1])), [nil, 6, 1]),
      (node("Squeeze", ["x"], "h"), [nil, 1, 6, 1]),
    ] as [([UInt8], [Int?])])
  func flattens(_ node: [UInt8], _ dims: [Int?]) throws {
    let topology = try read([node, Self.dense], dims)
    #expect(topology?.inputs == 6)
    #expect(topology?.layers == [.dense(1, .linear, bias: false)])
  }

  @Test(
    "refuses shapes that tear samples apart",
    arguments: [
      (node("Flatten", ["x"], "h", ONNXFile.integer("axis", 0)), [nil, 6]),
      (node("Flatten", ["x"], "h", ONNXFile.integer("axis", 2)), [nil, 2, 3]),
      (node("Flatten", ["x"], "h"), [nil, 2, 2]),
      (node("Reshape", ["x", "-1 6"], "h"), [nil, 12]),
      (node("Reshape", ["x", "5 6"], "h"), [4, 6]),
      (node("Reshape", ["x", "4 6"], "h"), [nil, 6]),
      (node("Reshape", ["x", "-1 3"], "h"), [nil, 6]),
      (node("Reshape", ["x", "-1 -1"], "h"), [nil, 6]),
      (node("Reshape", ["x", "-1"], "h"), [nil, 6]),
      (node("Reshape", ["x", "-1 2 3"], "h"), [nil, 6]),
      (node("Reshape", ["x", "0 0"], "h"), [nil, 2, 3]),
      (node("Reshape", ["x", "0 -1"], "h", ONNXFile.integer("allowzero", 1)), [nil, 6]),
      (node("Reshape", ["x", "w6"], "h"), [nil, 6]), (node("Reshape", ["x", "x"], "h"), [nil, 6]),
      (node("Reshape", ["x"], "h"), [nil, 6]),
      (node("Squeeze", ["x", "1"], "h"), [nil, 6]), (node("Squeeze", ["x", "0"], "h"), [1, 6]),
      (node("Squeeze", ["x", "2"], "h"), [nil, 6]),
      (node("Unsqueeze", ["x", "0"], "h"), [nil, 6]),
      (node("Unsqueeze", ["x", "1"], "h"), [nil, 6]), (node("Unsqueeze", ["x"], "h"), [nil, 6]),
      (node("Identity", ["x"], "h"), [nil, 2, 3]), (node("Identity", ["x"], "h"), [6]),
      (node("Identity", ["x"], "h"), []), (node("Identity", ["x"], "h"), [nil, 5]),
      (node("Flatten", ["x"], "h"), [nil, Int.max, Int.max]),
    ] as [([UInt8], [Int?])])
  func tears(_ node: [UInt8], _ dims: [Int?]) {
    #expect(throws: FormatError.self) { _ = try read([node, Self.dense], dims) }
  }

  @Test("goes on behind an output that is one number a sample")
  func numbers() throws {
    for shaping in [
      Self.node("Squeeze", ["y", "1"], "z"), Self.node("Reshape", ["y", "-1"], "z"),
      Self.node("Unsqueeze", ["y", "1"], "z"),
    ] {
      let nodes = [
        Self.node("Identity", ["x"], "h"), Self.dense, shaping, Self.node("Sigmoid", ["z"], "end"),
      ]
      #expect(
        try read(nodes, [nil, 6], result: "end")?.layers == [.dense(1, .sigmoid, bias: false)])
    }
    let soft = [
      Self.node("Identity", ["x"], "h"), Self.dense, Self.node("Squeeze", ["y", "1"], "z"),
      Self.node("Softmax", ["z"], "end"),
    ]
    #expect(throws: FormatError.self) { _ = try read(soft, [nil, 6], result: "end") }
  }

  @Test("takes a shape that is worked out of the number of samples, of no other value")
  func computed() throws {
    func nodes(of value: String, index: String = "0") -> [[UInt8]] {
      [
        Self.node("Identity", ["x"], "i"), Self.node("Tanh", ["w6"], "other"),
        Self.node("Shape", [value], "s"), Self.node("Gather", ["s", index], "n"),
        Self.node("Concat", ["n", "-1"], "c", ONNXFile.integer("axis", 0)),
        Self.node("Reshape", ["i", "c"], "h"), Self.dense,
      ]
    }
    #expect(try read(nodes(of: "x"), [nil, 2, 3])?.inputs == 6)
    #expect(try read(nodes(of: "i"), [nil, 2, 3])?.inputs == 6)
    #expect(throws: FormatError.self) { _ = try read(nodes(of: "other"), [nil, 2, 3]) }
    #expect(throws: FormatError.self) { _ = try read(nodes(of: "x", index: "1"), [nil, 2, 3]) }
  }
}
