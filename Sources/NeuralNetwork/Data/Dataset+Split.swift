extension Dataset {
  /// Two data sets: most rows to train with, and a part held back to judge by.
  ///
  /// Classes are kept in proportion: each gives `fraction` of its rows, rounded to the nearest
  /// whole number (halves up), but always keeps one to train with. Rows keep their order. Which
  /// rows are held back is a pure function of `seed`; rule A9 of spec/arithmetic.md. Where a mean
  /// stands in for what is missing, it is that of the rows to train with, in both.
  ///
  /// - Parameter fraction: the part held back, of 0 ..< 1.
  /// - Throws: `invalid` for a fraction outside that, or one that leaves a part empty.
  public func split(
    holdingBack fraction: Double, seed: UInt64
  ) throws(NetworkError) -> (training: Dataset, held: Dataset) {
    guard fraction > 0, fraction < 1 else {
      throw NetworkError(
        .invalid(expected: "a fraction between 0 and 1", found: "\(fraction)"), field: "split")
    }
    var isHeld = [Bool](repeating: false, count: count)
    for (index, group) in groups.enumerated() where !group.isEmpty {
      var rows = group
      var random = RandomSequence(seed: seed, stream: .split, index: index)
      random.shuffle(&rows)
      let share = (fraction * Double(rows.count)).rounded(.toNearestOrAwayFromZero)
      for row in rows.prefix(min(Int(share), rows.count - 1)) { isHeld[row] = true }
    }
    let held = isHeld.indices.filter { isHeld[$0] }
    guard !held.isEmpty else {
      throw NetworkError(
        .invalid(
          expected: "a fraction that holds back at least one of \(count) rows",
          found: "\(fraction)"), field: "split")
    }
    let training = try subset(isHeld.indices.filter { !isHeld[$0] }).filledAnew()
    return (training, try subset(held).filled(as: training.inputs))
  }

  /// The rows of each class; for regression, all rows as one group.
  private var groups: [[Int]] {
    switch targets {
    case .classes(let indices):
      var groups = [[Int]](repeating: [], count: labels?.count ?? 0)
      for (row, index) in indices.enumerated() { groups[index].append(row) }
      return groups
    case .values:
      return [Array(0..<count)]
    }
  }
}
