/// How the learning rate changes while a network is trained.
///
/// The conventions are PyTorch's; what a schedule needs to remember is a ``ScheduleState``.
/// Rule A19 of spec/arithmetic.md.
public enum Schedule: Hashable, Sendable {
  /// The optimizer's rate throughout.
  case constant
  /// The rate times `factor` after each `every` epochs.
  case step(every: Int, factor: Double)
  /// The rate times `factor` after each epoch.
  case exponential(factor: Double)
  /// From the rate down to `minimum` along half a wave of the cosine, over all steps of the run
  /// (Loshchilov, Hutter, 2017).
  case cosine(minimum: Double = 0)
  /// The rate times `factor`, but no lower than `minimum`, once more than `patience` epochs in a row
  /// had no loss below the best one × (1 − `threshold`).
  ///
  /// It is the loss of the validation rows, or of the training where there are none.
  case plateau(
    factor: Double = 0.1, patience: Int = 10, minimum: Double = 0, threshold: Double = 1e-4)

  /// The word of the schedule in files and on the command line.
  public var word: String {
    switch self {
    case .constant: "constant"
    case .step: "step"
    case .exponential: "exponential"
    case .cosine: "cosine"
    case .plateau: "plateau"
    }
  }

  /// Checks the settings.
  ///
  /// - Parameter learningRate: the rate that is to be changed, if it is known.
  /// - Throws: `invalid` for a factor outside 0 … 1, or that of a plateau that is 1; a number of epochs
  ///   below 1, a negative patience, a threshold outside 0 ..< 1, a minimum that is negative
  ///   or above the learning rate.
  public func validate(learningRate: Double? = nil) throws(NetworkError) {
    switch self {
    case .constant: break
    case .step(let every, let factor):
      try check(every, "a whole number from 1", "epochs between steps") { $0 >= 1 }
      try check(factor, "a number > 0, at most 1", "factor") { $0 > 0 && $0 <= 1 }
    case .exponential(let factor):
      try check(factor, "a number > 0, at most 1", "factor") { $0 > 0 && $0 <= 1 }
    case .cosine(let minimum):
      try check(minimum: minimum, learningRate)
    case .plateau(let factor, let patience, let minimum, let threshold):
      try check(factor, "a number > 0 and < 1", "factor") { $0 > 0 && $0 < 1 }
      try check(patience, "a whole number, 0 or more", "patience") { $0 >= 0 }
      try check(threshold, "a number of 0 ..< 1", "threshold") { $0 >= 0 && $0 < 1 }
      try check(minimum: minimum, learningRate)
    }
  }

  private func check(minimum: Double, _ learningRate: Double?) throws(NetworkError) {
    if let learningRate {
      try check(minimum, "a number from 0 to the learning rate, \(learningRate)", "minimum") {
        $0 >= 0 && $0 <= learningRate
      }
    } else {
      try check(minimum, "a number of 0 or more", "minimum") { $0 >= 0 }
    }
  }

  private func check<Number: Numeric & Comparable & CustomStringConvertible>(
    _ value: Number, _ expected: String, _ setting: String, _ isValid: (Number) -> Bool
  ) throws(NetworkError) {
    // No file holds a number of 2^53 or more (H6 of spec/format.md).
    guard value < 9_007_199_254_740_992, isValid(value) else {
      throw NetworkError(
        .invalid(expected: expected, found: "\(value)"), field: "\(setting) of \(word)")
    }
  }
}
