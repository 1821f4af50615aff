/// The targets of a table while it is read: as numbers, as labels, or as both until it is known
/// which they are.
struct TargetCollector {
  private let columns: ColumnSelection
  private let task: LearningTask?
  /// The values row after row, while they may be what is learnt.
  private var values: [Double] = []
  private var mayBeValues: Bool
  /// The index of each row's label in `labels`, unless the task is regression.
  private var indices: [Int] = []
  private var labels: [String] = []
  private var known: [Spelling: Int] = [:]

  /// Collects `columns`; a single one unless the task is regression.
  init(_ columns: ColumnSelection, task: LearningTask?) {
    self.columns = columns
    self.task = task
    mayBeValues = task != .classification
  }

  /// Adds the targets of one record.
  mutating func add(_ record: CSVRecord) throws(NetworkError) {
    if task == .regression {
      try columns.appendNumbers(of: record, to: &values)
      return
    }
    let position = columns.positions[0]
    let label = try record.text(position, column: columns.names[0])
    guard !label.isEmpty else {
      throw NetworkError(
        .invalid(expected: "a label", found: "nothing"), field: columns.names[0],
        line: record.line)
    }
    if mayBeValues, let value = Decimal.double(record[position]) {
      values.append(value)
    } else {
      mayBeValues = false
      values = []
    }
    addLabel(label)
  }

  private mutating func addLabel(_ label: String) {
    let spelling = Spelling(label)
    if let index = known[spelling] {
      indices.append(index)
    } else {
      known[spelling] = labels.count
      indices.append(labels.count)
      labels.append(label)
    }
  }

  /// The output columns and the targets of all records.
  ///
  /// - Throws: `noRows`; `oneClass` for classes of which there is but one.
  consuming func finish() throws(NetworkError) -> ([Column], Dataset.Targets) {
    guard !indices.isEmpty || !values.isEmpty else { throw NetworkError(.noRows) }
    guard task != .regression, !mayBeValues || looksLikeClasses else {
      return (columns.names.map { Column(name: $0) }, .values(values))
    }
    guard labels.count > 1 else {
      throw NetworkError(.oneClass(labels[0]), field: columns.names[0])
    }
    let order = Self.order(of: labels)
    var rank = [Int](repeating: 0, count: labels.count)
    for (place, index) in order.enumerated() { rank[index] = place }
    let column = Column(name: columns.names[0], kind: .classes(labels: order.map { labels[$0] }))
    return ([column], .classes(indices.map { rank[$0] }))
  }

  private var looksLikeClasses: Bool {
    labels.count <= Dataset.maximumInferredClasses && labels.count < indices.count
      && values.allSatisfy { $0 == $0.rounded(.towardZero) }
  }

  /// The labels' positions in their order: by number if all are numbers, else by bytes.
  private static func order(of labels: [String]) -> [Int] {
    let numbers = labels.map { Decimal.double(Array($0.utf8)[...]) }
    let areNumbers = numbers.allSatisfy { $0 != nil }
    return labels.indices.sorted { left, right in
      if areNumbers, let a = numbers[left], let b = numbers[right], a != b { return a < b }
      return labels[left].utf8.lexicographicallyPrecedes(labels[right].utf8)
    }
  }
}
