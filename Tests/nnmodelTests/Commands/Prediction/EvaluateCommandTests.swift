import TestSupport
import Testing

@testable import nnmodel

struct EvaluateCommandTests {
  private let directory: TemporaryDirectory
  init() throws { directory = try TemporaryDirectory() }

  @Test func theConfusionMatrixIsThatOfThePredictions() throws {
    let labels = ["setosa", "versicolor", "virginica"]
    let truth = try SampleModels.rows(of: SampleModels.iris).dropFirst().map { $0[4] }
    let told = tool("predict", SampleModels.flowers, SampleModels.iris).lines.dropFirst()
      .map { String($0.prefix { $0 != "," }) }
    let expected = labels.map { row in
      labels.map { column in zip(truth, told).count { $0 == row && $1 == column } }
    }
    let run = tool("evaluate", "--json", SampleModels.flowers, SampleModels.iris)
    #expect(run.code == 0)
    let result = try run.object()
    #expect(result["confusion"] as? [[Int]] == expected)
    #expect(result["classes"] as? [String] == labels)
    #expect(result["rows"] as? Int == 150)
    let right = labels.indices.reduce(0) { $0 + expected[$1][$1] }
    #expect(result["accuracy"] as? Double == Double(right) / 150)

    let plain = tool("evaluate", SampleModels.flowers, SampleModels.iris).lines
    try #require(plain.count == 13)
    #expect(plain[0] == "rows      150")
    #expect(plain[3].split(separator: " ").first == "true")
    for (line, (label, counts)) in zip(plain[4...], zip(labels, expected)) {
      let words = line.split(separator: " ").map(String.init)
      #expect(words == [label] + counts.map { $0 == 0 ? "." : String($0) })
    }

    // Three classes: three guesses are always right.
    #expect(
      result.keys.sorted()
        == [
          "accuracy", "classes", "confusion", "f1", "loss", "precision", "recall", "rows", "topK",
        ])
    #expect(run.output.contains("\"topK\":null"))
    let recall = labels.indices.map { Double(expected[$0][$0]) / 50 }
    #expect(result["recall"] as? [Double] == recall)
    for (line, (label, recall)) in zip(plain[8...], zip(labels, recall)) {
      let words = line.split(separator: " ").map(String.init)
      #expect(words.count == 5)
      #expect(words[0] == label)
      #expect(words[2] == NumberFormat.fixed(recall, digits: 3))
      #expect(words[4] == "50")
    }
  }

  @Test func theMeasuresOfValuesAreThoseOfThePredictions() throws {
    let truth = try SampleModels.rows(of: SampleModels.diabetes).dropFirst()
      .compactMap { Double($0[10]) }
    let told = tool("predict", SampleModels.progression, SampleModels.diabetes).lines
      .dropFirst().compactMap(Double.init)
    let mean = truth.reduce(0, +) / Double(truth.count)
    let absolute = zip(truth, told).map { abs($0 - $1) }.reduce(0, +)
    let squared = zip(truth, told).map { ($0 - $1) * ($0 - $1) }.reduce(0, +)
    let variance = truth.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)

    let result = try tool("evaluate", "--json", SampleModels.progression, SampleModels.diabetes)
      .object()
    func near(_ name: String, _ expected: Double) -> Bool {
      abs((result[name] as? Double ?? .nan) - expected) < 1e-9 * max(1, abs(expected))
    }
    #expect(near("mae", absolute / Double(truth.count)))
    #expect(near("rmse", (squared / Double(truth.count)).squareRoot()))
    #expect(near("r2", 1 - squared / variance))
    #expect(result.keys.sorted() == ["loss", "mae", "r2", "rmse", "rows", "unit"])
    #expect(tool("evaluate", SampleModels.progression, SampleModels.diabetes).lines.count == 5)
  }

  @Test func anUnknownClassIsNamedWithItsLine() throws {
    let table = try directory.write(
      "sepal_length,sepal_width,petal_length,petal_width,species\n5,3,1,0.2,setosa\n5,3,1,0.2,rosa\n",
      to: "t.csv")
    let run = tool("evaluate", SampleModels.flowers, table)
    #expect(run.code == 65)
    #expect(
      run.error
        == "nnmodel: \(table): line 3, species: unknown class 'rosa'; known are "
        + "'setosa', 'versicolor', 'virginica'\n")
  }

  @Test func targetsThatDoNotVaryHaveNoR2() throws {
    let rows = try SampleModels.rows(of: SampleModels.diabetes)
    let table = try directory.write(
      rows.prefix(2).map { $0.joined(separator: ",") }.joined(separator: "\n"), to: "t.csv")
    let run = tool("evaluate", SampleModels.progression, table)
    #expect(run.lines.last == "r2        none: the targets do not vary")
    let json = tool("evaluate", "--json", SampleModels.progression, table)
    #expect(json.output.hasSuffix("\"r2\":null,\"unit\":null}\n"))
  }

  @Test func whatIsRefused() throws {
    #expect(tool("evaluate", "-", "-").code == 64)
    let nameless = directory.file("nameless.nnmodel")
    tool(
      "save", Fixtures.path("peers/torch/digits_mlp.safetensors"), "--activation", "relu,softmax",
      "-o", nameless)
    let run = tool("evaluate", nameless, SampleModels.iris)
    #expect(run.code == 65)
    #expect(run.error.contains("does not say what its outputs stand for"))
    let unlabelled = try directory.write(
      "sepal_length,sepal_width,petal_length,petal_width\n5,3,1,0.2\n", to: "t.csv")
    #expect(
      tool("evaluate", SampleModels.flowers, unlabelled).error
        == "nnmodel: \(unlabelled): species: no such column\n")
    #expect(tool("evaluate", SampleModels.flowers, directory.file("no.csv")).code == 66)
    #expect(tool("evaluate", Fixtures.path("v1/dtype-f32.nnmodel"), unlabelled).code == 65)
  }
}
