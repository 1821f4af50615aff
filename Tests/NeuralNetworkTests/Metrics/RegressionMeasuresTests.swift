import NeuralNetwork
import Testing

/// Figures of scikit-learn 1.9.1.
@Suite struct RegressionMeasuresTests {
  private func isNear(_ a: Double?, _ b: Double) -> Bool { abs((a ?? .nan) - b) < 1e-15 }

  /// mean_absolute_error(y, q), root_mean_squared_error(y, q), r2_score(y, q)
  @Test func oneOutput() throws {
    let measures = try RegressionMeasures(
      predicted: [2.5, 0, 2, 8, 4], actual: [3, -0.5, 2, 7, 4.25])
    #expect(isNear(measures.meanAbsoluteError, 0.45))
    #expect(isNear(measures.rootMeanSquaredError, 0.5590169943749475))
    #expect(isNear(measures.r2, 0.9491042345276873))
  }

  /// mean_absolute_error(Y, Q), √ mean_squared_error(Y, Q),
  /// r2_score(Y, Q, multioutput="variance_weighted")
  @Test func severalOutputs() throws {
    let measures = try RegressionMeasures(
      predicted: [0, 2, -1, 2, 8, -5], actual: [0.5, 1, -1, 1, 7, -6], outputs: 2)
    #expect(isNear(measures.meanAbsoluteError, 0.75))
    #expect(isNear(measures.rootMeanSquaredError, 0.8416254115301732))
    #expect(isNear(measures.r2, 0.9382566585956417))
  }

  @Test func valuesThatDoNotVaryHaveNoR2() throws {
    #expect(try RegressionMeasures(predicted: [1, 2], actual: [3, 3]).r2 == nil)
  }

  @Test func whatDoesNotFitIsRefused() {
    #expect(
      failure { _ = try RegressionMeasures(predicted: [1], actual: [1, 2]) }?.reason
        == .count(expected: 2, found: 1))
    #expect(failure { _ = try RegressionMeasures(predicted: [], actual: []) }?.reason == .noRows)
    for outputs in [0, 2] {
      let error = failure {
        _ = try RegressionMeasures(
          predicted: [1, 2, 3], actual: [1, 2, 3], outputs: outputs)
      }
      #expect(error?.field == "actual values")
    }
  }
}
