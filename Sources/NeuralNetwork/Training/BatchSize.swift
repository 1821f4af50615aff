/// How many rows are seen before the parameters change.
public enum BatchSize: Hashable, Sendable {
  /// That many, of at least as many rows; the last batch of an epoch may be shorter.
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
    // No file holds a number of 2^53 or more (H6 of spec/format.md).
    if case .count(let count) = self, count < 1 || count >= 1 << 53 {
      throw NetworkError(
        .invalid(expected: "a whole number > 0 and < 2^53, or full", found: String(count)),
        field: "batch size")
    }
  }
}
