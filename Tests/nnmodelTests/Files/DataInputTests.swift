import Foundation
import ModelFormat
import NeuralNetwork
import TestSupport
import Testing

@testable import nnmodel

/// What commands read rows from beside plain tables.
struct DataInputTests {
  private let directory: TemporaryDirectory
  private let output: String

  init() throws {
    directory = try TemporaryDirectory()
    output = directory.file("m.nnmodel")
  }

  /// A file of the first images of a class of drawings, or of those that come after them.
  private func drawings(_ name: String, _ range: Range<Int>) throws -> String {
    let bytes = try Fixtures.bytes("data/quickdraw/\(name)1000.bin")
    return try directory.write(
      Array(bytes[(range.lowerBound * 784)..<(range.upperBound * 784)]), to: "\(name).bin")
  }

  @Test func drawingsAreLearntAndTold() throws {
    let files = try ["trains", "cats", "rainbows"].map { try drawings($0, 0..<300) }
    let run = tool(
      ["train"] + files + [
        "--image-size", "28x28", "--epochs", "3", "--layers", "16,relu,3,softmax", "-o", output,
      ])
    #expect(run.code == 0)
    #expect(run.error.contains("900 rows, 784 inputs, target class (3 classes)"))
    let summary = try ModelSummary(ModelFile(opening: output).header)
    #expect(summary.outputs?.first?.labels == ["cats", "rainbows", "trains"])
    #expect(summary.inputs?.map(\.name) == (0..<784).map { "pixel_\($0)" })

    let unseen = try ["cats", "trains"].map { try drawings($0, 900..<1000) }
    let judged = tool(["evaluate", output] + unseen + ["--image-size", "28x28", "--json"])
    let result = try judged.object()
    #expect(result["rows"] as? Int == 200)
    let accuracy = try #require(result["accuracy"] as? Double)
    #expect(accuracy > 0.7)

    let told = tool("predict", output, unseen[0], "--image-size", "28x28")
    #expect(told.firstLine == "prediction,p(cats),p(rainbows),p(trains)")
    let cats = told.lines.dropFirst().count { $0.hasPrefix("cats,") }
    let confusion = try #require(result["confusion"] as? [[Int]])
    #expect(told.lines.count == 101 && cats == confusion[0][0])
  }

  @Test func classNamesStandForTheNamesOfFiles() throws {
    let files = try ["cats", "trains"].map { try drawings($0, 0..<20) }
    let train = tool(
      ["train"] + files + [
        "--image-size", "28x28", "--class-names", "Katze,Zug", "--target", "Art", "--epochs", "1",
        "--quiet", "-o", output,
      ])
    #expect(train.code == 0)
    let outputs = try ModelSummary(ModelFile(opening: output).header).outputs
    #expect(outputs == [Column(name: "Art", kind: .classes(labels: ["Katze", "Zug"]))])
    let unknown = tool(["evaluate", output] + files + ["--image-size", "28x28"])
    #expect(unknown.code == 65)
    #expect(
      unknown.error
        == "nnmodel: \(files[0]) and others: Art: unknown class 'cats'; known are 'Katze', 'Zug'\n")
    let known = tool("evaluate", output, files[1], "--image-size", "28x28", "--class-names", "Zug")
    #expect(known.code == 0 && known.firstLine == "rows      20")
  }

  @Test func filesThatHoldNoImages() throws {
    let cats = try drawings("cats", 0..<2)
    let odd = try directory.write([UInt8](repeating: 0, count: 785), to: "odd.bin")
    let empty = try directory.write([UInt8](), to: "empty.bin")
    func refusal(_ paths: String..., options: [String] = []) -> String {
      let run = tool(
        ["train"] + paths + ["--image-size", "28x28", "-o", output, "--quiet"] + options)
      #expect(run.code == 65)
      return run.error.replacingOccurrences(of: directory.path + "/", with: "")
    }
    let expected = "length: a whole number of images of 784 bytes (28 × 28) expected, "
    #expect(refusal(cats, odd) == "nnmodel: odd.bin: \(expected)785 bytes found\n")
    #expect(refusal(empty, cats) == "nnmodel: empty.bin: \(expected)an empty file found\n")
    #expect(
      refusal(cats)
        == "nnmodel: cats.bin: class: every row is of one class, 'cats'; at least two are needed\n")
    let small = tool("predict", SampleModels.flowers, cats, "--image-size", "28x28")
    #expect(small.code == 65)
    #expect(small.error.contains("the model takes 4 inputs, but an image has 784 pixels"))
    let values = tool("evaluate", SampleModels.progression, cats, "--image-size", "28x28")
    #expect(values.error.contains("images are of classes, but the model tells values"))
  }

  @Test(arguments: [
    (["--image-size", "28"], "--image-size '28': expected a width and a height, such as 28x28"),
    (["--image-size", "0x28"], "--image-size '0x28': image width: expected 1 to 4096, found 0"),
    (["--class-names", "a,b"], "--class-names names files of images: --image-size is missing"),
    (
      ["--image-size", "28x28", "--class-names", "a,b"], "--class-names: 2 names for 1 file"
    ),
    (["b.bin"], "unexpected argument 'b.bin': several files are read as images"),
    (["--image-size", "2x2", "--task", "regression"], "--task regression: files of images are of"),
    (["--image-size", "2x2", "--target", "a,b"], "--target: images have one class"),
  ])
  func aMistakeAboutImages(_ options: [String], _ message: String) {
    let run = tool(["train", "a.bin"] + options + ["-o", output])
    #expect(run.code == 64)
    #expect(run.error.contains(message), "\(run.error)")
  }
}
