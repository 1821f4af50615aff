/// What the outputs for the rows of a data set should be: a class a row, or values.
struct TargetBatch: Sendable {
  /// The two forms of a target.
  enum Kind: Sendable {
    /// The index of the right class of each row.
    case classes([Int])
    /// The right outputs, `[rows, width]`.
    case values([Float])
  }

  /// The targets of the rows.
  let kind: Kind
  /// The number of outputs of the network.
  let width: Int
  /// How much each row counts; `nil` where all count alike.
  var weights: [Double]?

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

  /// How much a row counts.
  func weight(row: Int) -> Double { weights?[row] ?? 1 }

  /// The index of the right class of a row; of values, that of the largest.
  func classIndex(row: Int) -> Int {
    switch kind {
    case .classes(let indices): indices[row]
    case .values(let values): indexOfMaximum(values[(row * width)..<((row + 1) * width)])
    }
  }

  /// Whether a row of outputs speaks for the right class; `nil` for values.
  func isRight(_ outputs: Rows, row: Int, target: Int) -> Bool? {
    guard case .classes(let indices) = kind else { return nil }
    if width == 1 { return (outputs[row, 0] > 0.5 ? 1 : 0) == indices[target] }
    var best = 0
    for j in 1..<width where outputs[row, j] > outputs[row, best] { best = j }
    return best == indices[target]
  }
}
