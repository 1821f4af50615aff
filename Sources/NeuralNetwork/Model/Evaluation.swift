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
