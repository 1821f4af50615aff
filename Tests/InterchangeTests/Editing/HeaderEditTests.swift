import Interchange
import ModelFormat
import NeuralNetwork
import TestSupport
import Testing

struct HeaderEditTests {
  private let header: Header

  init() throws {
    header = try Header(
      tensors: [],
      members: [
        "metadata": ["title": "Old", "author": "Nobody"], "unknown": 7,
        "model": [
          "inputs": [
            "columns": [
              ["kind": "number", "name": "a"], ["kind": "number", "name": "b", "unit": "s"],
            ], "shape": [2],
          ],
          "kind": "feedforward",
          "layers": [["activation": "softmax", "bias": true, "kind": "dense", "units": 3]],
          "outputs": [
            "columns": [["kind": "class", "labels": ["x", "y", "z"], "name": "c"]]
          ],
        ],
      ])
  }

  private func changed(_ body: (inout HeaderEdit) -> Void) throws -> [HeaderDifference] {
    var edit = HeaderEdit()
    body(&edit)
    return HeaderDifference.between(header.json, try edit.applied(to: header).json)
  }

  private func error(_ body: (inout HeaderEdit) -> Void) -> HeaderEditError? {
    do { _ = try changed(body) } catch { return error as? HeaderEditError }
    return nil
  }

  @Test("changes what it is asked to, and nothing else")
  func changes() throws {
    #expect(try changed { _ in }.isEmpty)
    let found = try changed {
      $0.metadata = [.init("title", "New"), .init("licence", "MIT")]
      $0.removedMetadata = ["author"]
      $0.units = [.init("a", "cm"), .init("b", "")]
      $0.columnNames = [.init("a", "b"), .init("b", "a"), .init("c", "kind")]
      $0.classNames = [.init("x", "y"), .init("y", "x")]
    }
    #expect(
      found.map { "\($0.path)" } == [
        "metadata.author", "metadata.licence", "metadata.title", "model.inputs.columns[0].name",
        "model.inputs.columns[0].unit", "model.inputs.columns[1].name",
        "model.inputs.columns[1].unit", "model.outputs.columns[0].labels[0]",
        "model.outputs.columns[0].labels[1]", "model.outputs.columns[0].name",
      ])
    #expect(
      found.map(\.right) == [nil, "MIT", "New", "b", "cm", "a", nil, "y", "x", "kind"])
    let none = try changed { $0.removedMetadata = ["title", "author"] }
    #expect(none.map(\.path) == ["metadata.author", "metadata.title"])
  }

  @Test("refuses names that are not there, that stand twice, or that nobody could print")
  func refusals() {
    #expect(
      error { $0.removedMetadata = ["titel"] }
        == .unknown(.metadata, "titel", known: ["author", "title"]))
    #expect(
      error { $0.columnNames = [.init("d", "e")] }
        == .unknown(.column, "d", known: ["a", "b", "c"]))
    #expect(
      error { $0.classNames = [.init("w", "v")] } == .unknown(.class, "w", known: ["x", "y", "z"]))
    #expect(
      error { $0.units = [.init("d", "m")] } == .unknown(.column, "d", known: ["a", "b", "c"]))
    #expect(error { $0.classNames = [.init("x", "z")] } == .duplicate(.class, "z"))
    #expect(error { $0.columnNames = [.init("a", "c")] } == .duplicate(.column, "c"))
    #expect(error { $0.metadata = [.init("", "x")] } == .empty(.metadata))
    #expect(error { $0.classNames = [.init("x", "")] } == .empty(.class))
    #expect(error { $0.columnNames = [.init("a", "\u{1B}[2J")] } != nil)
    #expect(error { $0.units = [.init("c", "m")] } == .unitOfClasses("c"))
  }

  @Test("leaves the names of a checkpoint alone")
  func checkpoints() throws {
    let file = try ModelFile(opening: Fixtures.path("v1/checkpoint-adam.nnmodel"))
    var edit = HeaderEdit()
    edit.classNames = [.init("no", "yes")]
    #expect(throws: HeaderEditError.boundToData) { try edit.applied(to: file.header) }
    edit = HeaderEdit()
    edit.metadata = [.init("title", "Run")]
    #expect(try edit.applied(to: file.header).metadata.contains { $0.text == "Run" })
  }

  @Test("renames one of many columns at once")
  func many() throws {
    let count = 300_000
    let columns = (0..<count).map { index -> JSON in
      ["kind": "number", "name": .string("c\(index)")]
    }
    let header = try Header(
      tensors: [],
      members: [
        "model": [
          "inputs": ["columns": .array(columns), "shape": [JSON(count)]], "kind": "feedforward",
          "layers": [["activation": "linear", "bias": true, "kind": "dense", "units": 1]],
        ]
      ])
    var edit = HeaderEdit()
    edit.columnNames = [.init("c7", "new")]
    var edited = header
    let seconds = try threadSeconds { edited = try edit.applied(to: header) }
    #expect(seconds < 60)
    let model = try ModelSummary(edited)
    #expect(model.inputs?[7].name == "new" && model.inputs?.last?.name == "c299999")
    edit.columnNames = [.init("c7", "c299999")]
    #expect(throws: HeaderEditError.duplicate(.column, "c299999")) { try edit.applied(to: header) }
  }
}
