import NeuralNetwork
import Testing

@Suite struct TopKAccuracyTests {
  /// scikit-learn 1.9.1: top_k_accuracy_score(c, s, k=k, labels=range(5)), k = 1 … 5.
  @Test(arguments: zip([1, 2, 3, 4, 5], [1, 2, 3, 4, 6]))
  func isThatOfScikitLearn(k: Int, right: Int) throws {
    let outputs = try Matrix([
      [0.1, 0.2, 0.3, 0.15, 0.25], [0.5, 0.1, 0.1, 0.2, 0.1], [0.05, 0.3, 0.35, 0.1, 0.2],
      [0.22, 0.21, 0.2, 0.19, 0.18], [0.3, 0.05, 0.25, 0.24, 0.16], [0.02, 0.08, 0.2, 0.3, 0.4],
    ])
    let top = try TopKAccuracy(outputs: outputs, classes: [1, 0, 3, 4, 2, 0], k: k)
    #expect(top.accuracy == Double(right) / 6)
    #expect(top.k == k)
  }

  /// As A15 has it for the first guess.
  @Test func theLowerIndexComesFirstAmongEquals() throws {
    let outputs = try Matrix([[0.3, 0.3, 0.3], [.nan, 0.1, .nan]])
    func right(_ classes: [Int], _ k: Int) throws -> Double {
      try TopKAccuracy(outputs: outputs, classes: classes, k: k).accuracy * 2
    }
    #expect(try right([0, 1], 1) == 2)
    #expect(try right([1, 0], 1) == 0)
    #expect(try right([1, 0], 2) == 2)
    #expect(try right([2, 2], 2) == 0)
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let outputs = Matrix(rows: 2, columns: 3)
    func field(_ outputs: Matrix, _ classes: [Int], _ k: Int) -> String? {
      failure { _ = try TopKAccuracy(outputs: outputs, classes: classes, k: k) }?.field
    }
    #expect(field(outputs, [0], 1) == "outputs")
    #expect(field(outputs, [0, 3], 1) == "row 1")
    #expect(field(outputs, [0, -1], 1) == "row 1")
    #expect(field(outputs, [0, 1], 0) == "k")
    #expect(
      failure { _ = try TopKAccuracy(outputs: Matrix(rows: 0, columns: 3), classes: [], k: 1) }?
        .reason == .noRows)
  }
}
