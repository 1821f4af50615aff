public import ModelFormat

extension Dataset {
  /// The largest number of different whole numbers that a target may have and still be taken for
  /// classes.
  public static let maximumInferredClasses = 20

  /// The largest number of different texts in an input column: 1000. One of more is a name or a
  /// key rather than a category, and would drown the others.
  public static let maximumCategories = 1000

  /// Reads a table to train with.
  ///
  /// Without a task, a target that holds text is of classes, and so is one of whole numbers only,
  /// at most 20 different ones and fewer than there are rows; any other is of values. Several
  /// targets are always values. An input whose first row is text is of classes as well, and enters
  /// the network as an input a label. Classes are ordered by number if all labels are numbers, else
  /// by their bytes.
  ///
  /// - Parameters:
  ///   - targets: the names of the columns to learn; all others are inputs.
  ///   - task: what to learn; `nil` to find out.
  ///   - categorical: the names of inputs that are of classes whatever they hold.
  ///   - missing: what becomes of rows in which a value is missing.
  ///   - weights: the name of a column that is no input, but tells how much each row counts.
  ///   - limits: how much memory the numbers of the rows may take.
  /// - Throws: what `CSVReader.read(into:)` does; `missingColumn`; `notANumber` for text in a
  ///   column of numbers; `overLimit` for an input of more than 1000 different texts; `oneClass`;
  ///   `noRows`; `invalid` for several targets of classes, or for a value that is missing where
  ///   nothing can stand in for it; `file` with `limit-exceeded` beyond the limits.
  public init(
    csv table: consuming CSVReader, targets: [String], task: LearningTask? = nil,
    categorical: [String] = [], missing: MissingValues = .refuse, weights: String? = nil,
    limits: ReaderLimits = ReaderLimits()
  ) throws(NetworkError) {
    let names = table.names
    let wanted = try ColumnSelection(targets, in: names)
    let weighing = try ColumnSelection(weights.map { [$0] } ?? [], in: names)
    let others = Set((wanted.names + weighing.names).map { Spelling($0) })
    let inputs = try ColumnSelection(names.filter { !others.contains(Spelling($0)) }, in: names)
    guard !targets.isEmpty, !inputs.names.isEmpty else {
      throw NetworkError(
        .invalid(expected: "at least one column", found: "none"),
        field: targets.isEmpty ? "targets" : "inputs")
    }
    guard task != .classification || targets.count == 1 else {
      throw NetworkError(
        .invalid(expected: "one target of classes", found: "\(targets.count)"), field: "targets")
    }
    for name in categorical where !inputs.names.contains(where: { Spelling($0) == Spelling(name) })
    {
      throw NetworkError(
        .invalid(
          expected: "an input", found: wanted.names.contains(name) ? "a target" : "no column"),
        field: name)
    }
    var features = InputCollector(
      inputs, categorical: Set(categorical.map { Spelling($0) }), missing: missing)
    var collector = TargetCollector(
      wanted, task: targets.count > 1 ? .regression : task, missing: missing)
    var record = CSVRecord()
    var memory = RowMemory(limits)
    var rowWeights: [Double] = []
    var omitted = 0
    try withStandardFloatingPoint { () throws(NetworkError) in
      while try table.read(into: &record) {
        if missing == .drop, inputs.lacksValue(record) || wanted.lacksValue(record) {
          omitted += 1
          continue
        }
        try features.add(record)
        try collector.add(record)
        try weighing.appendNumbers(of: record, to: &rowWeights)
        try memory.require(
          features.count + collector.count + rowWeights.count, line: record.line)
      }
    }
    let (outputs, found) = try collector.finish()
    try memory.require(features.countToCome + found.count + rowWeights.count)
    var rows = try features.finish()
    if missing == .mean { try rows.fillWithMeans() }
    let unweighted = try Dataset(
      inputs: rows.columns, outputs: outputs, features: rows.features, targets: found,
      holes: rows.holes, omittedRows: omitted)
    self = weights == nil ? unweighted : try unweighted.weighted(by: rowWeights)
  }

  /// Reads a table to judge a model by: columns are matched by name, others ignored, and labels
  /// must be known.
  ///
  /// Without a header the inputs come first, then the outputs, and no other column.
  ///
  /// - Throws: what `CSVReader.read(into:)` does; `missingColumn`; `count` for a table without a
  ///   header that has another number of columns; `notANumber`; `unknownClass`; `noRows`; `file` with
  ///   `limit-exceeded` beyond the limits.
  public init(
    csv table: consuming CSVReader, inputs: [Column], outputs: [Column],
    limits: ReaderLimits = ReaderLimits()
  ) throws(NetworkError) {
    let all = (inputs + outputs).map(\.name)
    guard table.hasHeader || table.names.count == all.count else {
      throw NetworkError(
        .count(expected: all.count, found: table.names.count), field: "columns taken by position")
    }
    let names = table.hasHeader ? table.names : all
    let features = RowEncoder(
      try ColumnSelection(inputs.map(\.name), in: names), columns: inputs)
    let wanted = try ColumnSelection(outputs.map(\.name), in: names)
    var numbers: [Double] = []
    var values: [Double] = []
    var classes: [Int] = []
    let labels = outputs.first?.labels
    let index = LabelIndex(labels ?? [])
    var record = CSVRecord()
    var memory = RowMemory(limits)
    try withStandardFloatingPoint { () throws(NetworkError) in
      while try table.read(into: &record) {
        try features.append(record, to: &numbers)
        if let labels {
          let label = try record.text(wanted.positions[0], column: wanted.names[0])
          guard let known = index.find(label) else {
            throw NetworkError(
              .unknownClass(label, known: labels), field: wanted.names[0], line: record.line)
          }
          classes.append(known)
        } else {
          try wanted.appendNumbers(of: record, to: &values)
        }
        try memory.require(numbers.count + values.count + classes.count, line: record.line)
      }
    }
    try self.init(
      inputs: inputs, outputs: outputs, features: numbers,
      targets: labels == nil ? .values(values) : .classes(classes))
  }
}
