/// Whether columns are brought to one scale before training; the raw value is its word on the
/// command line.
public enum ScalingMethod: String, Vocabulary {
  /// Each column to mean 0 and deviation 1.
  case standard
  /// Each column to the range from 0 to 1.
  case minMax = "min-max"
  /// As they are.
  case none

  /// What the words name, for an error.
  public static let noun = "scaling"
}

/// Brings each column to one scale, and back: to mean 0 and standard deviation 1, or to the range
/// from 0 to 1 with the smallest value for the mean and the range for the deviation.
///
/// The figures are those of the training rows alone, and travel with the model: a row to predict is
/// scaled as the network has learnt it. Rule A12 of spec/arithmetic.md.
public struct Scaling: Equatable, Sendable {
  /// The mean of each column, or its smallest value.
  public let mean: [Double]
  /// The standard deviation of each column, of the whole population, or its range; 1 for a
  /// constant column.
  public let deviation: [Double]

  /// Given figures.
  ///
  /// - Throws: `count` unless both have one length; `invalid` for a mean that is not finite, or a
  ///   deviation that is not finite and positive.
  public init(mean: [Double], deviation: [Double]) throws(NetworkError) {
    guard mean.count == deviation.count else {
      throw NetworkError(
        .count(expected: mean.count, found: deviation.count), field: "scaling deviations")
    }
    for (index, value) in mean.enumerated() where !value.isFinite {
      throw NetworkError(
        .invalid(expected: "a finite number", found: "\(value)"), field: "scaling mean \(index)")
    }
    for (index, value) in deviation.enumerated() where !(value > 0 && value.isFinite) {
      throw NetworkError(
        .invalid(expected: "a finite number > 0", found: "\(value)"),
        field: "scaling deviation \(index)")
    }
    self.mean = mean
    self.deviation = deviation
  }

  /// The figures of `values`, rows of `width` columns.
  ///
  /// - Parameters:
  ///   - method: `minMax`, or else mean and deviation are taken.
  ///   - leaving: whether a column is left as it is, with mean 0 and deviation 1.
  /// - Throws: `invalid` for numbers so large that a mean or deviation is not finite.
  public init(
    fitting values: [Double], width: Int, by method: ScalingMethod = .standard,
    leaving isLeft: (Int) -> Bool = { _ in false }
  ) throws(NetworkError) {
    let (mean, deviation) = withStandardFloatingPoint {
      (0..<width).map { (column) -> (mean: Double, deviation: Double) in
        if isLeft(column) { return (0, 1) }
        return method == .minMax
          ? Self.range(of: values, column: column, width: width)
          : Self.figures(of: values, column: column, width: width)
      }
      .reduce(into: ([Double](), [Double]())) {
        $0.0.append($1.mean)
        $0.1.append($1.deviation)
      }
    }
    try self.init(mean: mean, deviation: deviation)
  }

  /// The number of columns.
  public var width: Int { mean.count }

  /// (x − mean) / deviation, in double precision, rounded once to single.
  public func apply(_ value: Double, column: Int) -> Float {
    Float((value - mean[column]) / deviation[column])
  }

  /// y · deviation + mean, in double precision, two roundings.
  public func undo(_ value: Float, column: Int) -> Double {
    Double(value) * deviation[column] + mean[column]
  }

  private static func range(
    of values: [Double], column: Int, width: Int
  ) -> (mean: Double, deviation: Double) {
    var (least, most) = (Double.infinity, -Double.infinity)
    for index in stride(from: column, to: values.count, by: width) {
      least = min(least, values[index])
      most = max(most, values[index])
    }
    return (least, most == least ? 1 : most - least)
  }

  private static func figures(
    of values: [Double], column: Int, width: Int
  ) -> (mean: Double, deviation: Double) {
    let indices = stride(from: column, to: values.count, by: width)
    let count = Double(values.count / width)
    var sum = BlockSum()
    for index in indices { sum.add(values[index]) }
    let mean = sum.total / count
    var squares = BlockSum()
    for index in indices {
      let difference = values[index] - mean
      squares.add(difference * difference)
    }
    let deviation = (squares.total / count).squareRoot()
    return (mean, deviation == 0 ? 1 : deviation)
  }
}

extension ScalingMethod {
  /// What brings the columns of `data` to one scale; `nil` for those that stay as they are.
  ///
  /// Inputs of classes are 0 and 1 already, and left alone; so are targets of classes.
  ///
  /// - Throws: `invalid` for numbers so large that a figure of theirs is not finite.
  public func fitted(
    to data: Dataset
  ) throws(NetworkError) -> (inputs: Scaling?, outputs: Scaling?) {
    guard self != .none else { return (nil, nil) }
    let isLeft = data.inputs.flatMap { column in
      Array(repeating: column.labels != nil, count: column.inputWidth)
    }
    let inputs = try Scaling(
      fitting: data.features, width: data.width, by: self, leaving: { isLeft[$0] })
    guard case .values(let values) = data.targets else { return (inputs, nil) }
    return (inputs, try Scaling(fitting: values, width: data.outputs.count, by: self))
  }
}
