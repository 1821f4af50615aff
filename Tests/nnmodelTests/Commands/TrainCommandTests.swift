import Foundation
import ModelFormat
import NeuralNetwork
import TestSupport
import Testing

@testable import nnmodel

struct TrainCommandTests {
  private let directory: TemporaryDirectory
  private let output: String
  private let iris = SampleModels.iris

  init() throws {
    directory = try TemporaryDirectory()
    output = directory.file("m.nnmodel")
  }

  @Test func saysWhatItDoesAndWhatCameOfIt() throws {
    let run = tool(
      "train", iris, "--target", "species", "--epochs", "2", "--validation", "0.2", "--threads",
      "1", "-o", output)
    #expect(run.code == 0)
    let hidden = "\(Defaults.hiddenUnits),\(Defaults.hiddenActivation.rawValue)"
    let notes = run.error.split(separator: "\n").map(String.init)
    #expect(
      notes[0]
        == "data      120 rows, 30 held back, 4 inputs, target species (3 classes)")
    #expect(notes[1].hasPrefix("network   4 → \(hidden),3,softmax, "))
    #expect(notes[2].hasPrefix("training  2 epochs, batch size 32, adam:lr="))
    #expect(notes[2].hasSuffix(", cross-entropy, scale standard, seed 42, 1 thread"))
    #expect(notes[3].hasPrefix("epoch 1/2  loss ") && notes[4].hasPrefix("epoch 2/2  loss "))
    #expect(notes[5].hasPrefix("loss      "))
    #expect(notes.count == 6)
    #expect(run.lines[0].contains("; 30 rows held back: loss "))
    #expect(run.lines[1...] == ["saved \(output)"])
    #expect(try directory.contents() == ["m.nnmodel"])
  }

  @Test func quietLeavesResultsAlone() {
    let run = tool(
      "train", iris, "--target", "species", "--epochs", "1", "--quiet", "-o", output)
    #expect(run.code == 0)
    #expect(run.error == "")
    #expect(run.lines.count == 2)
  }

  @Test func jsonHasTheSameMembersWhateverIsLearnt() throws {
    let classes = tool(
      "train", iris, "--target", "species", "--epochs", "2", "--validation", "0.2", "--json",
      "--quiet", "-o", output)
    let values = tool(
      "train", SampleModels.diabetes, "--target", "progression", "--epochs", "1", "--json",
      "--quiet", "-o", output)
    let (first, second) = (try classes.json()[0], try values.json()[0])
    #expect(first.keys.sorted() == second.keys.sorted())
    #expect(first["rows"] as? Int == 120)
    #expect(first["heldBack"] as? Int == 30)
    #expect(first["epochs"] as? Int == 2)
    #expect(first["steps"] as? Int == 8)
    #expect(first["accuracy"] is Double)
    #expect(first["output"] as? String == output)
    #expect(second["accuracy"] is NSNull)
    #expect(second["rows"] as? Int == 442)
  }

  @Test func theSameCommandGivesTheSameFileWithAnyNumberOfThreads() throws {
    var files: [[UInt8]] = []
    for threads in ["1", "1", "2", "4"] {
      let run = tool(
        "train", SampleModels.diabetes, "--target", "progression", "--epochs", "2", "--threads",
        threads, "--quiet", "-o", output)
      #expect(run.code == 0)
      files.append(try directory.bytes("m.nnmodel"))
    }
    #expect(Set(files).count == 1)
    tool(
      "train", SampleModels.diabetes, "--target", "progression", "--epochs", "2", "--seed", "7",
      "--quiet", "-o", output)
    #expect(try directory.bytes("m.nnmodel") != files[0])
  }

  @Test func exclusiveOrIsLearnt() throws {
    let table = try directory.write("a,b,either\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n", to: "xor.csv")
    let run = tool(
      "train", table, "--target", "either", "--layers", "4,tanh,1,sigmoid", "--epochs", "500",
      "--optimizer", "adam:lr=0.05", "--batch-size", "full", "--quiet", "-o", output)
    #expect(run.code == 0)
    let predictions = tool("predict", output, table)
    #expect(predictions.lines[0] == "prediction,p(0),p(1)")
    #expect(predictions.lines.dropFirst().map { $0.prefix(2) } == ["0,", "1,", "1,", "0,"])
    let file = try ModelFile(opening: output)
    #expect(try ModelSummary(file.header).training?.loss == .binaryCrossEntropy)
  }

  @Test func severalTargetsAreValues() throws {
    let run = tool(
      "train", SampleModels.diabetes, "--target", "progression,age", "--epochs", "1", "--quiet",
      "-o", output)
    #expect(run.code == 0)
    let predictions = tool("predict", output, SampleModels.diabetes)
    #expect(predictions.lines[0] == "progression,age")
    #expect(predictions.lines.count == 443)
  }

  @Test func aTableWithoutHeader() throws {
    let table = try directory.write("1,2,yes\n3,4,no\n5,6,yes\n", to: "bare.csv")
    let run = tool(
      "train", table, "--target", "column_3", "--no-header", "--epochs", "1", "--quiet", "-o",
      output)
    #expect(run.code == 0)
    #expect(tool("evaluate", output, table, "--no-header").lines[0] == "rows      3")
    let rows = try directory.write("1,2\n", to: "new.csv")
    #expect(tool("predict", output, rows, "--no-header").lines.count == 2)
    let wide = tool("predict", output, table, "--no-header")
    #expect(wide.code == 65)
    #expect(
      wide.error == "nnmodel: \(table): columns taken by position: expected 2, found 3\n")
  }

  @Test func theModelIsComplete() throws {
    let file = try ModelFile(opening: SampleModels.flowers)
    let summary = try ModelSummary(file.header)
    #expect(summary.inputs?.map(\.name).first == "sepal_length")
    #expect(summary.outputs?.first?.labels == ["setosa", "versicolor", "virginica"])
    #expect(summary.training?.epochs == 5)
    #expect(file.header.metadata.map(\.text) == ["Flowers"])
    #expect(file.tensors.contains { $0.name == "examples.outputs" })
  }

  @Test func theHelpTakesItsDefaultsFromTheLibrary() {
    let help = tool("help", "train").output
    let hidden = "\(Defaults.hiddenUnits),\(Defaults.hiddenActivation.rawValue)"
    #expect(help.components(separatedBy: hidden).count == 3)
    #expect(help.contains("default \(Defaults.epochs))"))
    #expect(help.contains("default \(Defaults.seed))"))
  }
}

