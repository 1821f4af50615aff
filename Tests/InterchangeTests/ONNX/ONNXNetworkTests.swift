import ModelFormat
import NeuralNetwork
import Testing

@testable import Interchange

/// Nodes that are layers, and such as are nearly.
struct ONNXNetworkTests {
  private static let tensors = [
    ONNXFile.counting("w", [2, 3]), ONNXFile.counting("b", [3]), ONNXFile.counting("row", [1, 3]),
    ONNXFile.tensor("one", [], raw: ONNXFile.floats([7])), ONNXFile.counting("two", [2]),
    ONNXFile.counting("column", [3, 1]), ONNXFile.counting("cube", [1, 1, 3]),
    ONNXFile.counting("square", [2, 2]), ONNXFile.tensor("yes", [], type: 9, raw: [1]),
    ONNXFile.tensor("no", [], type: 9, raw: [0]),
  ]

  private func read(
    _ nodes: [[UInt8]], width: Int? = 2, opset: Int = 17
  ) throws -> ImportedModel {
    try ONNXFile.read(
      ONNXFile.model(
        ONNXFile.graph(nodes, Self.tensors, inputs: [ONNXFile.value("x", [nil, width])]),
        opset: opset))
  }

  private func values(_ model: ImportedModel, _ name: String) throws -> [Double] {
    let tensor = try #require(model.tensors.first { $0.info.name == name })
    return try #require(try tensor.floats)
  }

  @Test(
    "makes a dense layer of products and sums in every form",
    arguments: [
      [ONNXFile.node("Gemm", "x w b", "y")], [ONNXFile.node("Gemm", "x w row", "y")],
      [ONNXFile.node("MatMul", "x w", "h"), ONNXFile.node("Add", "h b", "y")],
      [ONNXFile.node("MatMul", "x w", "h"), ONNXFile.node("Add", "row h", "y")],
      [
        ONNXFile.node("Transpose", "w", "t", ONNXFile.integers("perm", [1, 0])),
        ONNXFile.node("Gemm", "x t", "h", ONNXFile.integer("transB", 1)),
        ONNXFile.node("Identity", "h", "i"), ONNXFile.node("Add", "i b", "y"),
      ],
      [
        ONNXFile.node("Constant", "", "c", ONNXFile.setting("value", tensor: tensors[0])),
        ONNXFile.node("Constant", "", "d", ONNXFile.floats("value_floats", [1, 2, 3])),
        ONNXFile.node("Cast", "c", "e", ONNXFile.integer("to", 11)),
        ONNXFile.node("Gemm", "x e d", "y"),
      ],
    ])
  func dense(_ nodes: [[UInt8]]) throws {
    for width in [2, nil] {
      let model = try read(nodes, width: width)
      #expect(model.topology?.inputs == 2 && model.topology?.layers == [.dense(3, .linear)])
      #expect(try values(model, "layers.0.weight") == [1, 4, 2, 5, 3, 6])
      #expect(try values(model, "layers.0.bias") == [1, 2, 3])
      #expect(model.assumptions == [])
    }
  }

