import Foundation
import TestSupport
import Testing

@testable import nnmodel

struct PlotCommandTests {
  private let directory: TemporaryDirectory
  init() throws { directory = try TemporaryDirectory() }

  /// A curve from 1 to 0.5: ticks from 0.5 to 1.0, the frame from 49, 94 to 742, 312.
  @Test func twoEpochsAsAPicture() throws {
    let path = try directory.model(title: "Two <epochs>", columns: ["loss"], [1, 0.5])
    let output = directory.file("loss.svg")
    let run = tool("plot", path, "-o", output)
    #expect(run == CommandRun(code: 0, output: "", error: "drew \(output)\n"))
    let text = try directory.text("loss.svg")
    let tree = try MarkupTree(text)
    #expect(tree["svg"].first?.attributes["xmlns"] == "http://www.w3.org/2000/svg")
    #expect(tree["svg"].first?.attributes["viewBox"] == "0 0 760 356")
    #expect(tree["title"].map(\.text) == ["training of Two <epochs>"])
    #expect(tree.ofClass("curve").filter { $0.attributes["d"] == "M49 94L742 312" }.count == 1)
    #expect(tree["text"].contains { $0.text == "best: epoch 2" })
    #expect(tree["text"].contains { $0.text == "2 epochs" })
    #expect(tree["style"].first?.text.contains("prefers-color-scheme: dark") == true)
    for word in ["<script", "href", "url(", "@import", "@font-face"] {
      #expect(!text.contains(word))
    }
    // Again, over a picture, without a question.
    #expect(
      tool("plot", path, "-o", output, "--quiet") == CommandRun(code: 0, output: "", error: ""))
  }

  @Test func lossAndAccuracyEachWithValidation() throws {
    let path = try directory.model(
      columns: ["loss", "accuracy", "validation-loss", "validation-accuracy"],
      [1, 0.5, 1.5, 0.25, 0.5, 0.75, 1, 0.5, 0.25, 1, 1.25, 0.5])
    let run = tool("plot", path, "-o", "-")
    #expect(run.code == 0)
    #expect(run.error == "")
    let tree = try MarkupTree(run.output)
    let texts = tree["text"].map(\.text)
    #expect(texts.filter { $0 == "training" }.count == 2)
    #expect(texts.filter { $0 == "validation" }.count == 2)
    #expect(texts.filter { $0 == "epoch" }.count == 2)
    #expect(texts.filter { $0 == "best: epoch 2" }.count == 2)
    #expect(texts.contains("loss") && texts.contains("accuracy, %"))
    let log = try MarkupTree(tool("plot", path, "--log", "-o", "-").output)
    let words: [String] = log["text"].map(\.text)
    #expect(words.filter { $0 == "loss (log scale)" }.count == 1)
    // From 0.2 to 2, in steps of 2, 5, 10; and accuracies from 20 to 100.
    #expect(words.contains("0.2") && !words.contains("0.4"))
  }

  @Test func theHistoryAsJSON() throws {
    let path = try directory.model(
      columns: ["loss", "validation-loss"], [1, .nan, 0.1, 0.25, .infinity, 0.5])
    #expect(
      tool("plot", "--json", path).output
        == "{\"epochs\":3,\"best\":2,\"loss\":[1,0.1,null],\"accuracy\":null,"
        + "\"validationLoss\":[null,0.25,0.5],\"validationAccuracy\":null}\n")
    let pipe = directory.pipe("pipe", holding: try directory.bytes("history.nnmodel"))
    #expect(tool("plot", "--json", pipe).output == tool("plot", "--json", path).output)
  }

  @Test func charactersOnTheTerminal() throws {
    let path = try directory.model(columns: ["loss"], [1, 0])
    let captured = CapturedTerminal(["LANG": "C", "COLUMNS": "13"])
    #expect(NNModel.tool.run(["plot", path], on: captured.terminal) == .success)
    let lines = captured.output.split(separator: "\n").map(String.init)
    #expect(lines.first == "loss   ** training")
    #expect(lines[1] == "1.0 +*" || lines[1].hasPrefix("1.0 +*"))
    #expect(captured.output.utf8.allSatisfy { $0 < 0x80 })
    #expect(lines.last?.split(separator: " ").map(String.init) == ["loss", "1.000", "0", "0", "2"])
    let unicode = tool("plot", path)
    #expect(unicode.code == 0)
    #expect(unicode.lines[0] == "loss   ⠤⠤ training")
    #expect(unicode.lines.allSatisfy { $0.count <= 80 })
  }

  @Test func aRealTraining() throws {
    let run = tool("plot", SampleModels.flowers)
    #expect(run.code == 0)
    #expect(run.lines.contains { $0.hasPrefix("accuracy, %") })
    let json = try tool("plot", "--json", SampleModels.flowers).object()
    #expect(json["epochs"] as? Int == 5)
    #expect((json["loss"] as? [Double])?.count == 5)
    #expect((json["accuracy"] as? [Double])?.allSatisfy { $0 > 0 && $0 <= 1 } == true)
    #expect(json["validationLoss"] is NSNull)
  }

  @Test func checkpointsOfATraining() throws {
    let (runs, model) = (directory.file("runs"), directory.file("iris.nnmodel"))
    tool(
      "train", SampleModels.iris, "--target", "species", "--layers", "4,tanh,3,softmax", "--epochs",
      "40", "--validation", "0.2", "--patience", "3", "--optimizer", "sgd:lr=2", "--quiet",
      "--save-to", runs, "--save-every", "20", "-o", model)
    let run = tool("plot", "--json", runs)
    #expect(run.code == 0)
    let (curves, final) = (try run.object(), try tool("plot", "--json", model).object())
    #expect(curves["validationLoss"] as? [Double] == final["validationLoss"] as? [Double])
    // The header of the newest says which epoch early stopping holds to be the best.
    let files = try FileManager.default.contentsOfDirectory(atPath: runs).sorted()
      .filter { $0.hasSuffix(".nnmodel") }
    let newest = runs + "/" + (try #require(files.last))
    let header = try tool("inspect", "--json", newest).object()["header"] as? [String: Any]
    let state = (header?["training"] as? [String: Any])?["state"] as? [String: Any]
    let stopping = try #require(state?["earlyStopping"] as? [String: Any])
    #expect(curves["best"] as? Int == stopping["bestEpoch"] as? Int)

    // One that was damaged is passed over for the one before.
    try FileManager.default.removeItem(atPath: newest)
    try Data([0x89, 0x4E]).write(to: URL(fileURLWithPath: newest))
    let older = tool("plot", "--json", runs)
    #expect(older.code == 0)
    #expect(older.error.hasPrefix("warning: \(newest): "))
    let fewer = try #require(try older.object()["loss"] as? [Double])
    let all = try #require(curves["loss"] as? [Double])
    #expect(fewer == Array(all.prefix(fewer.count)))
  }

  @Test func thousandsOfEpochs() throws {
    let values = (0..<30_000).map { 1 / (1 + Double($0)) }
    let path = try directory.model(columns: ["loss"], values)
    let run = tool("plot", path, "-o", "-")
    #expect(run.code == 0)
    #expect(run.output.utf8.count < 60_000)
    #expect(try MarkupTree(run.output)["text"].contains { $0.text == "30,000 epochs" })
    #expect(tool("plot", path).lines.allSatisfy { $0.count <= 80 })
  }

  @Test func oneEpochAndNumbersThatAreNone() throws {
    for values in [
      [0.5], [.nan], [.infinity, .nan], [-.infinity, 1e308, .leastNonzeroMagnitude, 0, -1],
    ] {
      let path = try directory.model(columns: ["loss", "accuracy"], values.flatMap { [$0, $0] })
      for log in [[], ["--log"]] {
        let picture = tool(["plot", path, "-o", "-"] + log)
        #expect(picture.code == 0)
        let tree = try MarkupTree(picture.output)
        let coordinates = tree.elements.flatMap { $0.attributes.values }.joined(separator: " ")
        #expect(!coordinates.contains("nan") && !coordinates.contains("inf"))
        #expect(tool(["plot", path] + log).code == 0)
      }
    }
  }

  @Test func whatHasNoCurves() throws {
    let bag = Fixtures.path("v1/dtype-f32.nnmodel")
    let none = tool("plot", bag)
    #expect(none.code == 65)
    #expect(none.error.hasPrefix("nnmodel: \(bag): holds no history of a training"))
    let table = tool("plot", SampleModels.iris)
    #expect(table.code == 65)
    #expect(table.error.contains("not an nnmodel file"))
    let missing = tool("plot", directory.file("none.nnmodel"))
    #expect(missing.code == 66)
    let empty = tool("plot", directory.path)
    #expect(empty.code == 65)
    #expect(empty.error.hasPrefix("nnmodel: \(directory.path): "))
    _ = try directory.write("broken", to: "step-00000001.nnmodel")
    let broken = tool("plot", directory.path)
    #expect(broken.code == 65)
    for run in [none, table, missing, empty] {
      #expect(run.output == "")
      #expect(run.error.filter { $0 == "\n" }.count == 1)
    }
  }

  @Test func whatCannotBeWritten() throws {
    let path = try directory.model(columns: ["loss"], [1, 0.5])
    let nowhere = tool("plot", path, "-o", directory.file("no/such/loss.svg"))
    #expect(nowhere.code == 73)
    let diary = try directory.write("dear diary", to: "diary.svg")
    let refused = tool("plot", path, "-o", diary)
    #expect(refused.code == 73)
    #expect(refused.error.hasSuffix("of no format that is known; --force writes over it\n"))
    #expect(try directory.text("diary.svg") == "dear diary")
    #expect(tool("plot", path, "-o", diary, "--force").code == 0)
    #expect(try directory.text("diary.svg").hasPrefix("<svg "))
    #expect(tool("plot", path, "-o", directory.file("loss.png")).code == 64)
    #expect(tool("plot", path, "--json", "-o", "-").code == 64)
    #expect(try directory.contents() == ["diary.svg", "history.nnmodel"])
  }
}
