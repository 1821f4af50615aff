/// How well a model does on rows it has not been trained with.
public struct Evaluation: Equatable, Sendable {
  /// The measures that fit a task.
  public enum Measures: Equatable, Sendable {
    /// Of classes.
    case classification(ClassificationMeasures)
    /// Of values.
    case regression(RegressionMeasures)
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
      case .classification(let measures): "accuracy \(Self.rounded(measures.accuracy))"
      case .regression(let measures):
        "mean absolute error \(Self.rounded(measures.meanAbsoluteError)), "
          + "root mean squared error \(Self.rounded(measures.rootMeanSquaredError))"
          + (measures.r2.map { ", R² \(Self.rounded($0))" } ?? "")
      }
    return "\(rows) rows: loss \(Self.rounded(loss)), \(measures)"
  }

  private static func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }
}
