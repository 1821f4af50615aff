/// Where the columns of a model stand in a table.
struct ColumnSelection {
  /// The position of each column wanted.
  let positions: [Int]
  /// The names of the columns wanted, for errors.
  let names: [String]

  /// The positions of `names` in a table, in their order.
  ///
  /// - Throws: `missingColumn`, naming the first that the table lacks; `duplicateColumn` for one
  ///   asked for twice.
  init(_ names: [String], in table: [String]) throws(NetworkError) {
    // Mostly a table has the columns in the order asked for; then no index of it is needed.
    lazy var known = Dictionary(
      table.enumerated().map { (Spelling($1), $0) }, uniquingKeysWith: { _, last in last })
    var isTaken = [Bool](repeating: false, count: table.count)
    var positions: [Int] = []
    for (place, name) in names.enumerated() {
      let isThere = place < table.count && name.utf8.elementsEqual(table[place].utf8)
      guard let position = isThere ? place : known[Spelling(name)] else {
        throw NetworkError(.missingColumn, field: name)
      }
      guard !isTaken[position] else { throw NetworkError(.duplicateColumn, field: name) }
      isTaken[position] = true
      positions.append(position)
    }
    self.positions = positions
    self.names = names
  }

  /// Whether one record has no value in one of the columns.
  func lacksValue(_ record: CSVRecord) -> Bool {
    positions.contains { MissingValues.isMissing(record[$0]) }
  }

  /// The numbers of one record, appended to `values`.
  ///
  /// - Throws: `notANumber`, with line, column and field.
  func appendNumbers(
    of record: CSVRecord, to values: inout [Double]
  ) throws(NetworkError) {
    for (position, name) in zip(positions, names) {
      values.append(try record.number(position, column: name))
    }
  }
}
