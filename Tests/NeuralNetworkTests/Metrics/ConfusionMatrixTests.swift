import NeuralNetwork
import Testing

/// scikit-learn 1.9.1 with t = [0,0,0,1,1,2,2,2,2,3], p = [0,1,0,1,1,2,0,2,4,2].
@Suite struct ConfusionMatrixTests {
  private let matrix = try! ConfusionMatrix(
    labels: ["a", "b", "c", "d", "e"], truth: [0, 0, 0, 1, 1, 2, 2, 2, 2, 3],
    told: [0, 1, 0, 1, 1, 2, 0, 2, 4, 2])

  /// confusion_matrix(t, p, labels=range(5)); accuracy_score(t, p)
  @Test func countsAreThoseOfScikitLearn() {
    #expect(
      matrix.counts == [
        [2, 1, 0, 0, 0], [0, 2, 0, 0, 0], [1, 0, 2, 0, 1], [0, 0, 1, 0, 0], [0, 0, 0, 0, 0],
      ])
    #expect(matrix.rows == 10)
    #expect(matrix.accuracy == 0.6)
  }

  /// precision_recall_fscore_support(t, p, labels=range(5), zero_division=0): class d is never
  /// told, and class e never true.
  @Test func measuresOfClassesAreThoseOfScikitLearn() {
    let classes = matrix.classes
    #expect(
      classes.map(\.precision) == [
        0.6666666666666666, 0.6666666666666666, 0.6666666666666666, 0, 0,
      ])
    #expect(classes.map(\.recall) == [0.6666666666666666, 1, 0.5, 0, 0])
    #expect(classes.map(\.f1) == [0.6666666666666666, 0.8, 0.5714285714285714, 0, 0])
    #expect(classes.map(\.support) == [3, 2, 4, 1, 0])
  }

  /// The same with average="macro" and average="weighted".
  @Test func meansAreThoseOfScikitLearn() {
    func isNear(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 1e-15 }
    let (macro, weighted) = (matrix.macroMean, matrix.weightedMean)
    #expect(isNear(macro.precision, 0.4))
    #expect(isNear(macro.recall, 0.4333333333333333))
    #expect(isNear(macro.f1, 0.4076190476190476))
    #expect(isNear(weighted.precision, 0.6))
    #expect(isNear(weighted.recall, 0.6))
    #expect(isNear(weighted.f1, 0.5885714285714286))
    #expect(macro.support == 10 && weighted.support == 10)
  }

  @Test func nothingIsZeroThroughout() {
    let none = ConfusionMatrix(labels: ["a", "b"])
    #expect(none.accuracy == 0)
    #expect(none.weightedMean == none.macroMean)
    #expect(none.macroMean == none.classes[0])
    #expect([none.macroMean.precision, none.macroMean.recall, none.macroMean.f1] == [0, 0, 0])
  }

  @Test func rowsThatDoNotFitAreRefused() {
    let labels = ["a", "b"]
    #expect(
      failure { _ = try ConfusionMatrix(labels: labels, truth: [0, 1], told: [0]) }?.reason
        == .count(expected: 2, found: 1))
    for (truth, told) in [(2, 0), (0, -1)] {
      let error = failure {
        _ = try ConfusionMatrix(labels: labels, truth: [0, truth], told: [1, told])
      }
      #expect(error?.field == "row 1")
    }
  }
}
