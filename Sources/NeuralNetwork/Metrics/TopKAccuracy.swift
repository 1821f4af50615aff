/// The part of the rows whose class is among the `k` that the outputs favour.
///
/// Of equal outputs the one of the lower index comes first, so that with a k of 1 it is the accuracy.
/// Rule A20 of spec/arithmetic.md.
public struct TopKAccuracy: Equatable, Sendable {
  /// How many guesses a row has.
  public let k: Int
  /// The part of the rows.
  public let accuracy: Double

  /// Judges a row of outputs for each of `classes`.
  ///
  /// - Throws: `count` unless there is a row for each class; `invalid` for a class that the outputs do not
  ///   have, a k below 1, or no rows.
  public init(outputs: Matrix, classes: [Int], k: Int) throws(NetworkError) {
    guard outputs.rows == classes.count else {
      throw NetworkError(.count(expected: classes.count, found: outputs.rows), field: "outputs")
    }
    guard k >= 1 else {
      throw NetworkError(
        .invalid(expected: "a number of guesses from 1", found: "\(k)"), field: "k")
    }
    guard !classes.isEmpty else { throw NetworkError(.noRows) }
    if let row = classes.firstIndex(where: { $0 < 0 || $0 >= outputs.columns }) {
      throw NetworkError(
        .invalid(expected: "a class below \(outputs.columns)", found: "\(classes[row])"),
        field: "row \(row)")
    }
    let right = classes.indices.count { Self.place(of: classes[$0], in: outputs.row($0)) < k }
    self.k = k
    accuracy = withStandardFloatingPoint { Double(right) / Double(classes.count) }
  }

  /// How many outputs come before that of `index`; what is not a number comes last.
  private static func place(of index: Int, in row: ArraySlice<Float>) -> Int {
    func rank(_ value: Float) -> Float { value.isNaN ? -.infinity : value }
    let own = rank(row[row.startIndex + index])
    return row.enumerated().count { rank($1) > own || (rank($1) == own && $0 < index) }
  }
}
