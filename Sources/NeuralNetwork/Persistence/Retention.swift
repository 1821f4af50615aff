/// Which checkpoints stay when a new one has been saved.
///
/// Several rules together keep what any of them keeps. Whatever they are, the newest checkpoint stays, and so
/// does the best by validation loss (by loss, in a run without validation).
public enum Retention: Hashable, Sendable {
  /// The newest ones.
  case last(Int)
  /// Those of the epochs with the lowest losses; of equal ones the earlier. A checkpoint from the middle of
  /// an epoch has no loss, and is none of them.
  case best(Int, by: Measure)
  /// Those at a whole multiple of this many steps; with 1, all.
  case every(steps: Int)

  /// What tells a better checkpoint from a worse one.
  public enum Measure: Hashable, Sendable, CaseIterable {
    /// The loss on the rows learnt from.
    case loss
    /// The loss on the rows held back; in a run that holds none back, ``loss``.
    case validationLoss
  }

  /// Checks the number.
  ///
  /// - Throws: `invalid` for one below 1.
  public func validate() throws(NetworkError) {
    let (number, field) =
      switch self {
      case .last(let count): (count, "last checkpoints to keep")
      case .best(let count, by: _): (count, "best checkpoints to keep")
      case .every(let steps): (steps, "steps between checkpoints to keep")
      }
    if number < 1 {
      throw NetworkError(
        .invalid(expected: "a whole number from 1", found: "\(number)"), field: field)
    }
  }

  /// The checkpoints that stay: indices into `summaries`, which are in the order of their steps.
  static func kept(of summaries: [CheckpointSummary], by rules: [Retention]) -> Set<Int> {
    let always: [Retention] = [.last(1), .best(1, by: .validationLoss)]
    return (always + rules).reduce(into: []) { kept, rule in
      kept.formUnion(rule.kept(of: summaries))
    }
  }

  private func kept(of summaries: [CheckpointSummary]) -> [Int] {
    switch self {
    case .last(let count):
      Array(summaries.indices.suffix(count))
    case .every(let steps):
      summaries.indices.filter { summaries[$0].step % steps == 0 }
    case .best(let count, let measure):
      // NaN is no loss to be proud of. The sort keeps the order of equals.
      measure.values(of: summaries).enumerated()
        .compactMap { index, value in value.flatMap { $0.isNaN ? nil : (index, $0) } }
        .sorted { left, right in left.1 < right.1 }
        .prefix(count).map(\.0)
    }
  }
}

extension Retention.Measure {
  /// The value of each checkpoint, where it has one.
  func values(of summaries: [CheckpointSummary]) -> [Double?] {
    let losses = summaries.map(\.loss)
    guard self == .validationLoss else { return losses }
    let validationLosses = summaries.map(\.validationLoss)
    return validationLosses.allSatisfy { $0 == nil } ? losses : validationLosses
  }
}
