/// The input rows of a table for a model, read one by one in constant memory.
///
/// With a header, columns are matched by name and others ignored; without one, or for a model that
/// knows no names, they are taken by position and the table must have exactly as many. Columns of
/// classes become an input a label.
public struct FeatureReader {
  private var table: CSVReader
  private let encoder: RowEncoder
  private var record = CSVRecord()

  /// Begins to read the rows that `columns` describe.
  ///
  /// - Parameter width: the number of inputs of the network.
  /// - Throws: `missingColumn` with the name of a column that is not there; `count` for a table
  ///   taken by position that has another number of columns.
  public init(_ table: CSVReader, columns: [Column]?, width: Int) throws(NetworkError) {
    self.table = table
    if let columns, table.hasHeader {
      encoder = RowEncoder(
        try ColumnSelection(columns.map(\.name), in: table.names), columns: columns)
    } else {
      let expected = columns?.count ?? width
      guard table.names.count == expected else {
        throw NetworkError(
          .count(expected: expected, found: table.names.count), field: "columns taken by position")
      }
      encoder = RowEncoder(
        try ColumnSelection(table.names, in: table.names), columns: columns)
    }
  }

  /// Appends the numbers of the next row; `false` at the end of the table.
  ///
  /// - Throws: what `CSVReader.read(into:)` does; `notANumber` or `unknownClass`.
  public mutating func appendRow(to rows: inout [Double]) throws(NetworkError) -> Bool {
    guard try table.read(into: &record) else { return false }
    try withStandardFloatingPoint { () throws(NetworkError) in
      try encoder.append(record, to: &rows)
    }
    return true
  }
}
