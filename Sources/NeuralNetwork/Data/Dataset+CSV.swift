extension Dataset {
  /// The largest number of different whole numbers that a target may have and still be taken for
  /// classes.
  public static let maximumInferredClasses = 20

  /// Reads a table to train with.
  ///
  /// Without a task, a target that holds text is of classes, and so is one of whole numbers only,
  /// at most 20 different ones and fewer than there are rows; any other is of values. Several
  /// targets are always values. Classes are ordered by number if all labels are numbers, else by
  /// their bytes.
  ///
  /// - Parameters:
  ///   - targets: the names of the columns to learn; all others are inputs.
  ///   - task: what to learn; `nil` to find out.
  /// - Throws: what `CSVReader.read(into:)` does; `missingColumn`; `notANumber` for text in an
  ///   input or a value; `oneClass`; `noRows`; `invalid` for several targets of classes.
  public init(
    csv table: consuming CSVReader, targets: [String], task: LearningTask? = nil
  ) throws(NetworkError) {
    let names = table.names
    let wanted = try ColumnSelection(targets, in: names)
    let inputs = try ColumnSelection(
      names.filter { name in !targets.contains { Spelling($0) == Spelling(name) } }, in: names)
    guard !targets.isEmpty, !inputs.names.isEmpty else {
      throw NetworkError(
        .invalid(expected: "at least one column", found: "none"),
        field: targets.isEmpty ? "targets" : "inputs")
    }
    guard task != .classification || targets.count == 1 else {
      throw NetworkError(
        .invalid(expected: "one target of classes", found: "\(targets.count)"), field: "targets")
    }
    var features: [Double] = []
    var collector = TargetCollector(
      wanted, task: targets.count > 1 ? .regression : task)
    var record = CSVRecord()
    try withStandardFloatingPoint { () throws(NetworkError) in
      while try table.read(into: &record) {
        try inputs.appendNumbers(of: record, to: &features)
        try collector.add(record)
      }
    }
    let (outputs, found) = try collector.finish()
    try self.init(
      inputs: inputs.names.map { Column(name: $0) }, outputs: outputs, features: features,
      targets: found)
  }

  /// Reads a table to judge a model by: columns are matched by name, others ignored, and labels
  /// must be known.
  ///
  /// Without a header the inputs come first, then the outputs, and no other column.
  ///
  /// - Throws: what `CSVReader.read(into:)` does; `missingColumn`; `count` for a table without a
  ///   header that has another number of columns; `notANumber`; `unknownClass`; `noRows`.
  public init(
    csv table: consuming CSVReader, inputs: [Column], outputs: [Column]
  ) throws(NetworkError) {
    let all = (inputs + outputs).map(\.name)
    guard table.hasHeader || table.names.count == all.count else {
      throw NetworkError(
        .count(expected: all.count, found: table.names.count), field: "columns taken by position")
    }
    let names = table.hasHeader ? table.names : all
    let features = try ColumnSelection(inputs.map(\.name), in: names)
    let wanted = try ColumnSelection(outputs.map(\.name), in: names)
    var numbers: [Double] = []
    var values: [Double] = []
    var classes: [Int] = []
    let labels = outputs.first?.labels
    let index = Dictionary(
      (labels ?? []).enumerated().map { (Spelling($1), $0) },
      uniquingKeysWith: { first, _ in first })
    var record = CSVRecord()
    try withStandardFloatingPoint { () throws(NetworkError) in
      while try table.read(into: &record) {
        try features.appendNumbers(of: record, to: &numbers)
        if let labels {
          let label = try record.text(wanted.positions[0], column: wanted.names[0])
          guard let known = index[Spelling(label)] else {
            throw NetworkError(
              .unknownClass(label, known: labels), field: wanted.names[0], line: record.line)
          }
          classes.append(known)
        } else {
          try wanted.appendNumbers(of: record, to: &values)
        }
      }
    }
    try self.init(
      inputs: inputs, outputs: outputs, features: numbers,
      targets: labels == nil ? .values(values) : .classes(classes))
  }
}
