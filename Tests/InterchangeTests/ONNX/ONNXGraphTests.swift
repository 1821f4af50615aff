import ModelFormat
import NeuralNetwork
import Testing

@testable import Interchange

/// Graphs that are no chain, or not even graphs.
struct ONNXGraphTests {
  private static let (w, b) = (ONNXFile.counting("w", [2, 2]), ONNXFile.counting("b", [2]))

  private func refusal(_ graph: [UInt8]) -> FormatError? {
    #expect(throws: FormatError.self) { _ = try ONNXFile.read(ONNXFile.model(graph)) }
  }

  @Test("refuses nodes that are not in order, as those of a circle")
  func order() {
    let unsorted = refusal(
      ONNXFile.graph(
        [ONNXFile.node("Relu", "h", "y"), ONNXFile.node("MatMul", "x w", "h")], [Self.w])
    )
    #expect(unsorted?.code == "inconsistent")
    #expect(unsorted?.field == "graph.node[0] \"node of Relu\", input[0]")
    let circle = refusal(
      ONNXFile.graph([ONNXFile.node("Relu", "y", "h"), ONNXFile.node("Tanh", "h", "y")]))
    #expect(circle?.code == "inconsistent")
    let itself = refusal(ONNXFile.graph([ONNXFile.node("Relu", "y", "y")]))
    #expect(itself?.code == "inconsistent")
  }

