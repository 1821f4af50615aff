import NeuralNetwork
import Testing

/// Inputs of classes: what becomes of text in a table that is learnt from.
@Suite struct InputCollectorTests {
  private func dataset(_ text: String, categorical: [String] = []) throws -> Dataset {
    try Dataset(csv: table(text), targets: ["y"], categorical: categorical)
  }

  @Test func aColumnOfTextIsAnInputALabel() throws {
    let data = try dataset("size,colour,y\n1,red,1.5\n2,blue,2.5\n3,red,3.5\n4,green,4.5\n")
    #expect(
      data.inputs == [
        Column(name: "size"),
        Column(name: "colour", kind: .classes(labels: ["blue", "green", "red"])),
      ])
    #expect(data.width == 4 && data.count == 4)
    #expect(data.features == [1, 0, 0, 1, 2, 1, 0, 0, 3, 0, 0, 1, 4, 0, 1, 0])
    #expect(Array(data.row(3)) == [4, 0, 1, 0])
    #expect(try data.subset([2, 0]).features == [3, 0, 0, 1, 1, 0, 0, 1])
  }

  @Test func numbersAreCategoriesWhereAsked() throws {
    let data = try dataset("a,b,y\n10,1,x\n9,2,y\n10,3,x\n", categorical: ["a"])
    #expect(data.inputs[0] == Column(name: "a", kind: .classes(labels: ["9", "10"])))
    #expect(data.features == [0, 1, 1, 1, 0, 2, 0, 1, 3])
    // Labels are what is written.
    #expect(try dataset("a,y\n1,x\n1.0,y\n", categorical: ["a"]).width == 2)
    #expect(
      failure { _ = try dataset("a,y\n1,x\n2,y\n", categorical: ["y"]) }?.reason
        == .invalid(expected: "an input", found: "a target"))
    #expect(
      failure { _ = try dataset("a,y\n1,x\n2,y\n", categorical: ["b"]) }?.reason
        == .invalid(expected: "an input", found: "no column"))
  }

  /// The first row decides, so a slip further down is told with its place.
  @Test func textAmongNumbersIsAnError() {
    #expect(
      failure { _ = try dataset("a,b,y\n1,2,p\n1,two,q\n") }
        == NetworkError(.notANumber("two"), field: "b", line: 3))
  }

  /// What looks like a number that went wrong does not make categories of a column.
  @Test(arguments: [
    "nan", "NaN", "inf", "-Infinity", "1e999", "0x10", "\"1,5\"", "NA", "?", "null", "",
  ])
  func aNumberThatWentWrongIsNoCategory(_ field: String) {
    let error = failure { _ = try dataset("a,b,y\n1,\(field),p\n2,3,q\n") }
    let bare = field.replacing("\"", with: "")
    #expect(error == NetworkError(.notANumber(bare), field: "b", line: 2))
  }

  @Test func aLabelIsNeverEmpty() {
    #expect(
      failure { _ = try dataset("a,y\nred,p\n,q\n") }
        == NetworkError(.invalid(expected: "a label", found: "nothing"), field: "a", line: 3))
  }

  @Test func aColumnOfKeysIsRefused() throws {
    func text(_ count: Int) -> String {
      "key,y\n" + (0..<count).map { "k\($0),\($0 % 2)\n" }.joined()
    }
    #expect(try dataset(text(1000)).width == 1000)
    #expect(
      failure { _ = try dataset(text(1001)) }
        == NetworkError(.overLimit(limit: 1000), field: "different texts in key", line: 1002))
  }

  /// Learning from text is learning from the columns of 0 and 1 that a person would write for it.
  @Test func textIsLearntAsItsColumnsOfZeroAndOne() throws {
    let text = try dataset("c,x,y\nr,1,1.5\ng,2,0.5\nb,3,2\nr,4,1\n")
    let plain = try dataset("c,d,e,x,y\n0,0,1,1,1.5\n0,1,0,2,0.5\n1,0,0,3,2\n0,0,1,4,1\n")
    var weights: [[Float]] = []
    for data in [text, plain] {
      let network = Network(
        topology: try Topology(inputs: 4, layers: [.dense(3, .tanh), .dense(1, .linear)]), seed: 5)
      var trainer = Trainer(network, loss: .meanSquaredError, batchSize: .count(2), scaling: .none)
      try trainer.fit(data, epochs: 3)
      weights.append(
        (0..<2).flatMap { trainer.network.weights(ofLayer: $0).elements })
      let model = try trainer.model()
      #expect(try model.reproducesExamples() == true)
    }
    #expect(weights[0] == weights[1])
  }

  @Test func aModelKnowsItsLabels() throws {
    let columns = [
      Column(name: "c", kind: .classes(labels: ["red", "blue"])), Column(name: "x"),
    ]
    var reader = try FeatureReader(
      table("x,other,c\n1,?,blue\n2,?,red\n3,?,pink\n"), columns: columns, width: 3)
    var rows: [Double] = []
    #expect(try reader.appendRow(to: &rows))
    #expect(try reader.appendRow(to: &rows))
    #expect(rows == [0, 1, 1, 1, 0, 2])
    #expect(
      failure { _ = try reader.appendRow(to: &rows) }
        == NetworkError(.unknownClass("pink", known: ["red", "blue"]), field: "c", line: 4))
    var bare = try FeatureReader(table("blue,7\n", hasHeader: false), columns: columns, width: 3)
    rows = []
    #expect(try bare.appendRow(to: &rows))
    #expect(rows == [0, 1, 7])
    #expect(
      failure {
        _ = try FeatureReader(table("0,1,7\n", hasHeader: false), columns: columns, width: 3)
      }?
      .reason == .count(expected: 2, found: 3))
    let judged = try Dataset(
      csv: table("y,c,x\n4,red,1\n"), inputs: columns, outputs: [Column(name: "y")])
    #expect(judged.features == [1, 0, 1])
    #expect(
      failure {
        _ = try Dataset(
          csv: table("y,c,x\n4,Red,1\n"), inputs: columns, outputs: [Column(name: "y")])
      }?.line == 2)
  }
}
