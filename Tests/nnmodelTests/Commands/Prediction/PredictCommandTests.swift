import Foundation
import TestSupport
import Testing

@testable import nnmodel

struct PredictCommandTests {
  private let directory: TemporaryDirectory
  init() throws { directory = try TemporaryDirectory() }

  /// The rows of iris as numbers, without the name of the species.
  private func irisRows() throws -> [[Double]] {
    try SampleModels.rows(of: SampleModels.iris).dropFirst().map { row in
      row.dropLast().compactMap(Double.init)
    }
  }

  @Test func probabilitiesAreThoseOfTheFormulas() throws {
    let reference = try ReferencePredictor(
      SampleModels.flowers, activations: ["tanh", "softmax"])
    let labels = ["setosa", "versicolor", "virginica"]
    let lines = tool("predict", SampleModels.flowers, SampleModels.iris).lines
    #expect(lines.first == "prediction,p(setosa),p(versicolor),p(virginica)")
    #expect(lines.count == 151)
    for (line, row) in zip(lines.dropFirst(), try irisRows()) {
      let fields = line.split(separator: ",").map(String.init)
      let expected = reference.outputs(row)
      let told = fields.dropFirst().compactMap(Double.init)
      #expect(zip(told, expected).allSatisfy { abs($0 - $1) < 1e-5 })
      #expect(fields[0] == labels[told.firstIndex(of: told.max() ?? 0) ?? 0])
    }
  }

  @Test func valuesAreInTheUnitsOfTheTable() throws {
    let reference = try ReferencePredictor(
      SampleModels.progression, activations: ["relu", "linear"])
    let rows = try SampleModels.rows(of: SampleModels.diabetes).dropFirst()
    let lines = tool("predict", SampleModels.progression, SampleModels.diabetes).lines
    #expect(lines.first == "progression")
    #expect(lines.count == rows.count + 1)
    for (line, row) in zip(lines.dropFirst(), rows) {
      let output = reference.outputs(row.dropLast().compactMap(Double.init))[0]
      let expected = output * reference.outputDeviation[0] + reference.outputMean[0]
      #expect(abs((Double(line) ?? .nan) - expected) < 1e-3)
    }
  }

  @Test func rawUndoesNothing() throws {
    let reference = try ReferencePredictor(
      SampleModels.progression, activations: ["relu", "linear"])
    let rows = try SampleModels.rows(of: SampleModels.diabetes).dropFirst()
    let lines = tool("predict", "--raw", SampleModels.progression, SampleModels.diabetes).lines
    #expect(lines.count == rows.count)
    for (line, row) in zip(lines, rows) {
      let output = reference.outputs(row.dropLast().compactMap(Double.init))[0]
      #expect(abs((Double(line) ?? .nan) - output) < 1e-4)
    }
  }

  @Test func jsonHasNames() throws {
    let plain = tool("predict", SampleModels.flowers, SampleModels.iris).lines.dropFirst()
    let objects = try tool("predict", "--json", SampleModels.flowers, SampleModels.iris).json()
    #expect(objects.count == 150)
    for (object, line) in zip(objects, plain) {
      let fields = line.split(separator: ",").map(String.init)
      #expect(object["prediction"] as? String == fields[0])
      let probabilities = object["probabilities"] as? [String: Double]
      #expect(probabilities?["virginica"] == Double(fields[3]))
    }
    let values = try tool("predict", "--json", SampleModels.progression, SampleModels.diabetes)
      .json()
    #expect(values.first?.keys.sorted() == ["progression"])
  }

  @Test func columnsAreMatchedByName() throws {
    let rows = try SampleModels.rows(of: SampleModels.iris)
    let order = [2, 4, 0, 3, 1]
    let shuffled = rows.enumerated().map { index, row in
      (["extra \(index)"] + order.map { row[$0] } + ["more"]).joined(separator: ",")
    }
    let table = try directory.write(shuffled.joined(separator: "\n"), to: "shuffled.csv")
    let straight = tool("predict", SampleModels.flowers, SampleModels.iris)
    #expect(tool("predict", SampleModels.flowers, table) == straight)
  }