  @Test("refuses a sum that makes a matrix of a column")
  func sumsOfColumns() {
    let column = [
      ONNXFile.node("MatMul", "x w", "h"),
      ONNXFile.node("Unsqueeze", "h", "c", ONNXFile.integers("axes", [2])),
    ]
    let error = #expect(throws: FormatError.self) {
      _ = try read(column + [ONNXFile.node("Add", "c b", "y")], opset: 11)
    }
    #expect(error?.description.contains("rows expected") == true, "\(String(describing: error))")
  }

  @Test(
    "takes a weight of no bytes for what it is, however large its other side",
    .timeLimit(.minutes(1)))
  func emptyWeight() {
    let tensors = [ONNXFile.tensor("w", [1 << 48, 0])]
    for node in ["MatMul", "Gemm"] {
      #expect(throws: FormatError.self) {
        _ = try ONNXFile.read(
          ONNXFile.model(
            ONNXFile.graph(
              [ONNXFile.node(node, "x w", "y")], tensors, inputs: [ONNXFile.value("x", [nil, nil])])
          ))
      }
    }
  }

  @Test("looks into no product of many factors", .timeLimit(.minutes(1)))
  func manyFactors() {
    func product(_ name: String, _ result: String) -> [UInt8] {
      ONNXFile.node(
        "Mul", [String](repeating: name, count: 1_000).joined(separator: " "), result)
    }
    let nodes = [product("x", "d"), product("d", "c"), product("c", "b"), product("b", "y")]
    #expect(throws: FormatError.self) { _ = try read(nodes) }
  }

  @Test("says once of each type that the file rounds to it on the way, and of no other")
  func roundings() throws {
    func assumptions(_ types: [Int]) throws -> [String] {
      let casts = types.enumerated().map { index, type in
        ONNXFile.node("Cast", "v\(index)", "v\(index + 1)", ONNXFile.integer("to", type))
      }
      return try read(
        [ONNXFile.node("Relu", "x", "v0")] + casts + [
          ONNXFile.node("Identity", "v\(types.count)", "y")
        ]
      ).assumptions
    }
    let said = try assumptions([10, 1, 16, 10, 1])
    #expect(
      said
        == ["FLOAT16", "BFLOAT16"].map {
          "the file rounds numbers to \($0) on their way; here they keep their precision"
        })
    #expect(try assumptions([1, 11]) == [])
  }

  @Test("multiplies alpha and beta in, and says so")
  func factors() throws {
    let model = try read([
      ONNXFile.node(
        "Gemm", "x w one", "y", ONNXFile.float("alpha", 0.1), ONNXFile.float("beta", -2.0))
    ])
    let weight = try values(model, "layers.0.weight")
    let expected = [1.0, 4, 2, 5, 3, 6].map { (x: Double) -> Double in Double(Float(x * 0.1)) }
    #expect(weight == expected)
    #expect(try values(model, "layers.0.bias") == [-14, -14, -14])
    #expect(model.assumptions.count == 2)
    let without = try read([
      ONNXFile.node("Gemm", "x w b", "y", ONNXFile.float("beta", Float(0)))
    ])
    #expect(without.topology?.layers == [.dense(3, .linear, bias: false)])
  }

  @Test("puts an activation into the dense layer before it, else stands it alone")
  func activations() throws {
    let model = try read([
      ONNXFile.node("Relu", "x", "a"), ONNXFile.node("Gemm", "a w", "b1"),
      ONNXFile.node("LeakyRelu", "b1", "c", ONNXFile.float("alpha", 0.3)),
      ONNXFile.node("Elu", "c", "d"), ONNXFile.node("Softmax", "d", "y"),
    ])
    #expect(
      model.topology?.layers == [
        .activation(.relu), .dense(3, .leakyRelu(slope: 0.3), bias: false), .activation(.elu),
        .activation(.softmax),
      ])
  }

  @Test(
    "knows every activation that is one node",
    arguments: [
      (ONNXFile.node("Sigmoid", "x", "y"), Activation.sigmoid),
      (ONNXFile.node("Tanh", "x", "y"), .tanh), (ONNXFile.node("Relu", "x", "y"), .relu),
      (ONNXFile.node("LeakyRelu", "x", "y"), .leakyRelu(slope: 0.01)),
      (ONNXFile.node("Elu", "x", "y", ONNXFile.float("alpha", 1.0)), .elu),
      (ONNXFile.node("Softplus", "x", "y"), .softplus),
      (ONNXFile.node("Gelu", "x", "y"), .gelu),
      (ONNXFile.node("Gelu", "x", "y", ONNXFile.text("approximate", "tanh")), .geluTanh),
      (ONNXFile.node("Swish", "x", "y"), .silu),
      (ONNXFile.node("Softmax", "x", "y", ONNXFile.integer("axis", 1)), .softmax),
    ])
  func activation(_ node: [UInt8], _ activation: Activation) throws {
    for opset in [12, 13, 20] {
      #expect(try read([node], opset: opset).topology?.layers == [.activation(activation)])
    }
  }

  @Test("passes over nodes that change no number")
  func nothing() throws {
    let model = try read([
      ONNXFile.node("Cast", "x", "a", ONNXFile.integer("to", 11)),
      ONNXFile.node("Dropout", "a", "b1"), ONNXFile.node("Dropout", "b1 one no", "c mask"),
      ONNXFile.node("Identity", "c", "d"), ONNXFile.node("Flatten", "d", "e"),
      ONNXFile.node("Tanh", "e", "f"), ONNXFile.node("Identity", "f", "y"),
    ])
    #expect(model.topology?.layers == [.activation(.tanh)])
  }

  @Test("reads norms, and what they leave out")
  func norms() throws {
    let model = try read([
      ONNXFile.node("LayerNormalization", "x two", "a", ONNXFile.float("epsilon", 0.001)),
      ONNXFile.node(
        "BatchNormalization", "a two two two two", "y", ONNXFile.float("momentum", 0.75)),
    ])
    #expect(
      model.topology?.layers == [
        .layerNorm(epsilon: 0.001), .batchNorm(momentum: 0.25, epsilon: 1e-5),
      ])
    #expect(try values(model, "layers.0.bias") == [0, 0])
    #expect(try values(model, "layers.1.variance") == [1, 2])
    let odd = try read([
      ONNXFile.node(
        "BatchNormalization", "x two two two two", "y", ONNXFile.float("momentum", 1.0))
    ])
    #expect(odd.topology?.layers == [.batchNorm()] && odd.assumptions.count == 1)
  }

  @Test(
    "refuses what is nearly a layer, and names the node",
    arguments: [
      [ONNXFile.node("Gemm", "x w b", "y", ONNXFile.integer("transA", 1))],
      [ONNXFile.node("Gemm", "x w b", "y", ONNXFile.integer("transB", 1))],
      [ONNXFile.node("Gemm", "x w b", "y", ONNXFile.float("alpha", Float.nan))],
      [ONNXFile.node("Gemm", "x w b", "y", ONNXFile.integer("alpha", 1))],
      [ONNXFile.node("Gemm", "x w two", "y")], [ONNXFile.node("Gemm", "x w column", "y")],
      [ONNXFile.node("Gemm", "x w cube", "y")], [ONNXFile.node("Gemm", "x b", "y")],
      [ONNXFile.node("Gemm", "x", "y")], [ONNXFile.node("Gemm", "x yes", "y")],
      [ONNXFile.node("MatMul", "x two", "y")], [ONNXFile.node("MatMul", "x cube", "y")],
      [ONNXFile.node("MatMul", "x w", "h"), ONNXFile.node("Add", "h two", "y")],
      [ONNXFile.node("MatMul", "x w", "h"), ONNXFile.node("MatMul", "h square", "y")],
      [ONNXFile.node("Elu", "x", "y", ONNXFile.float("alpha", 0.5))],
      [ONNXFile.node("Swish", "x", "y", ONNXFile.float("alpha", 0.5))],
      [ONNXFile.node("LeakyRelu", "x", "y", ONNXFile.float("alpha", -0.5))],
      [ONNXFile.node("Gelu", "x", "y", ONNXFile.text("approximate", "sigmoid"))],
      [ONNXFile.node("Softmax", "x", "y", ONNXFile.integer("axis", 0))],
      [ONNXFile.node("Cast", "x", "y", ONNXFile.integer("to", 7))],
      [ONNXFile.node("Dropout", "x one yes", "y")], [ONNXFile.node("Dropout", "x one x", "y")],
      [ONNXFile.node("LayerNormalization", "x b", "y")],
      [ONNXFile.node("LayerNormalization", "x two", "y", ONNXFile.integer("axis", 0))],
      [ONNXFile.node("BatchNormalization", "x two two two", "y")],
      [ONNXFile.node("BatchNormalization", "x two two two b", "y")],
      [
        ONNXFile.node(
          "BatchNormalization", "x two two two two", "y", ONNXFile.integer("training_mode", 1))
      ],
      [ONNXFile.node("Relu", "x", "y", domain: "com.example")], [ONNXFile.node("", "x", "y")],
      [ONNXFile.node("Concat", "x x", "y")], [ONNXFile.node("Where", "x x x", "y")],
    ])
  func refusals(_ nodes: [[UInt8]]) throws {
    let error = #expect(throws: FormatError.self) { _ = try read(nodes) }
    let places = ["graph.node[\(nodes.count - 1)] \"node of ", "tensor \""]
    #expect(places.contains { error?.field.hasPrefix($0) == true }, "\(String(describing: error))")
    #expect(error?.offset != nil)
  }

  @Test("refuses settings that no network has, and operators before they meant what they do")
  func limits() {
    let norm = ONNXFile.node("LayerNormalization", "x two", "y", ONNXFile.float("epsilon", -1.0))
    #expect(throws: FormatError.self) { _ = try read([norm]) }
    let relu = [ONNXFile.node("Relu", "x", "y")]
    #expect(throws: FormatError.self) { _ = try read(relu, width: nil) }
    #expect(throws: FormatError.self) { _ = try read(relu, width: 1 << 25) }
    #expect(throws: FormatError.self) { _ = try read(relu, opset: 6) }
    #expect(try! read(relu, opset: 7).assumptions == [])
    #expect(try! read(relu, opset: 99).assumptions.count == 1)
  }

  @Test("does not let a small file become a large one")
  func amplification() throws {
    // A number for each of 2²⁴ columns, and a matrix for each of a thousand layers.
    let wide = [ONNXFile.node("Mul", "x one", "h"), ONNXFile.node("Relu", "h", "y")]
    let scaled = #expect(throws: FormatError.self) { _ = try read(wide, width: 1 << 24) }
    #expect(scaled?.code == "limit-exceeded")
    for width in [1 << 24, Int.max] {
      let one = [ONNXFile.node("LayerNormalization", "x one", "y")]
      let normed = #expect(throws: FormatError.self) { _ = try read(one, width: width) }
      #expect(normed?.code == "limit-exceeded")
    }
    let tied = (0..<1000).map { ONNXFile.node("MatMul", "v\($0) m", "v\($0 + 1)") }
    let graph = ONNXFile.graph(
      tied, [ONNXFile.counting("m", [128, 128])], inputs: [ONNXFile.value("v0", [nil, 128])],
      outputs: [ONNXFile.value("v1000", [nil, 128])])
    let error = #expect(throws: FormatError.self) {
      _ = try ONNXFile.read(ONNXFile.model(graph))
    }
    #expect(error?.code == "limit-exceeded")
  }
}
