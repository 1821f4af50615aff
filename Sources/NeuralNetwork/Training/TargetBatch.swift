/// What the outputs of a batch should be: a class a row, or values.
struct TargetBatch {
  /// The two forms of a target.
  enum Kind {
    /// The index of the right class of each row.
    case classes([Int])
    /// The right outputs, `[rows, width]`.
    case values([Float])
  }

  /// The targets of the rows.
  var kind: Kind
  /// The number of outputs of the network.
  let width: Int

  /// The target of one output: 1 for the right class and 0 for the others; where one output
  /// stands for two classes, the index of the class.
  @inline(__always)
  func value(row: Int, output: Int) -> Float {
    switch kind {
    case .classes(let indices):
      width == 1 ? Float(indices[row]) : (indices[row] == output ? 1 : 0)
    case .values(let values):
      values[row * width + output]
    }
  }

  /// The index of the right class of a row; of values, that of the largest.
  func classIndex(row: Int) -> Int {
    switch kind {
    case .classes(let indices): indices[row]
    case .values(let values): indexOfMaximum(values[(row * width)..<((row + 1) * width)])
    }
  }

  /// The rows of `self` in a given order.
  func gathered(_ rows: ArraySlice<Int>) -> TargetBatch {
    switch kind {
    case .classes(let indices):
      TargetBatch(kind: .classes(rows.map { indices[$0] }), width: width)
    case .values(let values):
      TargetBatch(
        kind: .values(rows.flatMap { values[($0 * width)..<(($0 + 1) * width)] }), width: width)
    }
  }
}
