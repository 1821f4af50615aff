/// The targets of a table while it is read: as numbers, as labels, or as both until it is known
/// which they are.
struct TargetCollector {
  private let columns: ColumnSelection
  private let task: LearningTask?
  private let missing: MissingValues
  /// The values row after row, while they may be what is learnt.
  private var values: [Double] = []
  private var mayBeValues: Bool
  /// The number of each row's label, unless the task is regression.
  private var numbers: [Int] = []
  private var labels = LabelIndex()

  /// Collects `columns`; a single one unless the task is regression.
  init(_ columns: ColumnSelection, task: LearningTask?, missing: MissingValues = .refuse) {
    self.columns = columns
    self.task = task
    self.missing = missing
    mayBeValues = task != .classification
  }

  /// The numbers that are held.
  var count: Int { values.count + numbers.count }

  /// Adds the targets of one record.
  ///
  /// - Throws: `notANumber`; `invalid` for an empty label, and for what is missing where means
  ///   stand in for inputs, since a truth cannot be made up.
  mutating func add(_ record: CSVRecord) throws(NetworkError) {
    if missing == .mean,
      let index = columns.positions.firstIndex(where: { MissingValues.isMissing(record[$0]) })
    {
      throw NetworkError(
        .invalid(expected: "a target, which is never filled in", found: "nothing"),
        field: columns.names[index], line: record.line)
    }
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
    numbers.append(labels.add(label))
  }

  /// The output columns and the targets of all records.
  ///
  /// - Throws: `noRows`; `oneClass` for classes of which there is but one.
  consuming func finish() throws(NetworkError) -> ([Column], Dataset.Targets) {
    guard !numbers.isEmpty || !values.isEmpty else { throw NetworkError(.noRows) }
    guard task != .regression, !mayBeValues || looksLikeClasses else {
      return (columns.names.map { Column(name: $0) }, .values(values))
    }
    guard labels.labels.count > 1 else {
      throw NetworkError(.oneClass(labels.labels[0]), field: columns.names[0])
    }
    let (sorted, places) = labels.sorted()
    let column = Column(name: columns.names[0], kind: .classes(labels: sorted))
    return ([column], .classes(numbers.map { places[$0] }))
  }

  private var looksLikeClasses: Bool {
    Dataset.looksLikeClasses(values, different: labels.labels.count)
  }
}
