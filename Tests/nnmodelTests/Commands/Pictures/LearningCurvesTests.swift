import NeuralNetwork
import Testing

@testable import nnmodel

struct LearningCurvesTests {
  private func curves(_ columns: [String], _ values: [Double], kept: Int? = nil) throws
    -> LearningCurves?
  {
    LearningCurves(try TrainingHistory(columns: columns, values: values), keptBest: kept)
  }

  @Test func theBestEpoch() throws {
    let both = ["loss", "validation-loss"]
    #expect(try curves(both, [3, 2, 1, 1, 0.5, 1])?.best == 2)
    #expect(try curves(both, [3, .nan, 1, .nan])?.best == 2)
    #expect(try curves(["loss"], [.nan, 2, 1, 3])?.best == 3)
    #expect(try curves(["accuracy"], [0.5, 0.75])?.best == nil)
    // What early stopping has kept goes before, where there is such an epoch.
    #expect(try curves(both, [3, 2, 1, 1, 0.5, 1], kept: 1)?.best == 1)
    #expect(try curves(both, [3, 2, 1, 1, 0.5, 1], kept: 9)?.best == 2)
  }

  @Test func whatIsNoHistory() throws {
    #expect(try curves(["loss"], []) == nil)
    #expect(try curves(["perplexity"], [1, 2]) == nil)
  }

  @Test func firstLastAndBest() throws {
    let curves = try #require(
      try curves(
        ["loss", "accuracy", "validation-loss"],
        [2, 0.5, .nan, 0.5, 0.75, 3, 1, 0.75, .infinity]))
    let lines = curves.table.lines(unicode: true).map(\.text)
    let words = lines.map { $0.split(separator: " ").joined(separator: " ") }
    #expect(
      words == [
        "first last best at epoch", "loss 2.000 1.000 0.5000 2", "validation loss inf 3.000 2",
        "accuracy 50.00 % 75.00 % 75.00 % 2",
      ])
  }
}
