/// How well a model does on rows it has not been trained with.
public struct Evaluation: Equatable, Sendable {
  /// The measures that fit a task.
  public enum Measures: Equatable, Sendable {
    /// Of classes: the part of rows told rightly, and for each true class (first index) how many
    /// rows were taken for each class (second index).
    case classification(accuracy: Double, labels: [String], confusion: [[Int]])
    /// Of values, in their own units and over all outputs: the mean absolute error, the root of
    /// the mean squared error, and R², the part of the variance that is explained; R² is `nil`
    /// where the targets do not vary.
    case regression(meanAbsoluteError: Double, rootMeanSquaredError: Double, r2: Double?)
  }

  /// The number of rows.
  public let rows: Int
  /// The mean loss.
  public let loss: Double
  /// The measures of the task.
  public let measures: Measures
}

extension Evaluation: CustomStringConvertible {
  /// One line for a person, with four decimals.
  public var description: String {
    let measures =
      switch self.measures {
      case .classification(let accuracy, _, _): "accuracy \(Self.rounded(accuracy))"
      case .regression(let mae, let rmse, let r2):
        "mean absolute error \(Self.rounded(mae)), root mean squared error \(Self.rounded(rmse))"
          + (r2.map { ", R² \(Self.rounded($0))" } ?? "")
      }
    return "\(rows) rows: loss \(Self.rounded(loss)), \(measures)"
  }

  private static func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }
}