/// Command lines that are refused, and why.
struct TrainCommandRefusalTests {
  private let directory: TemporaryDirectory
  private let output: String

  init() throws {
    directory = try TemporaryDirectory()
    output = directory.file("m.nnmodel")
  }

  @Test(arguments: [
    (["--epochs", "0"], "--epochs '0': out of range: expected 1 or more"),
    (["--epochs", "many"], "--epochs 'many': expected a whole number"),
    (
      ["--batch-size", "0"],
      "--batch-size '0': expected a whole number, 1 or more, or the word full"
    ),
    (["--validation", "1"], "--validation '1': out of range: expected above 0 and below 1"),
    (["--threads", "0"], "--threads '0': out of range: expected 1 to 1024"),
    (["--seed", "-1"], "--seed '-1': expected a whole number, 0 or more"),
    (["--scale", "minmax"], "--scale 'minmax': expected one of standard, none"),
    (["--task", "clasification"], "--task 'clasification': did you mean 'classification'?"),
    (["--loss", "cross-entrpy"], "--loss 'cross-entrpy': did you mean 'cross-entropy'?"),
    (
      ["--optimizer", "adma"], "--optimizer 'adma': did you mean 'adam'? expected one of sgd, adam"
    ),
    (["--optimizer", "sgd:lr=0"], "--optimizer 'sgd:lr=0': learning rate: expected a number > 0"),
    (["--optimizer", "adam:rate=1"], "adam has no setting 'rate', only lr, beta1, beta2, epsilon"),
    (["--optimizer", "adam:lr=fast"], "lr: expected a number, such as 0.5 or 1e-3"),
    (["--optimizer", "adam:lr=1,lr=2"], "lr is given twice"),
    (["--optimizer", "adam:"], "expected NAME=NUMBER, such as adam:lr=0.01"),
    (["--optimizer", "adam:beta1=1"], "beta1: expected a number of 0 ..< 1"),
    (["--layers", "64,rellu"], "--layers '64,rellu': did you mean 'relu'?"),
    (["--layers", "relu,3"], "--layers 'relu,3': 'relu' must stand behind a layer's number"),
    (["--layers", "8,relu,tanh,3,softmax"], "'tanh' must stand behind"),
    (["--layers", "0,relu"], "a layer of 0 units: expected 1 to 16777216"),
    (["--layers", "8,,3"], "--layers '8,,3': expected one of linear, sigmoid"),
    (
      ["--layers", "16777216,relu,16777216,relu,3,softmax"],
      "--layers: parameters up to layers[1]: over the limit"
    ),
    (["--layers", "8,relu"], "--layers: the last layer of 8,relu gives values, but 'species'"),
    (
      ["--layers", "4,softmax"],
      "--layers: the last layer has 4 units, but 'species' has 3 classes: setosa, versicolor,"
    ),
    (
      ["--layers", "1,sigmoid"], "--layers: the last layer has 1 unit, but 'species' has 3 classes"
    ),
    (
      ["--layers", "3,relu", "--task", "classification"],
      "--layers: classes need a last layer with softmax or sigmoid, not relu"
    ),
    (
      ["--layers", "3,softmax", "--loss", "binary-cross-entropy"],
      "--loss binary-cross-entropy: expected a last layer with sigmoid, found softmax"
    ),
    (["--target", "species"], "--target was given before: it can be given once"),
    (["--epocs", "3"], "unknown option '--epocs' (did you mean '--epochs'?)"),
    (["more.csv"], "unexpected argument 'more.csv': train takes DATA and no more"),
    (["--quiet=yes"], "--quiet takes no value, but was given 'yes'"),
  ])
  func aMistakeOfTheCommandLine(_ options: [String], _ message: String) throws {
    let arguments = ["train", SampleModels.iris, "--target", "species", "-o", output] + options
    let captured = CapturedTerminal()
    #expect(NNModel.tool.run(arguments, on: captured.terminal) == .usage)
    #expect(captured.error.hasPrefix("nnmodel: "))
    #expect(captured.error.contains(message), "\(captured.error)")
    #expect(captured.error.hasSuffix("\nsee 'nnmodel help train'\n"))
    #expect(captured.error.filter { $0 == "\n" }.count == 2)
    #expect(captured.output == "")
    #expect(try directory.contents() == [])
  }

