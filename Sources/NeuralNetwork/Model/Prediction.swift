/// What a model says of one row.
public enum Prediction: Equatable, Sendable {
  /// The most probable class, and the probability of each in the order of the labels.
  case classification(label: String, index: Int, probabilities: [Float])
  /// The values, in the units of the output columns.
  case values([Double])

  /// The label, of a class.
  public var label: String? {
    switch self {
    case .classification(let label, _, _): label
    case .values: nil
    }
  }
}
