/// How many rows are seen before the parameters change.
public enum BatchSize: Equatable, Sendable {
  /// That many; the last batch of an epoch may be shorter, and a number over that of the rows
  /// means all of them.
  case count(Int)
  /// All rows: one step an epoch.
  case full

  /// The rows of a batch out of `rows`.
  func rows(of rows: Int) -> Int {
    switch self {
    case .count(let count): min(count, rows)
    case .full: rows
    }
  }

  /// Checks the number.
  ///
  /// - Throws: `invalid` for a count below 1.
  public func validate() throws(NetworkError) {
    if case .count(let count) = self, count < 1 {
      throw NetworkError(
        .invalid(expected: "a whole number > 0, or full", found: String(count)),
        field: "batch size")
    }
  }
}
