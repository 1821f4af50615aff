import NeuralNetwork
import Testing

@Suite struct MissingValuesTests {
  private func dataset(_ text: String, _ missing: MissingValues) throws -> Dataset {
    try Dataset(csv: table(text), targets: ["y"], missing: missing)
  }

  @Test(arguments: ["", " ", "NA", "na", "NaN", "nan", "null", "NULL", "?", " ? ", "\tNA "])
  func wordsForNothing(_ word: String) throws {
    let text = "a,y\n1,p\n\(word),p\n3,q\n"
    #expect(try dataset(text, .drop).features == [1, 3])
    #expect(try dataset(text, .mean).features == [1, 2, 3])
    #expect(failure { _ = try dataset(text, .refuse) }?.line == 3)
  }

  @Test(arguments: ["none", "NAN1", "-", "N/A", "??", "nullnullnullnullnull"])
  func otherWordsAreText(_ word: String) {
    for missing in MissingValues.allCases {
      #expect(
        failure { _ = try dataset("a,y\n1,p\n\(word),p\n3,q\n", missing) }
          == NetworkError(.notANumber(word), field: "a", line: 3))
    }
  }

  @Test func rowsAreLeftOut() throws {
    let data = try dataset("a,c,y\n1,r,p\n,g,q\n3,NA,p\n5,r,q\n9,r,\n7,b,p\n", .drop)
    #expect(data.features == [1, 0, 1, 5, 0, 1, 7, 1, 0])
    #expect(data.inputs[1].labels == ["b", "r"])
    #expect(data.targets == .classes([0, 1, 0]))
    #expect(data.omittedRows == 3 && data.filledValues == 0)
    #expect(data.inputs.allSatisfy { $0.fill == nil })
    #expect(failure { _ = try dataset("a,y\n,p\nNA,q\n", .drop) }?.reason == .noRows)
  }

  @Test func aMeanIsFilledInAndKept() throws {
    let data = try dataset("a,c,b,y\n?,r,1,p\n1,g,2,q\n4,r,,p\n", .mean)
    #expect(
      data.inputs == [
        Column(name: "a", fill: 2.5), Column(name: "c", kind: .classes(labels: ["g", "r"])),
        Column(name: "b", fill: 1.5),
      ])
    #expect(data.features == [2.5, 0, 1, 1, 1, 1, 0, 2, 4, 0, 1, 1.5])
    #expect(data.filledValues == 2)
    // So does a row to predict, and only where the model has something to fill in.
    var reader = try FeatureReader(
      table("a,c,b\nNA,g,\n"), columns: data.inputs, width: data.width)
    var rows: [Double] = []
    #expect(try reader.appendRow(to: &rows))
    #expect(rows == [2.5, 1, 0, 1.5])
    var strict = try FeatureReader(table("a\nNA\n"), columns: [Column(name: "a")], width: 1)
    #expect(
      failure { _ = try strict.appendRow(to: &rows) }
        == NetworkError(.notANumber("NA"), field: "a", line: 2))
  }

  @Test func nothingStandsInForLabelsAndTargets() {
    #expect(
      failure { _ = try dataset("c,y\nr,p\n,q\n", .mean) }
        == NetworkError(
          .invalid(expected: "a label, since labels have no mean", found: "nothing"), field: "c",
          line: 3))
    #expect(failure { _ = try dataset("c,y\nNA,p\nr,q\n", .mean) }?.line == 2)
    #expect(
      failure { _ = try dataset("a,y\n1,p\n2,NA\n", .mean) }
        == NetworkError(
          .invalid(expected: "a target, which is never filled in", found: "nothing"), field: "y",
          line: 3))
    #expect(
      failure { _ = try dataset("a,b,y\n1,,p\n2,,q\n", .mean) }
        == NetworkError(.invalid(expected: "a number in some row", found: "none"), field: "b"))
    #expect(failure { _ = try dataset("a,y\n1e16,p\n,q\n", .mean) }?.field == "a")
  }

  /// The rows that are held back must not be known beforehand, not even by their mean.
  @Test func aMeanIsThatOfTheRowsToTrainWith() throws {
    let text =
      "a,b,y\n" + (0..<20).map { "\($0 % 3 == 0 ? "" : "\($0 * $0)"),\($0),\($0)\n" }.joined()
    let data = try Dataset(csv: table(text), targets: ["y"], task: .regression, missing: .mean)
    let (training, held) = try data.split(holdingBack: 0.4, seed: 3)
    let rows = (0..<training.count).map { Int(training.row($0).last ?? 0) }
    let known = rows.filter { $0 % 3 != 0 }.map { Double($0 * $0) }
    let mean = known.reduce(0, +) / Double(known.count)
    #expect(training.inputs[0].fill == mean && held.inputs == training.inputs)
    #expect(data.inputs[0].fill != mean)
    for part in [training, held] {
      for index in 0..<part.count {
        let row = Array(part.row(index))
        let number = Int(row[1])
        #expect(row[0] == (number % 3 == 0 ? mean : Double(number * number)))
      }
    }
    #expect(training.filledValues + held.filledValues == 7)
  }
}
