import ModelFormat
import NeuralNetwork
import Testing

@testable import Interchange

/// Columns that a file of ours carries, and free text that only has their names.
struct ONNXColumnsTests {
  private static let inputs = #"[{"kind":"number","name":"a"},{"kind":"number","name":"b"}]"#
  private static let outputs = #"[{"kind":"class","labels":["no","yes"],"name":"answer"}]"#

  private func columns(_ texts: [(name: String, text: String)]) throws -> ONNXColumns? {
    ONNXColumns(of: try Topology(inputs: 2, layers: [.dense(1, .sigmoid)]), in: texts)
  }

  @Test("become those of the model again")
  func fitting() throws {
    let found = try #require(
      try columns([("title", "x"), ("outputs", Self.outputs), ("inputs", Self.inputs)]))
    #expect(found.otherTexts.map(\.name) == ["title"])
    let summary = try ModelSummary(Header(tensors: [], members: ["model": found.model]))
    #expect(summary.inputs?.map(\.name) == ["a", "b"])
    #expect(summary.outputs?.first?.labels == ["no", "yes"])
    let half = try #require(try columns([("outputs", Self.outputs)]))
    #expect(try ModelSummary(Header(tensors: [], members: ["model": half.model])).inputs == nil)
  }

  @Test(
    "stay free text where they do not fit, or are not spelled as ours",
    arguments: [
      [], [("inputs", "mine")], [("inputs", "[]")], [("inputs", " " + inputs)],
      [("inputs", outputs.replacing("\"no\"", with: "\"no\",\"maybe\""))], [("outputs", inputs)],
      [("inputs", inputs), ("outputs", "{}")],
      [("inputs", inputs), ("inputs", inputs)],
      [("inputs", inputs.replacing("\"b\"", with: "\"a\""))],
    ])
  func others(_ texts: [(String, String)]) throws {
    #expect(try columns(texts.map { (name: $0.0, text: $0.1) }) == nil)
  }

  @Test("are looked for in no other program's file")
  func otherPrograms() throws {
    let text = ONNXFile.field(
      14, ONNXFile.field(1, "inputs") + ONNXFile.field(2, Self.inputs))
    let file =
      ONNXFile.model(ONNXFile.graph([ONNXFile.node("Relu", "x", "y")])) + text
    let other = try ONNXFile.read(file)
    #expect(other.members["model"] == nil && other.metadata.map(\.name) == ["inputs", "producer"])
    let ours = try ONNXFile.read(file + ONNXFile.field(2, Producer.name))
    #expect(ours.members["model"] != nil && ours.metadata.map(\.name) == ["producer"])
  }
}
