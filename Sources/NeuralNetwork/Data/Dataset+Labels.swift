extension Dataset {
  /// Rows that each have a label, as of pictures that lie in a file a class.
  ///
  /// - Parameters:
  ///   - labels: the label of each row.
  ///   - target: the name of the output column.
  ///   - known: the labels of a model that is to be judged, in its order; without them, those of
  ///     the rows, ordered by number if all are numbers, else by their bytes.
  /// - Throws: `oneClass` where all labels are alike and none are known; `unknownClass` for one that
  ///   is not among those known; what `init(inputs:outputs:features:targets:)` does.
  public init(
    inputs: [Column], features: [Double], labels: [String], target: String,
    known: [String]? = nil
  ) throws(NetworkError) {
    var index = LabelIndex(known ?? [])
    var numbers: [Int] = []
    numbers.reserveCapacity(labels.count)
    for label in labels {
      if let known {
        guard let number = index.find(label) else {
          throw NetworkError(.unknownClass(label, known: known), field: target)
        }
        numbers.append(number)
      } else {
        numbers.append(index.add(label))
      }
    }
    var ordered = index.labels
    if known == nil {
      guard ordered.count != 1 else { throw NetworkError(.oneClass(ordered[0]), field: target) }
      let (sorted, places) = index.sorted()
      ordered = sorted
      numbers = numbers.map { places[$0] }
    }
    try self.init(
      inputs: inputs, outputs: [Column(name: target, kind: .classes(labels: ordered))],
      features: features, targets: .classes(numbers))
  }

  /// Whether numbers look like those of classes: whole, few different ones, fewer than rows.
  static func looksLikeClasses(_ values: [Double], different count: Int) -> Bool {
    count <= maximumInferredClasses && count < values.count
      && values.allSatisfy { $0 == $0.rounded(.towardZero) }
  }
}
