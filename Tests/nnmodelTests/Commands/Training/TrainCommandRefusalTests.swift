import Foundation
import TestSupport
import Testing

@testable import nnmodel

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
    (
      ["--scale", "minmax"],
      "--scale 'minmax': did you mean 'min-max'? expected one of standard, min-max, none"
    ),
    (["--task", "clasification"], "--task 'clasification': did you mean 'classification'?"),
    (["--loss", "cross-entrpy"], "--loss 'cross-entrpy': did you mean 'cross-entropy'?"),
    (
      ["--optimizer", "adma"],
      "--optimizer 'adma': did you mean 'adam'? expected one of sgd, rmsprop, adagrad, adam, adamw"
    ),
    (["--optimizer", "sgd:lr=0"], "--optimizer 'sgd:lr=0': learning rate: expected a number > 0"),
    (["--optimizer", "adam:rate=1"], "adam has no setting 'rate', only lr, beta1, beta2, epsilon"),
    (["--optimizer", "adam:lr=fast"], "lr: expected a number, such as 0.5 or 1e-3"),
    (["--optimizer", "adam:lr=1,lr=2"], "lr is given twice"),
    (["--optimizer", "adam:"], "expected NAME=NUMBER, such as adam:lr=0.01"),
    (["--optimizer", "adam:beta1=1"], "beta1: expected a number of 0 ..< 1"),
    (["--layers", "64,rellu"], "--layers '64,rellu': did you mean 'relu'?"),
    (["--layers", "relu,3"], "--layers 'relu,3': 'relu' must stand behind a layer, such as"),
    (["--layers", "8,relu,tanh,3,softmax"], "'tanh' stands behind another activation"),
    (["--layers", "8,dropuot:0.5"], "--layers '8,dropuot:0.5': "),
    (["--clip", "1"], "--clip '1': expected one of norm, value"),
    (["--clip", "norm:0"], "--clip 'norm:0': gradient clipping: expected a number > 0"),
    (["--class-weights", "balance"], "--class-weights 'balance': expected balanced, equal, or a"),
    (["--init", "heh"], "--init 'heh': did you mean 'he'? expected one of automatic, glorot, he"),
    (["--loss", "huber:delta=0"], "--loss 'huber:delta=0': delta must be above 0"),
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
    (["more.csv"], "unexpected argument 'more.csv': several files are read as images, one file"),
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
      "--layers: the last layer has 1 unit, but what is to be learnt is 2 values: s1, s2"
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
    let apart = try refusal("x,y\n1,2\n3,4.5\n", "--optimizer", "sgd:lr=1e15", "--quiet")
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
        == "nnmodel: \(table): is there already and is a table (CSV); --force writes over it\n")
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
