import ModelFormat
public import NeuralNetwork

extension Dataset {
  /// Rows of an array to learn from, with another array of what is to be learnt.
  ///
  /// Without a task, single whole numbers of which there are at most 20 different ones are classes, and
  /// anything else is values, as in a table.
  ///
  /// - Parameters:
  ///   - labels: a number a row, or several to learn several values.
  ///   - target: the name of the output column, with `_1`, `_2`, … behind it where there are several;
  ///     without one `class` or `value`.
  /// - Throws: `noRows`; `overLimit` for wider rows than a network has inputs; `count` where there are not as many
  ///   labels as rows; `invalid` for a number that is not finite, with row and column; `file` where there is too
  ///   little memory; what `init(inputs:features:labels:target:known:)` throws.
  public init(
    rows: NumericArray, labels: NumericArray, target: String? = nil, task: LearningTask? = nil
  ) throws(NetworkError) {
    try rows.checkColumns(of: "inputs")
    try rows.checkFinite()
    try labels.check(for: rows)
    let isOfClasses: Bool
    switch task {
    case .classification: isOfClasses = true
    case .regression: isOfClasses = false
    case nil:
      let different = Set(labels.elements)
      isOfClasses =
        labels.width == 1 && different.count <= Self.maximumInferredClasses
        && different.count < labels.rows && different.allSatisfy { $0 == $0.rounded() }
    }
    if isOfClasses {
      guard labels.width == 1 else {
        throw NetworkError(
          .invalid(expected: "one class a row", found: "\(labels.width)"), field: "labels")
      }
      try self.init(
        inputs: rows.columns, features: rows.elements, labels: try labels.words(),
        target: target ?? "class")
    } else {
      let name = target ?? "value"
      let columns =
        labels.width == 1
        ? [Column(name: name)] : (1...max(1, labels.width)).map { Column(name: "\(name)_\($0)") }
      try self.init(
        inputs: rows.columns, outputs: columns, features: rows.elements,
        targets: .values(labels.elements))
    }
  }

  /// Rows of an array to judge a model by.
  ///
  /// - Parameter outputs: the columns that the model tells.
  /// - Throws: as `init(rows:labels:target:task:)`, and `unknownClass`.
  public init(
    rows: NumericArray, labels: NumericArray, outputs: [Column]
  ) throws(NetworkError) {
    try rows.checkColumns(of: "inputs")
    try rows.checkFinite()
    try labels.check(for: rows)
    if let known = outputs.first?.labels {
      guard labels.width == 1 else {
        throw NetworkError(
          .invalid(expected: "one class a row", found: "\(labels.width)"), field: "labels")
      }
      try self.init(
        inputs: rows.columns, features: rows.elements, labels: try labels.words(),
        target: outputs[0].name, known: known)
    } else {
      try self.init(
        inputs: rows.columns, outputs: outputs, features: rows.elements,
        targets: .values(labels.elements))
    }
  }
}

extension NumericArray {
  /// Checks that no number is infinite or none at all.
  ///
  /// - Throws: `invalid` with row and column.
  public func checkFinite() throws(NetworkError) {
    if let index = elements.firstIndex(where: { !$0.isFinite }) {
      throw NetworkError(
        .invalid(expected: "a finite number", found: "\(elements[index])"),
        field: "row \(index / width + 1), \(columnName(index % width))")
    }
  }

  /// Checks that there are rows, no wider than a network's, and memory for a column for each of their numbers.
  ///
  /// - Throws: `noRows`, `overLimit`, or `file` with `system`.
  func checkColumns(of field: String) throws(NetworkError) {
    guard rows > 0 else { throw NetworkError(.noRows) }
    guard width <= Topology.maximumWidth else {
      throw NetworkError(.overLimit(limit: Topology.maximumWidth), field: field)
    }
    try NetworkError.requireMemory(
      MemoryLayout<Column>.stride * width, for: "hold \(width) columns in memory")
  }

  fileprivate func check(for rows: NumericArray) throws(NetworkError) {
    guard self.rows == rows.rows else {
      throw NetworkError(.count(expected: rows.rows, found: self.rows), field: "labels")
    }
    try checkColumns(of: "labels")
    if let index = elements.firstIndex(where: { !$0.isFinite }) {
      throw NetworkError(
        .invalid(expected: "a finite number", found: "\(elements[index])"),
        field: "label of row \(index / width + 1)")
    }
  }

  /// Each element as a label is spelled: whole numbers without a point.
  ///
  /// - Throws: `file` with `system` where there is too little memory.
  fileprivate func words() throws(NetworkError) -> [String] {
    // Of each a word, and its place among those that differ.
    try NetworkError.requireMemory(
      3 * MemoryLayout<String>.stride * elements.count, for: "hold labels in memory")
    return elements.map { element in Int(exactly: element).map { "\($0)" } ?? "\(element)" }
  }
}
