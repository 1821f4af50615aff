import Interchange
import ModelFormat

/// What `nnmodel inspect --statistics` shows: what the numbers of each tensor are like.
extension InspectCommand {
  /// A row a tensor, narrow enough for the usual screen; what is not finite has a column where there is any.
  func table(_ statistics: [TensorStatistics], of tensors: [TensorInfo]) -> Table {
    let isFinite = statistics.allSatisfy { $0.nonFiniteCount == 0 }
    var table = Table(
      ["tensor", "count", "mean", "std", "min", "max", "zeros"] + (isFinite ? [] : ["NaN/inf"]))
    for (tensor, numbers) in zip(tensors, statistics) {
      func text(_ value: Double?) -> String {
        value.map { NumberFormat.significant($0, digits: 3) } ?? "."
      }
      let last = isFinite ? [] : [NumberFormat.grouped(numbers.nonFiniteCount)]
      table.add(
        [
          tensor.name, NumberFormat.grouped(numbers.count), text(numbers.mean),
          text(numbers.deviation), text(numbers.minimum), text(numbers.maximum),
          numbers.zeroShare.map { NumberFormat.percent($0) } ?? ".",
        ] + last)
    }
    return table
  }

  /// Those of one tensor as JSON.
  func json(_ statistics: TensorStatistics) -> JSONOutput {
    func number(_ value: Double?) -> JSONOutput { value.map { .number($0) } ?? .null }
    return [
      "count": .integer(statistics.count), "mean": number(statistics.mean),
      "deviation": number(statistics.deviation), "minimum": number(statistics.minimum),
      "maximum": number(statistics.maximum), "zeros": .integer(statistics.zeroCount),
      "nonFinite": .integer(statistics.nonFiniteCount),
    ]
  }
}
