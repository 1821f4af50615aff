/// What each epoch of a training came to, as a table that travels with the model.
public struct TrainingHistory: Equatable, Sendable {
  /// The measures, by name: `loss`, `accuracy`, `validation-loss`, `validation-accuracy`.
  public let columns: [String]

  /// One row an epoch; NaN where a measure is missing.
  public let values: [Double]

  /// What is missing, in files too.
  static let missing = Double(bitPattern: 0x7FF8_0000_0000_0000)

  /// A table of given values.
  ///
  /// - Throws: `count` where the values are no whole number of rows.
  public init(columns: [String], values: [Double]) throws(NetworkError) {
    guard !columns.isEmpty, values.count % columns.count == 0 else {
      throw NetworkError(
        .count(expected: columns.count, found: values.count), field: "values of the history")
    }
    self.columns = columns
    self.values = values
  }

  /// The table of a training; measures that no epoch has are left out.
  init?(_ epochs: [EpochResult]) {
    let measures: [(String, (EpochResult) -> Double?)] = [
      ("loss", { $0.loss }), ("accuracy", { $0.accuracy }),
      ("validation-loss", { $0.validationLoss }),
      ("validation-accuracy", { $0.validationAccuracy }),
    ]
    let known = measures.filter { measure in epochs.contains { measure.1($0) != nil } }
    guard !known.isEmpty else { return nil }
    columns = known.map(\.0)
    values = epochs.flatMap { epoch in
      // One NaN for all processors, and for a measure that is none.
      known.map { measure in measure.1(epoch).flatMap { $0.isNaN ? nil : $0 } ?? Self.missing }
    }
  }

  /// The number of epochs.
  public var epochCount: Int { values.count / columns.count }

  /// Equal in every bit.
  public static func == (left: TrainingHistory, right: TrainingHistory) -> Bool {
    left.columns == right.columns
      && left.values.elementsEqual(right.values) { $0.bitPattern == $1.bitPattern }
  }
}
