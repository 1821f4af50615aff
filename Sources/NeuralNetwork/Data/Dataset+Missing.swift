/// Means that stand in for numbers that are missing.
extension Dataset {
  /// How many numbers were missing, and are means now.
  public var filledValues: Int { holes.count }

  /// The holes of some of the rows, as they lie in the features of these.
  func holes(in rows: [Int]) -> [Int] {
    guard !holes.isEmpty else { return [] }
    var byRow: [Int: [Int]] = [:]
    for hole in holes { byRow[hole / width, default: []].append(hole % width) }
    return rows.enumerated().flatMap { place, row in
      (byRow[row] ?? []).map { place * width + $0 }
    }
  }

  /// The same rows with means of their own: after a part of them was taken away.
  ///
  /// - Throws: `invalid` for a column that is missing in every row that is left.
  func filledAnew() throws(NetworkError) -> Dataset {
    guard inputs.contains(where: { $0.fill != nil }) else { return self }
    var rows = InputRows(columns: inputs, features: features, holes: holes)
    try rows.fillWithMeans()
    var filled = try Dataset(
      inputs: rows.columns, outputs: outputs, features: rows.features, targets: targets,
      holes: holes, omittedRows: omittedRows)
    filled.weights = weights
    return filled
  }

  /// The same rows with the means of others.
  func filled(as columns: [Column]) throws(NetworkError) -> Dataset {
    guard columns != inputs else { return self }
    var rows = InputRows(columns: columns, features: features, holes: holes)
    rows.fill()
    var filled = try Dataset(
      inputs: columns, outputs: outputs, features: rows.features, targets: targets, holes: holes,
      omittedRows: omittedRows)
    filled.weights = weights
    return filled
  }
}

extension InputRows {
  /// Gives each column of numbers its mean over the rows that have one, and puts it where none is.
  ///
  /// - Throws: `invalid` for a column without any number, or for a mean that no header can hold.
  mutating func fillWithMeans() throws(NetworkError) {
    let width = columns.inputWidth
    guard width > 0, !features.isEmpty else { return }
    var isHole = [Bool](repeating: false, count: features.count)
    for hole in holes { isHole[hole] = true }
    for (index, start) in columns.inputStarts.enumerated() where columns[index].labels == nil {
      let name = columns[index].name
      let (mean, count) = withStandardFloatingPoint {
        var sum = BlockSum()
        var count = 0
        for place in stride(from: start, to: features.count, by: width) where !isHole[place] {
          sum.add(features[place])
          count += 1
        }
        return (sum.total / Double(count) + 0, count)  // never −0, which a header cannot hold
      }
      guard count > 0 else {
        throw NetworkError(
          .invalid(expected: "a number in some row", found: "none"), field: name)
      }
      guard mean.magnitude < Column.fillLimit else {
        throw NetworkError(
          .invalid(expected: "a mean below 2⁵³", found: "\(mean)"), field: name)
      }
      columns[index].fill = mean
    }
    fill()
  }

  /// Puts what each column has for it where a number is missing.
  mutating func fill() {
    let width = columns.inputWidth
    let starts = columns.inputStarts
    var fills = [Double](repeating: 0, count: width)
    for (column, start) in zip(columns, starts) { fills[start] = column.fill ?? 0 }
    for hole in holes { features[hole] = fills[hole % width] }
  }
}
