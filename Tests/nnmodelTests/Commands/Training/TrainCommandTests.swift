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
    let hidden = "\(Defaults.hiddenUnits),\(Defaults.hiddenActivation.word)"
    let notes = run.error.split(separator: "\n").map(String.init)
    try #require(notes.count == 6)
    #expect(
      notes[0]
        == "data      120 rows, 30 held back, 4 inputs, target species (3 classes)")
    #expect(notes[1].hasPrefix("network   4 → \(hidden),3,softmax, "))
    #expect(notes[2].hasPrefix("training  2 epochs, batch size 32, adamw:lr="))
    #expect(notes[2].hasSuffix(", cross-entropy, scale standard, seed 42, 1 thread"))
    #expect(notes[3].hasPrefix("epoch 1/2  loss ") && notes[4].hasPrefix("epoch 2/2  loss "))
    #expect(notes[5].hasPrefix("loss      "))
    #expect(run.firstLine.contains("; 30 rows held back: loss "))
    #expect(run.lines.dropFirst() == ["saved \(output)"])
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
    let (first, second) = (try classes.object(), try values.object())
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
    #expect(predictions.firstLine == "prediction,p(0),p(1)")
    #expect(predictions.lines.dropFirst().map { $0.prefix(2) } == ["0,", "1,", "1,", "0,"])
    let file = try ModelFile(opening: output)
    #expect(try ModelSummary(file.header).training?.loss == .binaryCrossEntropy)
  }

  @Test func everyChoiceIsKeptInTheFile() throws {
    let run = tool(
      "train", iris, "--target", "species", "--layers",
      "16,gelu,dropout:0.1,8,batch-norm,leaky-relu:0.2,layer-norm,3,softmax", "--optimizer",
      "sgd:lr=0.05,momentum=0.9,nesterov,weight-decay=1e-4", "--loss",
      "cross-entropy:label-smoothing=0.1", "--clip", "norm:1", "--class-weights", "1,2,3", "--init",
      "lecun", "--batch-size", "50", "--epochs", "2", "-o", output)
    #expect(run.code == 0, "\(run.error)")
    #expect(
      run.error.contains(
        "network   4 → 16,gelu,dropout:0.1,8,linear,batch-norm,leaky-relu:0.2,layer-norm,3,softmax")
    )
    #expect(run.error.contains("sgd:lr=0.05,momentum=0.9,nesterov=1,weight-decay=0.0001"))
    #expect(run.error.contains("cross-entropy:label-smoothing=0.1"))
    let summary = try ModelSummary(ModelFile(opening: output).header)
    #expect(
      summary.topology.layers == [
        .dense(16, .gelu), .dropout(rate: 0.1), .dense(8, .linear), .batchNorm(),
        .activation(.leakyRelu(slope: 0.2)), .layerNorm(), .dense(3, .softmax),
      ])
    let record = try #require(summary.training)
    #expect(
      record.optimizer
        == .sgd(learningRate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 1e-4))
    #expect(record.loss == .crossEntropy(labelSmoothing: 0.1))
    #expect(record.clipping == .norm(1))
    #expect(record.classWeights == .given([1, 2, 3]))
    #expect(record.initialization == .lecun)
    #expect(record.batchSize == .count(50))
    #expect(tool("evaluate", output, iris).code == 0)
  }

  @Test func whatTheTableDoesNotAllow() {
    let rows = tool(
      "train", iris, "--target", "species", "--batch-size", "151", "--quiet", "-o", output)
    #expect(rows.code != 0)
    #expect(
      rows.error.contains("batch size: expected at most the 150 rows there are, or full, found 151")
    )
    let weights = tool(
      "train", iris, "--target", "species", "--class-weights", "1,2", "--quiet", "-o", output)
    #expect(weights.code != 0)
    #expect(weights.error.contains("class weights: expected 3, found 2"))
  }

  @Test func severalTargetsAreValues() throws {
    let run = tool(
      "train", SampleModels.diabetes, "--target", "progression,age", "--epochs", "1", "--quiet",
      "-o", output)
    #expect(run.code == 0)
    let predictions = tool("predict", output, SampleModels.diabetes)
    #expect(predictions.firstLine == "progression,age")
    #expect(predictions.lines.count == 443)
  }

  @Test func aTableWithoutHeader() throws {
    let table = try directory.write("1,2,yes\n3,4,no\n5,6,yes\n", to: "bare.csv")
    let run = tool(
      "train", table, "--target", "column_3", "--no-header", "--epochs", "1", "--quiet", "-o",
      output)
    #expect(run.code == 0)
    #expect(tool("evaluate", output, table, "--no-header").firstLine == "rows      3")
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
    let hidden = "\(Defaults.hiddenUnits),\(Defaults.hiddenActivation.word)"
    #expect(help.components(separatedBy: hidden).count == 3)
    #expect(help.contains("default \(Defaults.epochs))"))
    #expect(help.contains("default \(Defaults.seed))"))
  }
}
