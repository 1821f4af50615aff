import Foundation
import ModelFormat
import NeuralNetwork
import TestSupport
import Testing

@testable import nnmodel

/// Arrays in place of tables.
struct ArrayInputTests {
  private let directory: TemporaryDirectory
  private let output: String
  private let images = Fixtures.path("data/digits_idx/images-idx3-ubyte.gz")
  private let labels = Fixtures.path("data/digits_idx/labels-idx1-ubyte.gz")
  private let iris = Fixtures.path("peers/numpy/iris_xy.npz")

  init() throws {
    directory = try TemporaryDirectory()
    output = directory.file("m.nnmodel")
  }

  /// The same numbers give the same network, wherever they come from.
  @Test func arraysAreLearntAsTheirTableIs() throws {
    let table = try SampleModels.rows(of: Fixtures.path("data/digits.csv")).prefix(301)
    let csv = try directory.write(
      table.map { $0.joined(separator: ",") + "\n" }.joined(), to: "digits.csv")
    let options = ["--target", "digit", "--epochs", "3", "--quiet", "-o"]
    #expect(tool(["train", images, "--labels", labels] + options + [output]).code == 0)
    let other = directory.file("csv.nnmodel")
    #expect(tool(["train", csv] + options + [other]).code == 0)
    #expect(try directory.bytes("m.nnmodel") == directory.bytes("csv.nnmodel"))

    let judged = tool("evaluate", output, images, "--labels", labels)
    #expect(judged == tool("evaluate", output, csv))
    #expect(tool("predict", output, images) == tool("predict", output, csv))
  }

  @Test func anArchiveHoldsItsLabels() throws {
    let run = tool("train", iris, "--epochs", "2", "-o", output)
    #expect(run.error.hasPrefix("data      150 rows, 4 inputs, target class (3 classes)\n"))
    #expect(tool("evaluate", output, iris).firstLine == "rows      150")
    #expect(tool("evaluate", output, iris + ":x", "--labels", iris + ":y").code == 0)
    #expect(tool("predict", output, iris).lines.count == 151)
  }

  @Test func aPackedTableIsATable() throws {
    // gzip of one stored block.
    let text = Array("a,y\n1,p\n2,q\n".utf8)
    let crc = text.crc32
    let bytes: [UInt8] =
      [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1, 12, 0, 243, 255] + text
      + (0..<4).map { UInt8(truncatingIfNeeded: crc >> (8 * $0)) } + [12, 0, 0, 0]
    let path = try directory.write(bytes, to: "t.csv.gz")
    #expect(tool("train", path, "--target", "y", "--epochs", "1", "-o", output).code == 0)
    let cut = try directory.write(Array(bytes.dropLast(9)), to: "cut.csv.gz")
    let refused = tool("train", cut, "--target", "y", "-o", output)
    #expect(refused.code == 65 && refused.error.contains("cut.csv.gz: compressed data: "))
  }

  @Test func whatDoesNotFitIsRefused() {
    func refusal(_ arguments: String...) -> String {
      let run = tool(arguments + ["--quiet", "-o", output])
      #expect(run.code != 0)
      return run.error
    }
    #expect(refusal("train", images).contains("--labels FILE is missing: what each row of"))
    #expect(
      refusal("train", images, "--labels", iris + ":y").contains(
        ": labels: expected 300, found 150"))
    #expect(
      refusal("train", SampleModels.iris, "--target", "species", "--labels", labels)
        .contains("--labels belongs to arrays"))
    #expect(
      refusal("train", images, "--labels", labels, "--missing", "drop").contains("is an array"))
    #expect(
      refusal("train", images, "--labels", labels, "--image-size", "8x8")
        .contains("--labels and --image-size exclude each other"))
    #expect(
      refusal("train", images, "--labels", SampleModels.iris)
        .contains("iris.csv: byte 0, file: an array (IDX, npy or npz) expected, another file found")
    )
    #expect(
      refusal("train", iris + ":z", "--labels", labels)
        .contains("iris_xy.npz: member: not in the file: z; it holds x, y"))
    let wide = tool("predict", SampleModels.flowers, images)
    #expect(wide.code == 65)
    #expect(wide.error.contains("the model takes 4 inputs, but a row has 64 numbers"))
    let wrong = tool("evaluate", SampleModels.flowers, iris)
    #expect(
      wrong.error.contains("unknown class '0'; known are 'setosa', 'versicolor', 'virginica'"))
  }
}
