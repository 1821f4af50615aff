/// Turns records into the inputs of a model that knows its columns.
struct RowEncoder {
  private let selection: ColumnSelection
  private let columns: [Column]?
  private let labels: [LabelIndex?]

  /// The columns of a model where they stand in a table.
  ///
  /// - Parameter columns: what they hold; without them, each is a number.
  init(_ selection: ColumnSelection, columns: [Column]?) {
    self.selection = selection
    // Where all are numbers that must be there, there is nothing to look up.
    let isPlain = columns?.allSatisfy { $0.labels == nil && $0.fill == nil } ?? true
    self.columns = isPlain ? nil : columns
    labels = isPlain ? [] : (columns ?? []).map { $0.labels.map { LabelIndex($0) } }
  }

  /// Appends the inputs of one record.
  ///
  /// - Throws: `notANumber`, or `unknownClass` with the labels that are known; each with line and
  ///   column.
  func append(_ record: CSVRecord, to rows: inout [Double]) throws(NetworkError) {
    guard let columns else { return try selection.appendNumbers(of: record, to: &rows) }
    for (index, column) in columns.enumerated() {
      let (position, name) = (selection.positions[index], selection.names[index])
      if let known = labels[index] {
        let label = try record.text(position, column: name)
        guard let number = known.find(label) else {
          throw NetworkError(
            .unknownClass(label, known: known.labels), field: name, line: record.line)
        }
        for place in known.labels.indices { rows.append(place == number ? 1 : 0) }
      } else if let fill = column.fill, MissingValues.isMissing(record[position]) {
        rows.append(fill)
      } else {
        rows.append(try record.number(position, column: name))
      }
    }
  }
}