  @Test func aMissingColumnIsNamed() throws {
    let table = try directory.write("sepal_length,petal_width,petal_length\n1,2,3\n", to: "t.csv")
    let run = tool("predict", SampleModels.flowers, table)
    #expect(
      run
        == CommandRun(
          code: 65, output: "", error: "nnmodel: \(table): sepal_width: no such column\n"))
  }

  @Test func textAmongNumbersIsToldWithItsPlaceBehindWhatCameBefore() throws {
    let table = try directory.write(
      "sepal_length,sepal_width,petal_length,petal_width\n5,3,1,0.2\n5,wide,1,0.2\n5,3,1,0.2\n",
      to: "t.csv")
    let run = tool("predict", SampleModels.flowers, table)
    #expect(run.code == 65)
    #expect(run.lines.count == 2)
    #expect(
      run.error
        == "nnmodel: \(table): line 3, sepal_width: expected a number, found 'wide'\n")
  }

  @Test func threadsChangeNoBit() {
    let one = tool("predict", SampleModels.flowers, SampleModels.iris, "--threads", "1")
    #expect(tool("predict", SampleModels.flowers, SampleModels.iris, "--threads", "4") == one)
    #expect(one.code == 0)
  }

  @Test func aTableWithoutRowsGivesAHeader() throws {
    let table = try directory.write(
      "sepal_length,sepal_width,petal_length,petal_width\n", to: "t.csv")
    let run = tool("predict", SampleModels.flowers, table)
    #expect(run.code == 0)
    #expect(run.lines == ["prediction,p(setosa),p(versicolor),p(virginica)"])
  }

  @Test func aModelOrATableFromAPipe() throws {
    let expected = tool("predict", SampleModels.flowers, SampleModels.iris)
    let model = directory.pipe(
      "model", holding: [UInt8](try Data(contentsOf: URL(filePath: SampleModels.flowers))))
    #expect(tool("predict", model, SampleModels.iris) == expected)
    let table = directory.pipe("table", holding: try Fixtures.bytes("data/iris.csv"))
    #expect(tool("predict", SampleModels.flowers, table) == expected)
  }

  @Test func whatTheCommandLineMayNotSay() {
    let both = tool("predict", "-", "-")
    #expect(both.code == 64)
    #expect(both.error.hasPrefix("nnmodel: standard input (-) can be read only once\n"))
    let exclusive = tool("predict", "--raw", "--json", "m", "d")
    #expect(exclusive.code == 64)
    #expect(exclusive.error.contains("--raw and --json exclude each other"))
    #expect(tool("predict", "m").error.contains("DATA is missing"))
  }

  @Test func whatIsNoModelIsToldWithWhatToDo() throws {
    func refusal(_ path: String) -> CommandRun { tool("predict", path, SampleModels.iris) }
    let bag = refusal(Fixtures.path("v1/dtype-f32.nnmodel"))
    #expect(bag.code == 65)
    #expect(bag.error.contains("a bag of tensors: it holds no network, which is needed here"))
    let peer = refusal(Fixtures.path("peers/torch/digits_mlp.safetensors"))
    #expect(peer.code == 65)
    #expect(peer.error.contains("a safetensors file, not a model file; 'nnmodel save' makes"))
    let table = refusal(SampleModels.iris)
    #expect(table.code == 65)
    #expect(table.error.contains("byte 0, prelude.magic: not an nnmodel file"))
    #expect(refusal(directory.file("no.nnmodel")).code == 66)
    #expect(refusal(directory.path).code == 66)
    let newer = refusal(Fixtures.path("broken/version-major-2.nnmodel"))
    #expect(newer.code == 65)
    #expect(newer.error.contains("format version 2.0 needs a newer reader"))
  }

  @Test func aDamagedModelNamesByteAndField() throws {
    var bytes = [UInt8](try Data(contentsOf: URL(filePath: SampleModels.flowers)))
    bytes[bytes.count - 1] ^= 1
    let path = try directory.write(bytes, to: "damaged.nnmodel")
    let run = tool("predict", path, SampleModels.iris)
    #expect(run.code == 65)
    #expect(run.output == "")
    #expect(
      run.error.wholeMatch(
        of: /nnmodel: .*damaged\.nnmodel: byte \d+, tensors\[".+"\]\.chunks\[0\]: damaged: .*\n/)
        != nil, "\(run.error)")
  }

  @Test func anArrayHasTheSameNumbers() throws {
    let path = directory.file("p.npy")
    let run = tool("predict", SampleModels.flowers, SampleModels.iris, "-o", path)
    #expect(run == CommandRun(code: 0, output: "", error: "predicted 150 rows, saved \(path)\n"))
    let bytes = try directory.bytes("p.npy")
    // As numpy.save writes the front: 128 bytes, with room for the rows to grow.
    let front = "{'descr': '<f4', 'fortran_order': False, 'shape': (150, 3), }"
    #expect(String(decoding: bytes[10..<(10 + front.utf8.count)], as: UTF8.self) == front)
    #expect(bytes.count == 128 + 150 * 3 * 4)
    let told = tool("predict", SampleModels.flowers, SampleModels.iris).lines.dropFirst()
    let expected = told.flatMap { $0.split(separator: ",").dropFirst().compactMap { Float($0) } }
    let numbers = stride(from: 128, to: bytes.count, by: 4).map { place in
      Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << UInt32(8 * $1) })
    }
    #expect(numbers == expected)
  }

  @Test func valuesAreAnArrayOfDoubles() throws {
    let path = directory.file("p.npy")
    tool("predict", SampleModels.progression, SampleModels.diabetes, "-o", path, "--quiet")
    let bytes = try directory.bytes("p.npy")
    let told = tool("predict", SampleModels.progression, SampleModels.diabetes).lines.dropFirst()
    let numbers = stride(from: 128, to: bytes.count, by: 8).map { place in
      Double(bitPattern: (0..<8).reduce(0) { $0 | UInt64(bytes[place + $1]) << UInt64(8 * $1) })
    }
    #expect(numbers == told.compactMap { Double($0) })
    #expect(numbers.count == 442)
  }

  @Test func aFileHasTheSameLines() throws {
    for (name, options) in [("p.csv", []), ("p.jsonl", ["--json"]), ("r.csv", ["--raw"])] {
      let path = directory.file(name)
      let words = ["predict", SampleModels.flowers, SampleModels.iris] + options
      #expect(tool(words + ["-o", path]).code == 0)
      #expect(String(decoding: try directory.bytes(name), as: UTF8.self) == tool(words).output)
    }
  }

  @Test func filesOfOtherKindsStay() throws {
    for name in ["p.csv", "p.jsonl", "p.npy"] {
      let path = try directory.write("<p>notes</p>", to: name)
      let words = ["predict", SampleModels.flowers, SampleModels.iris, "--quiet", "-o", path]
      // Any text may be a table by its name.
      if name != "p.csv" {
        let run = tool(words)
        #expect(run.code == 73 && run.error.contains("is there already"), "\(run.error)")
      }
      #expect(tool(words + ["--force"]).code == 0)
      #expect(tool(words).code == 0, "its own kind is written over")
    }
  }

  @Test func aFileAppearsWhole() throws {
    let table = try directory.write(
      "sepal_length,sepal_width,petal_length,petal_width\n5,3,1,0\n5,3,x,0\n", to: "bad.csv")
    let run = tool("predict", SampleModels.flowers, table, "-o", directory.file("p.csv"))
    #expect(run.code == 65)
    #expect(try directory.contents() == ["bad.csv"])
  }

  @Test func namesThatSayNothing() {
    let words = ["predict", SampleModels.flowers, SampleModels.iris]
    for options in [
      ["-o", "p.txt"], ["-o", "p.npy", "--json"], ["-o", "p.jsonl", "--raw"], ["-o", "p"],
    ] {
      #expect(tool(words + options).code == 64, "\(options)")
    }
  }
}
