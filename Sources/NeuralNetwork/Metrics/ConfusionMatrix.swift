/// How many rows of each class were taken for each class.
public struct ConfusionMatrix: Equatable, Sendable {
  /// The classes.
  public let labels: [String]
  /// The number of rows, by their true class and then by the class they were taken for.
  public private(set) var counts: [[Int]]
  /// The number of all rows.
  public private(set) var rows = 0

  /// A matrix of no rows.
  public init(labels: [String]) {
    self.labels = labels
    counts = Array(repeating: Array(repeating: 0, count: labels.count), count: labels.count)
  }

  /// The matrix of rows of the classes `truth` that were taken for `told`, as indices of labels.
  ///
  /// - Throws: `count` unless there are as many of both; `invalid` for an index that no label has.
  public init(labels: [String], truth: [Int], told: [Int]) throws(NetworkError) {
    self.init(labels: labels)
    guard truth.count == told.count else {
      throw NetworkError(.count(expected: truth.count, found: told.count), field: "classes told")
    }
    for (row, pair) in zip(truth, told).enumerated() {
      for index in [pair.0, pair.1] where !labels.indices.contains(index) {
        throw NetworkError(
          .invalid(expected: "a class below \(labels.count)", found: "\(index)"),
          field: "row \(row)")
      }
      add(truth: pair.0, told: pair.1)
    }
  }

  /// Counts a row.
  ///
  /// - Precondition: both are indices of labels.
  public mutating func add(truth: Int, told: Int) {
    counts[truth][told] += 1
    rows += 1
  }

  /// The part of the rows that was told rightly; 0 of none.
  public var accuracy: Double {
    let right = labels.indices.reduce(0) { $0 + counts[$1][$1] }
    return rows == 0 ? 0 : withStandardFloatingPoint { Double(right) / Double(rows) }
  }
}