  @Test("refuses a value that is made twice")
  func duplicates() {
    let relu = ONNXFile.node("Relu", "x", "y")
    #expect(refusal(ONNXFile.graph([relu, relu]))?.code == "duplicate-name")
    #expect(refusal(ONNXFile.graph([ONNXFile.node("Relu", "x", "y y")]))?.code == "duplicate-name")
    #expect(refusal(ONNXFile.graph([ONNXFile.node("Relu", "x", "x")]))?.code == "duplicate-name")
    #expect(
      refusal(ONNXFile.graph([relu, ONNXFile.node("Relu", "y", "w")], [Self.w]))?.code
        == "duplicate-name")
    #expect(refusal(ONNXFile.graph([relu], [Self.w, Self.w]))?.code == "duplicate-name")
    let model = ONNXFile.model(ONNXFile.graph([relu]))
    let twice = #expect(throws: FormatError.self) {
      _ = try ONNXFile.read(model + ONNXFile.field(7, ONNXFile.graph([relu])))
    }
    #expect(twice?.code == "duplicate-name")
  }

  @Test("compares names as bytes: two spellings of one letter are two names")
  func names() throws {
    let graph = ONNXFile.graph(
      [ONNXFile.node("MatMul", "x e\u{301}", "h"), ONNXFile.node("MatMul", "h \u{E9}", "y")],
      [ONNXFile.counting("e\u{301}", [2, 3]), ONNXFile.counting("\u{E9}", [3, 2])])
    #expect(try ONNXFile.read(ONNXFile.model(graph)).topology?.layers.count == 2)
  }

  @Test("refuses a graph that branches, and two inputs")
  func branches() throws {
    let two = ONNXFile.value("z", [nil, 2])
    let residual = refusal(
      ONNXFile.graph([ONNXFile.node("Relu", "x", "h"), ONNXFile.node("Add", "h x", "y")]))
    #expect(residual?.code == "inconsistent")
    #expect("\(try #require(residual))".contains("\"h\" and \"x\"; a graph that branches"))
    let inputs = refusal(
      ONNXFile.graph(
        [ONNXFile.node("Mul", "x z", "y")], inputs: [ONNXFile.value("x", [nil, 2]), two]))
    #expect(inputs?.field == "graph.node[0] \"node of Mul\", input")
    let weight = refusal(
      ONNXFile.graph(
        [ONNXFile.node("MatMul", "x z", "y")], inputs: [ONNXFile.value("x", [nil, 2]), two]))
    #expect("\(try #require(weight))".contains("constant parameters expected, \"z\""))
    let first = refusal(ONNXFile.graph([ONNXFile.node("MatMul", "w x", "y")], [Self.w]))
    #expect(first?.code == "inconsistent")
  }

  @Test("takes an input that is not used, or that the file gives a value, as none")
  func unusedInputs() throws {
    let graph = ONNXFile.graph(
      [ONNXFile.node("MatMul", "x w", "y")], [Self.w],
      inputs: [
        ONNXFile.value("w", [2, 2]), ONNXFile.value("z", [nil, 9]), ONNXFile.value("x", [nil, 2]),
      ])
    #expect(try ONNXFile.read(ONNXFile.model(graph)).topology?.inputs == 2)
  }

  @Test("refuses values that come from nowhere")
  func loose() {
    #expect(refusal(ONNXFile.graph([ONNXFile.node("Relu", "nobody", "y")]))?.code == "inconsistent")
    #expect(refusal(ONNXFile.graph([]))?.code == "inconsistent")
    #expect(
      refusal(ONNXFile.graph([ONNXFile.node("Relu", "w", "y")], [Self.w]))?.code == "inconsistent")
    #expect(refusal(ONNXFile.graph([ONNXFile.node("Relu", "", "y")]))?.code == "missing-member")
    // The mask of a dropout is not what went in.
    let mask = ONNXFile.graph([ONNXFile.node("Dropout", "x", "h y")])
    #expect(refusal(mask)?.code == "inconsistent")
    #expect(
      #expect(throws: FormatError.self) {
        _ = try ONNXFile.read(ONNXFile.field(1, 8) + ONNXFile.field(8, ONNXFile.field(2, 17)))
      }?.code == "missing-member")
  }

  @Test("chooses the one output of floats, else refuses and names them")
  func outputs() throws {
    let nodes = [ONNXFile.node("Relu", "x", "y"), ONNXFile.node("Tanh", "x", "z")]
    let (y, z) = (ONNXFile.value("y", [nil, 2]), ONNXFile.value("z", [nil, 2]))
    let label = ONNXFile.value("label", [nil], type: 7)
    let chosen = try ONNXFile.read(
      ONNXFile.model(ONNXFile.graph(nodes, outputs: [label, z])))
    #expect(chosen.topology?.layers == [.activation(.tanh)])
    let error = refusal(ONNXFile.graph(nodes, outputs: [y, z, label]))
    #expect("\(try #require(error))".contains("found") && error?.field == "graph.output")
    #expect("\(try #require(error))".contains("\"y\", \"z\""))
    #expect(refusal(ONNXFile.graph(nodes, outputs: [label]))?.field == "graph.output")
    #expect(refusal(ONNXFile.graph(nodes, outputs: []))?.field == "graph.output")
  }

  @Test("never looks at what only another output needs")
  func otherOutputs() throws {
    let graph = ONNXFile.graph(
      [
        ONNXFile.node("Softmax", "x", "y"), ONNXFile.node("ArgMax", "y", "i"),
        ONNXFile.node("ArrayFeatureExtractor", "c i", "label", domain: "ai.onnx.ml"),
      ], [ONNXFile.shape("c", [3, 4])],
      outputs: [ONNXFile.value("label", [nil], type: 7), ONNXFile.value("y", [nil, 2])])
    #expect(
      try ONNXFile.read(ONNXFile.model(graph)).topology?.layers == [.activation(.softmax)])
  }

  @Test("does not follow nesting, however deep")
  func nesting() throws {
    var bomb: [UInt8] = []
    for _ in 0..<4000 {
      bomb = ONNXFile.field(1, ONNXFile.field(5, ONNXFile.field(6, bomb)))
    }
    let node = ONNXFile.node("Loop", "x", "z", ONNXFile.field(5, ONNXFile.field(6, bomb)))
    let ignored = ONNXFile.model(ONNXFile.graph([ONNXFile.node("Relu", "x", "y"), node]))
    #expect(try ONNXFile.read(ignored).topology?.layers == [.activation(.relu)])
    let reached = refusal(
      ONNXFile.graph([node], outputs: [ONNXFile.value("z", [nil, 2])]))
    #expect(reached?.code == "unknown-word")
  }

  @Test("refuses more nodes than a network needs, in little memory")
  func manyNodes() {
    let node = ONNXFile.field(1, [])
    let error = refusal([[UInt8]](repeating: node, count: (1 << 20) + 1).flatMap { $0 })
    #expect(error?.code == "limit-exceeded")
    let long = (0..<1 << 16).map { ONNXFile.node("Identity", "v\($0)", "v\($0 + 1)") }
    let chain = refusal(
      ONNXFile.graph(
        [ONNXFile.node("Relu", "x", "v0")] + long,
        outputs: [ONNXFile.value("v\(1 << 16)", [nil, 2])]))
    #expect(chain?.code == "limit-exceeded")
  }

  @Test("names what it refuses without what moves a terminal")
  func shown() {
    let name = "a\u{1B}[2J\n" + String(repeating: "b", count: 200)
    #expect(name.shown == "\"a[2J" + String(repeating: "b", count: 74) + "…\"")
    let error = refusal(
      ONNXFile.graph(
        [ONNXFile.field(1, "x") + ONNXFile.field(2, "y") + ONNXFile.field(4, "Op\u{1B}\n")]))
    #expect(error.map { !"\($0)".utf8.contains(0x1B) } == true)
  }
}
