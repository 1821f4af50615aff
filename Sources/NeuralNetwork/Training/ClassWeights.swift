/// How much the rows of each class count in the loss.
public enum ClassWeights: Hashable, Sendable {
  /// All rows count alike.
  case equal
  /// A class counts as much as any other, however many rows it has: n / (k · nᵢ) for nᵢ of n rows and
  /// k classes.
  case balanced
  /// A weight for each class, in the order of the labels.
  case given([Double])

  /// The weight of each class; `nil` where all rows count alike.
  ///
  /// - Throws: `invalid` for weights of values, or one that is not a positive finite number; `count`
  ///   unless there is one for each class.
  func values(for data: Dataset) throws(NetworkError) -> [Double]? {
    if self == .equal { return nil }
    guard case .classes(let indices) = data.targets, let labels = data.labels else {
      throw NetworkError(
        .invalid(expected: "classes to learn", found: "values"), field: "class weights")
    }
    switch self {
    case .equal: return nil
    case .balanced:
      var counts = [Int](repeating: 0, count: labels.count)
      for index in indices { counts[index] += 1 }
      return counts.map {
        $0 == 0 ? 1 : Double(indices.count) / Double(labels.count * $0)
      }
    case .given(let weights):
      guard weights.count == labels.count else {
        throw NetworkError(
          .count(expected: labels.count, found: weights.count), field: "class weights")
      }
      if let wrong = weights.first(where: { !($0 > 0 && $0 < 0x1p53) }) {
        throw NetworkError(
          .invalid(expected: "a number > 0", found: "\(wrong)"), field: "class weights")
      }
      return weights
    }
  }
}
