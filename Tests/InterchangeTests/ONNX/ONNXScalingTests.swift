import ModelFormat
import NeuralNetwork
import Testing

@testable import Interchange

/// Arithmetic with constants at either end of a network.
struct ONNXScalingTests {
  private static let tensors = [
    ONNXFile.counting("w", [2, 2]), ONNXFile.tensor("p", [2], raw: ONNXFile.floats([3, 5])),
    ONNXFile.tensor("q", [1, 2], raw: ONNXFile.floats([2, 4])),
    ONNXFile.tensor("half", [], raw: ONNXFile.floats([0.5])),
    ONNXFile.tensor("minus", [], raw: ONNXFile.floats([-1])),
    ONNXFile.tensor("zero", [], raw: ONNXFile.floats([0])), ONNXFile.counting("three", [3]),
  ]

  private func read(_ nodes: [[UInt8]]) throws -> ImportedModel {
    try ONNXFile.read(ONNXFile.model(ONNXFile.graph(nodes, Self.tensors)))
  }

  private func figures(_ model: ImportedModel, _ end: String) throws -> [[Double]] {
    try ["mean", "deviation"].map { part in
      try #require(
        model.tensors.first { $0.info.name == "scaling.\(end).\(part)" }?.values(as: Double.self))
    }
  }

  @Test(
    "takes it as the scaling of inputs before the first layer",
    arguments: [
      (["Sub x p a", "Div a q y"], [3, 5], [2, 4], true), (["Sub x p y"], [3, 5], [1, 1], true),
      (["Div x half y"], [0, 0], [0.5, 0.5], true), (["Mul x q y"], [0, 0], [0.5, 0.25], false),
      (["Add x p y"], [-3, -5], [1, 1], false), (["Add p x y"], [-3, -5], [1, 1], false),
      // 2x + 3 = (x + 1.5) / 0.5; 4x + 5 = (x + 1.25) / 0.25
      (["Mul x q a", "Add a p y"], [-1.5, -1.25], [0.5, 0.25], false),
      // (x / 0.5 − 3) / 2 = (x − 1.5) / 1
      (["Div x half a", "Sub a p b", "Div b q y"], [1.5, 2.5], [1, 2], false),
    ] as [([String], [Double], [Double], Bool)])
  func inputs(
    _ steps: [String], _ mean: [Double], _ deviation: [Double], _ isExact: Bool
  ) throws {
    let nodes = steps.map { Self.node($0) } + [ONNXFile.node("MatMul", "y w", "z")]
    let model = try ONNXFile.read(
      ONNXFile.model(
        ONNXFile.graph(nodes, Self.tensors, outputs: [ONNXFile.value("z", [nil, 2])])))
    #expect(try figures(model, "inputs") == [mean, deviation])
    #expect(model.assumptions.isEmpty == isExact)
  }

  @Test(
    "takes it as the scaling of outputs behind the last",
    arguments: [
      (["Mul h q a", "Add a p y"], [3, 5], [2, 4], true), (["Add p h y"], [3, 5], [1, 1], true),
      (["Mul half h y"], [0, 0], [0.5, 0.5], true), (["Div h q y"], [0, 0], [0.5, 0.25], false),
      (["Sub h p y"], [-3, -5], [1, 1], false),
      (["Add h p a", "Mul a q y"], [6, 20], [2, 4], false),
      (["Sub h p a", "Div a half y"], [-6, -10], [2, 2], false),
    ] as [([String], [Double], [Double], Bool)])
  func outputs(
    _ steps: [String], _ mean: [Double], _ deviation: [Double], _ isExact: Bool
  ) throws {
    let layer = [ONNXFile.node("MatMul", "x w", "g"), ONNXFile.node("Tanh", "g", "h")]
    let model = try read(layer + steps.map { Self.node($0) })
    #expect(try figures(model, "outputs") == [mean, deviation])
    #expect(model.assumptions.isEmpty == isExact)
    #expect(model.topology?.layers == [.dense(2, .tanh, bias: false)])
  }

  @Test("takes what ONNX-ML's Scaler does")
  func scaler() throws {
    let model = try read([
      ONNXFile.node(
        "Scaler", "x", "h", domain: "ai.onnx.ml", ONNXFile.floats("offset", [3, 5]),
        ONNXFile.floats("scale", [0.5])), ONNXFile.node("Relu", "h", "y"),
    ])
    #expect(try figures(model, "inputs") == [[3, 5], [2, 2]])
  }

  @Test(
    "refuses arithmetic that is no scaling",
    arguments: [
      // Between two layers, also between sums and their activation.
      ["MatMul x w a", "Mul a half b", "Relu b y"],
      ["MatMul x w a", "Mul a half b", "MatMul b w y"],
      ["Relu x a", "Add a p b", "Relu b y"],
      ["Sub p x y"], ["Div p x y"], ["Mul x minus y"], ["Mul x zero y"], ["Div x zero y"],
      ["Div x minus y"], ["Sub x three y"], ["Relu x a", "Mul a three y"], ["Mul x w y"],
    ])
  func refusals(_ steps: [String]) {
    let error = #expect(throws: FormatError.self) { _ = try read(steps.map { Self.node($0) }) }
    #expect(error?.field.hasPrefix("graph.node[") == true, "\(String(describing: error))")
  }

  @Test("refuses more of it than any program writes")
  func many() {
    let steps = (0..<17).map { ONNXFile.node("Mul", "v\($0) half", "v\($0 + 1)") }
    let nodes = [ONNXFile.node("Relu", "x", "v0")] + steps + [ONNXFile.node("Identity", "v17", "y")]
    let error = #expect(throws: FormatError.self) { _ = try read(nodes) }
    #expect(error?.code == "limit-exceeded")
  }

  private static func node(_ words: String) -> [UInt8] {
    let words = words.split(separator: " ").map(String.init)
    return ONNXFile.node(words[0], words[1...].dropLast().joined(separator: " "), words.last ?? "")
  }
}
