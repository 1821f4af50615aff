import Foundation
import ModelFormat
import TestSupport
import Testing

@testable import nnmodel

struct EditCommandTests {
  private let directory: TemporaryDirectory
  private let model: String

  init() throws {
    directory = try TemporaryDirectory()
    model = try directory.write(
      [UInt8](try Data(contentsOf: URL(fileURLWithPath: SampleModels.flowers))), to: "m.nnmodel")
  }

  @Test func inPlaceOrElsewhere() throws {
    let elsewhere = directory.file("n.nnmodel")
    let before = try directory.bytes("m.nnmodel")
    let run = tool("edit", model, "--set", "title=Irises", "-o", elsewhere)
    #expect(run == CommandRun(code: 0, output: "", error: "metadata.title: Flowers → Irises\n"))
    #expect(try directory.bytes("m.nnmodel") == before)
    #expect(tool("edit", model, "--set", "title=Irises", "--quiet").error == "")
    #expect(try directory.bytes("m.nnmodel") == directory.bytes("n.nnmodel"))
    #expect(tool("edit", model, "--set", "title=Irises").error == "\(model): as it was\n")
    #expect(try directory.contents() == ["m.nnmodel", "n.nnmodel"])
  }

  @Test func noTensorIsTouched() throws {
    let others = (
      try ModelFile(opening: SampleModels.flowers).readAll(),
      tool("predict", SampleModels.flowers, SampleModels.iris)
    )
    let run = tool(
      "edit", model, "--rename-class", "setosa=virginica", "--rename-class=virginica=setosa",
      "--rename-column", "species=kind", "--unit", "petal_width=cm", "--unset", "title", "--set",
      "note=a=b")
    #expect(run.code == 0)
    #expect(try ModelFile(opening: model).readAll() == others.0)
    #expect(tool("verify", "--predictions", model).code == 0)
    let shown = tool("inspect", model).lines
    #expect(shown.contains("output     kind, 3 classes: virginica, versicolor, setosa"))
    #expect(shown.contains("units      petal_width in cm"))
    #expect(shown.contains("metadata   note: a=b"))
    #expect(!shown.contains { $0.contains("title") })
    // What was told of each row is told under the other name.
    let predicted = tool("predict", model, SampleModels.iris).lines.dropFirst()
    let swapped = others.1.lines.dropFirst().map { line in
      line.hasPrefix("setosa")
        ? "virginica" + line.dropFirst(6)
        : line.hasPrefix("virginica") ? "setosa" + line.dropFirst(9) : line
    }
    #expect(Array(predicted) == swapped)
  }

  @Test func whatIsNotThere() throws {
    let before = try directory.bytes("m.nnmodel")
    func error(_ arguments: String...) -> String {
      let run = tool(["edit", model] + arguments)
      #expect(run.code == 65)
      return run.error
    }
    #expect(
      error("--unset", "titel")
        == "nnmodel: \(model): has no entry of the metadata 'titel' (did you mean 'title'?); it has title\n"
    )
    #expect(
      error("--rename-class", "setsa=x")
        == "nnmodel: \(model): has no class 'setsa' (did you mean 'setosa'?); it has setosa, versicolor, "
        + "virginica\n")
    #expect(error("--rename-column", "petal=x").contains("did you mean 'petal_length'?"))
    #expect(error("--unit", "width=cm").contains("has no column 'width'"))
    #expect(
      error("--rename-class", "setosa=virginica").contains(
        "the name 'virginica' would be that of more than one class"))
    #expect(error("--unit", "species=cm").contains("is of classes, which have no unit"))
    #expect(try directory.bytes("m.nnmodel") == before)
    #expect(
      tool("edit", SampleModels.progression, "--rename-class", "a=b", "-o", directory.file("x"))
        .code == 65)
  }

  @Test func wrongLines() throws {
    #expect(tool("edit", model).code == 64)
    #expect(tool("edit", model, "--set", "title").error.contains("expected NAME=TEXT"))
    #expect(tool("edit", model, "--rename-class", "setosa=").code == 64)
    #expect(tool("edit", model, "--set", "a\tb=c").code == 64)
    #expect(tool("edit", "-", "--set", "a=b").error.contains("-o FILE is missing"))
    let pipe = directory.pipe("p", holding: [])
    #expect(tool("edit", pipe, "--set", "a=b").code == 64)
    #expect(tool("edit", directory.file("no"), "--set", "a=b").code == 66)
    #expect(
      tool("edit", Fixtures.path("v1/dtype-f32.nnmodel"), "--unit", "a=b", "-o", model).code == 65)
    let table = try directory.write("a,b\n", to: "t.csv")
    #expect(tool("edit", table, "--set", "a=b").code == 65)
    #expect(tool("edit", model, "--set", "a=b", "-o", table).code == 73)
  }

  @Test func aBagAndWhatNobodyKnows() throws {
    let path = directory.file("u.nnmodel")
    let source = Fixtures.path("v1/unknown-members.nnmodel")
    #expect(tool("edit", source, "--set", "a=b", "-o", path).code == 0)
    let before = try ModelFile(opening: source)
    let after = try ModelFile(opening: path)
    #expect(after.tensors == before.tensors)
    var header = after.header
    header["metadata"] = before.header["metadata"]
    header["producer"] = before.header["producer"]
    #expect(header == before.header)
  }

  @Test func unitsOfATraining() throws {
    let path = directory.file("p.nnmodel")
    let trained = tool(
      "train", SampleModels.diabetes, "--target", "progression", "--epochs", "2", "--unit",
      "progression=points", "--unit", "bmi=kg/m²", "--quiet", "-o", path)
    #expect(trained.code == 0)
    let shown = tool("inspect", path).lines
    #expect(shown.contains("output     progression in points"))
    #expect(shown.contains("units      bmi in kg/m²"))
    // The unit changes no number.
    #expect(tool("diff", path, SampleModels.progression).output.contains("different: 2 settings\n"))
    let lines = tool("evaluate", path, SampleModels.diabetes).lines
    #expect(
      lines.count { $0.hasSuffix(" points") && ($0.hasPrefix("mae") || $0.hasPrefix("rmse")) } == 2)
    let json = try tool("evaluate", "--json", path, SampleModels.diabetes).object()
    #expect(json["unit"] as? String == "points")
    #expect(
      try tool("evaluate", "--json", SampleModels.progression, SampleModels.diabetes).object()[
        "unit"] is NSNull)
    let wrong = tool(
      "train", SampleModels.diabetes, "--target", "progression", "--unit", "progresion=x", "-o",
      path)
    #expect(wrong.code == 65)
    #expect(
      wrong.error.contains("no column 'progresion' to have a unit (did you mean 'progression'?)"))
    let classes = tool(
      "train", SampleModels.iris, "--target", "species", "--unit", "species=x", "-o", path)
    #expect(classes.code == 65)
  }
}
