/// How far values are from the truth, in their own units and over all outputs.
///
/// Rule A20 of spec/arithmetic.md.
public struct RegressionMeasures: Equatable, Sendable {
  /// The mean of the errors' magnitudes.
  public let meanAbsoluteError: Double
  /// The root of the mean of their squares.
  public let rootMeanSquaredError: Double
  /// R², the part of the variance that is explained: scikit-learn's `variance_weighted`; `nil` where
  /// the true values do not vary.
  public let r2: Double?

  /// Judges `predicted` by `actual`, both row after row of `outputs` values.
  ///
  /// - Throws: `count` unless both are as many, and whole rows; `noRows` for none.
  public init(predicted: [Double], actual: [Double], outputs: Int = 1) throws(NetworkError) {
    guard predicted.count == actual.count else {
      throw NetworkError(
        .count(expected: actual.count, found: predicted.count), field: "predicted values")
    }
    guard !actual.isEmpty else { throw NetworkError(.noRows) }
    guard outputs >= 1, actual.count % outputs == 0 else {
      throw NetworkError(
        .invalid(expected: "rows of \(outputs) values", found: "\(actual.count) values"),
        field: "actual values")
    }
    self = withStandardFloatingPoint {
      Self(distances: zip(predicted, actual), actual: actual, outputs: outputs)
    }
  }

  private init(
    distances pairs: Zip2Sequence<[Double], [Double]>, actual: [Double], outputs: Int
  ) {
    let rows = Double(actual.count / outputs)
    var sums = [BlockSum](repeating: BlockSum(), count: outputs)
    for (i, value) in actual.enumerated() { sums[i % outputs].add(value) }
    let means = sums.map { $0.total / rows }
    var (absolute, squared, variance) = (BlockSum(), BlockSum(), BlockSum())
    for (i, (told, value)) in pairs.enumerated() {
      let (error, distance) = (told - value, value - means[i % outputs])
      absolute.add(error.magnitude)
      squared.add(error * error)
      variance.add(distance * distance)
    }
    let count = Double(actual.count)
    meanAbsoluteError = absolute.total / count
    rootMeanSquaredError = (squared.total / count).squareRoot()
    r2 = variance.total > 0 ? 1 - squared.total / variance.total : nil
  }
}
