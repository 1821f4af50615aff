/// What judging rows one after the other has come to.
struct Judgement {
  private var losses = BlockSum()
  private var weights = BlockSum()
  private var unweighted = 0.0
  private var rightCount = 0
  private var rows = 0
  private var tellsClasses = false
  /// The outputs of the network, row after row, where they are kept.
  var outputs: [Float] = []

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