  @Test(arguments: [
    (["--target", "progression,age", "--task", "classification"], "--task classification learns"),
    (["--target", "age,age"], "--target: 'age' is named twice"),
    (["--target", "age,,sex"], "--target 'age,,sex': element 2 of the list is empty"),
    (
      ["--target", "progression", "--loss", "cross-entropy"],
      "--loss cross-entropy: is for classes, but values are to be learnt"
    ),
    (
      [
        "--target", "progression", "--layers", "1,sigmoid", "--loss", "binary-cross-entropy",
        "--task",
        "regression",
      ],
      "--loss binary-cross-entropy: is for classes"
    ),
    (
      ["--target", "s1,s2,s3", "--layers", "3,softmax"],
      "--layers: softmax tells the classes of one target, but 3 are named"
    ),
    (
      ["--target", "s1,s2", "--layers", "8,relu,1"],
      "--layers: the last layer has 1 unit, but there are 2 values to learn: s1, s2"
    ),
    ([], "--target NAME is missing: the column to learn"),
  ])
  func aMistakeAboutTargets(_ options: [String], _ message: String) {
    let arguments = ["train", SampleModels.diabetes, "-o", output] + options
    let captured = CapturedTerminal()
    #expect(NNModel.tool.run(arguments, on: captured.terminal) == .usage)
    #expect(captured.error.contains(message), "\(captured.error)")
  }

