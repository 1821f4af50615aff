/// What judging rows one after the other has come to.
struct Judgement {
  private var losses = BlockSum()
  private var weights = BlockSum()
  private var unweighted = 0.0
  /// The rows told rightly.
  private(set) var rightCount = 0
  /// The number of rows.
  private(set) var rows = 0
  private var tellsClasses = false
  /// The outputs of the network, row after row, where they are kept.
  var outputs: [Float] = []

  /// The judgement before the first row.
  init() {}

  /// One that was kept: `losses` and `weights` as ``lossSums`` and ``weightSums``.
  init(rows: Int, rightCount: Int, lossSums: [Double], weightSums: [Double]?) {
    self.rows = rows
    self.rightCount = rightCount
    losses = BlockSum(lossSums, count: rows)
    if let weightSums {
      weights = BlockSum(weightSums, count: rows)
    } else {
      unweighted = Double(rows)
    }
  }

  /// The sum of the losses of whole blocks, and of those of the block under way.
  var lossSums: [Double] { losses.parts }
  /// So for the weights of the rows; `nil` where they have none.
  var weightSums: [Double]? { unweighted > 0 ? nil : weights.parts }

  /// Adds the first `count` rows of a batch; the sum of their losses.
  @discardableResult
  mutating func add(
    _ values: Buffer<Double>, _ isRight: Buffer<Int>, count: Int, targets: TargetBatch,
    order: Buffer<Int>
  ) -> Double {
    var sum = 0.0
    if case .classes = targets.kind { tellsClasses = true }
    values.withSpan(at: 0, length: count) { values in
      for row in 0..<count {
        losses.add(values[row])
        sum += values[row]
      }
    }
    if tellsClasses { for row in 0..<count { rightCount += isRight[row] } }
    if targets.weights == nil {
      unweighted += Double(count)  // the block sum of ones
    } else {
      for row in 0..<count { weights.add(targets.weight(row: order[row])) }
    }
    rows += count
    return sum
  }

  /// The mean loss, weighted where rows have weights.
  var loss: Double { losses.total / (unweighted + weights.total) }

  /// The part of the rows told rightly; `nil` for values.
  var accuracy: Double? { tellsClasses ? Double(rightCount) / Double(rows) : nil }
}
