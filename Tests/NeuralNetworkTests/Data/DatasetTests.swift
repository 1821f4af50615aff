import NeuralNetwork
import Testing

@Suite struct DatasetTests {
  private func dataset(
    _ text: String, _ targets: [String], _ task: LearningTask? = nil
  ) throws -> Dataset {
    try Dataset(csv: table(text), targets: targets, task: task)
  }

  @Test func classesOfText() throws {
    let data = try dataset("x,kind,y\n1,b,2\n3,a,4\n5,b,6\n", ["kind"])
    #expect(data.inputs.map(\.name) == ["x", "y"])
    #expect(data.features == [1, 2, 3, 4, 5, 6])
    #expect(data.labels == ["a", "b"])
    #expect(data.targets == .classes([1, 0, 1]))
    #expect(data.task == .classification)
    #expect(Array(data.row(1)) == [3, 4])
  }

  @Test func classesAreOrderedByNumberOrByBytes() throws {
    #expect(try dataset("x,y\n1,10\n1,9\n1,10\n1,-1\n1,9\n", ["y"]).labels == ["-1", "9", "10"])
    #expect(
      try dataset("x,y\n1,10\n1,9\n1,é\n1,Z\n1,a\n", ["y"]).labels == ["10", "9", "Z", "a", "é"])
    #expect(
      try dataset("x,y\n1,1.0\n1,1\n1,01\n", ["y"], .classification).labels == ["01", "1", "1.0"])
  }

  @Test func theTaskIsFound() throws {
    func task(_ values: [String]) throws -> LearningTask {
      try dataset("x,y\n" + values.map { "1,\($0)\n" }.joined(), ["y"]).task
    }
    #expect(try task(["0", "1", "1", "0"]) == .classification)
    #expect(try task(["0", "1.5", "1", "0"]) == .regression)
    #expect(try task(["1", "2", "3", "4"]) == .regression)  // no two alike
    #expect(try task((0..<80).map { String($0 % 20) }) == .classification)
    #expect(try task((0..<80).map { String($0 % 21) }) == .regression)
    #expect(try task(["1.5", "2.5", "x"]) == .classification)
    #expect(try dataset("x,y\n1,0\n1,1\n1,1\n", ["y"], .regression).task == .regression)
    #expect(
      try dataset("x,y\n1,0.5\n1,1.5\n1,1.5\n", ["y"], .classification).labels == ["0.5", "1.5"])
  }

  @Test func theFixturesAreWhatTheyAre() throws {
    let digits = try Dataset(csv: CSVReader(bytes: fixture("digits.csv")), targets: ["digit"])
    #expect(digits.count == 1797)
    #expect(digits.inputs.count == 64)
    #expect(digits.labels == (0...9).map(String.init))
    let diabetes = try Dataset(
      csv: CSVReader(bytes: fixture("diabetes.csv")), targets: ["progression"])
    #expect(diabetes.task == .regression)
    #expect(diabetes.count == 442)
  }

  @Test func severalTargetsAreValues() throws {
    let data = try dataset("a,x,b\n1,2,3\n1,5,6\n1,5,6\n", ["b", "a"])
    #expect(data.targets == .values([3, 1, 6, 1, 6, 1]))
    #expect(data.outputs.map(\.name) == ["b", "a"])
    #expect(
      failure { _ = try dataset("a,b,c\n1,2,3\n", ["a", "b"], .classification) }?.field == "targets"
    )
  }

  @Test func tablesThatCannotBeLearntFrom() {
    func error(_ text: String, _ targets: [String] = ["y"], _ task: LearningTask? = nil)
      -> NetworkError?
    {
      failure { _ = try dataset(text, targets, task) }
    }
    #expect(error("x,y\n1,a\n2,a\n") == NetworkError(.oneClass("a"), field: "y"))
    #expect(error("x,y\n") == NetworkError(.noRows))
    #expect(error("x,z\n1,2\n") == NetworkError(.missingColumn, field: "y"))
    #expect(error("y\n1\n")?.field == "inputs")
    #expect(error("x,y\n1,1\n", [])?.field == "targets")
    #expect(error("x,y\n1,1\n", ["y", "y"])?.reason == .duplicateColumn)
    #expect(
      error("x,y\n1,1\nred,1\n") == NetworkError(.notANumber("red"), field: "x", line: 3))
    #expect(error("x,y\n1,a\n2,\n")?.line == 3)
    #expect(
      error("x,y\n1,2\n1,a\n", ["y"], .regression)
        == NetworkError(.notANumber("a"), field: "y", line: 3))
  }

  @Test func columnsOfALoadedModelAreMatchedByName() throws {
    let inputs = [Column(name: "b"), Column(name: "a")]
    let classes = [Column(name: "y", kind: .classes(labels: ["n", "j"]))]
    let data = try Dataset(
      csv: table("a,extra,y,b\n1,?,j,2\n3,?,n,4\n"), inputs: inputs, outputs: classes)
    #expect(data.features == [2, 1, 4, 3])
    #expect(data.targets == .classes([1, 0]))
    #expect(data.inputs == inputs)
    let plain = try Dataset(
      csv: table("2,1,j\n", hasHeader: false), inputs: inputs, outputs: classes)
    #expect(plain.features == [2, 1])
    func error(_ text: String, hasHeader: Bool = true) -> NetworkError? {
      failure {
        _ = try Dataset(csv: table(text, hasHeader: hasHeader), inputs: inputs, outputs: classes)
      }
    }
    #expect(error("a,y\n1,j\n") == NetworkError(.missingColumn, field: "b"))
    #expect(
      error("a,b,y\n1,2,maybe\n")
        == NetworkError(.unknownClass("maybe", known: ["n", "j"]), field: "y", line: 2))
    #expect(error("1,2,j,4\n", hasHeader: false)?.reason == .count(expected: 3, found: 4))
  }

  @Test func featuresAreReadRowByRow() throws {
    let columns = [Column(name: "b"), Column(name: "a")]
    var reader = try FeatureReader(table("a,c,b\n1,x,2\n3,y,4\n"), columns: columns, width: 2)
    var rows: [Double] = []
    while try reader.appendRow(to: &rows) {}
    #expect(rows == [2, 1, 4, 3])
    #expect(
      failure { _ = try FeatureReader(table("a,c\n1,2\n"), columns: columns, width: 2) }
        == NetworkError(.missingColumn, field: "b"))
    #expect(
      failure { _ = try FeatureReader(table("a,b,c\n"), columns: nil, width: 2) }?.reason
        == .count(expected: 2, found: 3))
  }

  @Test func numbersMustFitTheirColumns() {
    func error(_ features: [Double], _ targets: Dataset.Targets, _ output: Column) -> NetworkError?
    {
      failure {
        _ = try Dataset(
          inputs: [Column(name: "x"), Column(name: "z")], outputs: [output], features: features,
          targets: targets)
      }
    }
    let value = Column(name: "y")
    let classes = Column(name: "y", kind: .classes(labels: ["a", "b"]))
    #expect(error([1, 2, 3], .values([1]), value)?.field == "features")
    #expect(error([1, 2], .values([1, 2]), value)?.field == "targets")
    #expect(error([1, .infinity], .values([1]), value)?.field == "z")
    #expect(error([1, 2], .values([.nan]), value)?.field == "y")
    #expect(error([1, 2], .classes([2]), classes)?.field == "y")
    #expect(error([1, 2], .classes([0]), value)?.field == "targets")
    #expect(error([1, 2], .values([0]), classes)?.field == "targets")
    #expect(error([], .classes([]), classes)?.reason == .noRows)
    let colours = Column(name: "c", kind: .classes(labels: ["r", "g"]))
    func coloured(_ features: [Double]) -> NetworkError? {
      failure {
        _ = try Dataset(
          inputs: [Column(name: "x"), colours], outputs: [value], features: features,
          targets: .values([1]))
      }
    }
    #expect(coloured([5, 0, 1]) == nil)
    #expect(coloured([5, 1])?.field == "features")
    for block in [[1.0, 1], [0, 0], [0, 2], [0.5, 0.5]] {
      #expect(coloured([5] + block)?.field == "c")
    }
    #expect(coloured([5, 0, .nan])?.field == "c")
  }
}