  @Test func whatIsWrongInTheTableIsToldWithItsPlace() throws {
    func refusal(_ text: String, _ options: String...) throws -> CommandRun {
      let table = try directory.write(text, to: "t.csv")
      let captured = CapturedTerminal()
      let arguments = ["train", table, "-o", output, "--target", "y"] + options
      let code = NNModel.tool.run(arguments, on: captured.terminal)
      let error = captured.error.replacingOccurrences(of: table, with: "t.csv")
      return CommandRun(code: code.status, output: captured.output, error: error)
    }
    let cases: [(String, String)] = [
      ("x,y\n1,a\ntwo,b\n", "line 3, x: expected a number, found 'two'"),
      ("x,y\n1,a\n,b\n", "line 3, x: expected a number, found nothing"),
      ("x,y\n1,a\n2,a\n", "y: every row is of one class, 'a'; at least two are needed"),
      ("x,y\n", "no rows of data"),
      ("", "no rows of data"),
      ("x,x,y\n1,2,3\n", "line 1, x: two columns have this name"),
      (
        "first,second\n1,2\n",
        "there is no column 'y' to learn; the columns are first, second"
      ),
      ("y\n1\n", "inputs: expected at least one column, found none"),
    ]
    for (text, message) in cases {
      let run = try refusal(text)
      #expect(run.code == 65)
      #expect(run.error == "nnmodel: t.csv: \(message)\n")
    }
    let apart = try refusal("x,y\n1,2\n3,4.5\n", "--optimizer", "sgd:lr=1e30", "--quiet")
    #expect(apart.code == 65)
    #expect(apart.error.contains("try a smaller learning rate"))
    #expect(try directory.contents() == ["t.csv"])
  }

  @Test func aColumnThatIsNearIsSuggested() {
    let run = tool("train", SampleModels.iris, "--target", "spcies", "-o", output)
    #expect(run.code == 65)
    #expect(run.error.contains("there is no column 'spcies' to learn (did you mean 'species'?)"))
  }

  @Test func filesThatAreNotThere() throws {
    let iris = SampleModels.iris
    let missing = tool("train", directory.file("no.csv"), "--target", "y", "-o", output)
    #expect(missing.code == 66)
    #expect(missing.error.hasSuffix("no.csv: cannot open: No such file or directory\n"))
    let folder = tool("train", directory.path, "--target", "y", "-o", output)
    #expect(folder.code == 66)
    #expect(folder.error.hasSuffix("cannot read: Is a directory\n"))
    let nowhere = tool(
      "train", iris, "--target", "species", "-o", directory.file("no/m.nnmodel"))
    #expect(nowhere.code == 73)
    // It is refused before training, not after: no epoch is told.
    #expect(!nowhere.error.contains("epoch") && nowhere.error.contains("cannot create"))
    let onFolder = tool("train", iris, "--target", "species", "-o", directory.path)
    #expect(onFolder.code == 73)
    #expect(!onFolder.error.contains("epoch"))
  }

  @Test func aTableIsNotWrittenOverByAccident() throws {
    let bytes = try Fixtures.bytes("data/iris.csv")
    let table = try directory.write(bytes, to: "iris.csv")
    let refused = tool("train", table, "--target", "species", "-o", table)
    #expect(refused.code == 73)
    #expect(
      refused.error
        == "nnmodel: \(table): is there already and is no model file; --force writes over it\n")
    #expect(try directory.bytes("iris.csv") == bytes)
    let forced = tool(
      "train", table, "--target", "species", "--epochs", "1", "--quiet", "--force", "-o", table)
    #expect(forced.code == 0)
    #expect(try directory.bytes("iris.csv").starts(with: [0x89, 0x4E]))
    // A model is a model's to replace.
    let again = tool(
      "train", SampleModels.iris, "--target", "species", "--epochs", "1", "--quiet", "-o", table)
    #expect(again.code == 0)
  }
}
