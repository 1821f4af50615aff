/// The inputs of a table while it is read to be learnt from: it finds out which columns hold
/// numbers and which hold classes.
///
/// A column's first row decides. Text that merely fails to be a number, such as `1,5` or `inf`,
/// does not make a class of itself: a slip should be told and not learnt.
struct InputCollector {
  private enum Kind { case unknown, number, classes }

  private let columns: ColumnSelection
  private let missing: MissingValues
  private var kinds: [Kind]
  private var labels: [LabelIndex]
  /// The line of the first number that is missing in each column.
  private var firstHoles: [Int?]
  /// A number a field, row after row: of classes that of the label, NaN where there is none.
  private var values: [Double] = []

  /// Collects `columns`, of which those named are classes whatever they hold.
  init(_ columns: ColumnSelection, categorical: Set<Spelling>, missing: MissingValues) {
    self.columns = columns
    self.missing = missing
    kinds = columns.names.map { categorical.contains(Spelling($0)) ? .classes : .unknown }
    labels = Array(repeating: LabelIndex(), count: columns.names.count)
    firstHoles = Array(repeating: nil, count: columns.names.count)
  }

  /// Adds the inputs of one record.
  ///
  /// - Throws: `notANumber`; `overLimit` for a column of more than
  ///   ``Dataset/maximumCategories`` labels; `invalid` for an empty label, or one that a mean would
  ///   have to stand in for. Each has line and column.
  mutating func add(_ record: CSVRecord) throws(NetworkError) {
    for (index, position) in columns.positions.enumerated() {
      let field = record[position]
      if missing == .mean, kinds[index] != .classes, MissingValues.isMissing(field) {
        values.append(.nan)
        firstHoles[index] = firstHoles[index] ?? record.line
        continue
      }
      let name = columns.names[index]
      if kinds[index] == .unknown {
        kinds[index] = Self.kind(of: field)
        if kinds[index] == .classes, let line = firstHoles[index] {
          throw Self.noMean(found: "nothing", name, line: line)
        }
      }
      values.append(
        kinds[index] == .classes
          ? try label(record, position, index) : try record.number(position, column: name))
    }
  }

  /// The numbers that are held.
  var count: Int { values.count }

  /// The numbers that ``finish()`` makes of them, an input a label, where it makes others.
  var countToCome: Int {
    let names = columns.names.count
    let width = kinds.indices.reduce(0) { width, index in
      width + (kinds[index] == .classes ? labels[index].labels.count : 1)
    }
    return count + (width > names ? count / max(names, 1) * width : 0)
  }

  /// What a column is whose first field this is.
  private static func kind(of field: ArraySlice<UInt8>) -> Kind {
    if Decimal.double(field) != nil || MissingValues.isMissing(field) { return .number }
    let text = String(decoding: field.map { $0 == UInt8(ascii: ",") ? 0x2E : $0 }, as: UTF8.self)
    let bare = text.filter { $0 != " " && $0 != "\t" }
    return Double(bare) == nil ? .classes : .number
  }

  private mutating func label(
    _ record: CSVRecord, _ position: Int, _ index: Int
  ) throws(NetworkError) -> Double {
    let name = columns.names[index]
    let label = try record.text(position, column: name)
    if missing == .mean, MissingValues.isMissing(record[position]) {
      throw Self.noMean(found: label.isEmpty ? "nothing" : "'\(label)'", name, line: record.line)
    }
    guard !label.isEmpty else {
      throw NetworkError(
        .invalid(expected: "a label", found: "nothing"), field: name, line: record.line)
    }
    let number = labels[index].add(label)
    guard number < Dataset.maximumCategories else {
      throw NetworkError(
        .overLimit(limit: Dataset.maximumCategories), field: "different texts in \(name)",
        line: record.line)
    }
    return Double(number)
  }

  private static func noMean(found: String, _ name: String, line: Int) -> NetworkError {
    NetworkError(
      .invalid(expected: "a label, since labels have no mean", found: found), field: name,
      line: line)
  }

  /// The columns, the numbers that they make of all records, and where in these a number was
  /// missing; 0 stands there.
  ///
  /// - Throws: `invalid` for a column without any number; `overLimit` for more inputs than a
  ///   network can have.
  consuming func finish() throws(NetworkError) -> InputRows {
    let count = columns.names.count
    var found: [Column] = []
    var places: [[Int]] = []
    for (index, name) in columns.names.enumerated() {
      if kinds[index] == .classes {
        let (sorted, order) = labels[index].sorted()
        found.append(Column(name: name, kind: .classes(labels: sorted)))
        places.append(order)
      } else {
        if !values.isEmpty, kinds[index] == .unknown {
          throw NetworkError(
            .invalid(expected: "a number in some row", found: "none"), field: name)
        }
        found.append(Column(name: name))
        places.append([])
      }
    }
    let width = found.inputWidth
    guard width <= Topology.maximumWidth else {
      throw NetworkError(.overLimit(limit: Topology.maximumWidth), field: "inputs")
    }
    guard width > count || places.contains(where: { !$0.isEmpty }) || missing == .mean else {
      return InputRows(columns: found, features: values)
    }
    var features = [Double](repeating: 0, count: values.count / max(count, 1) * width)
    var holes: [Int] = []
    let starts = found.inputStarts
    for (index, value) in values.enumerated() {
      let (row, column) = index.quotientAndRemainder(dividingBy: count)
      let place = row * width + starts[column]
      if !places[column].isEmpty {
        features[place + places[column][Int(value)]] = 1
      } else if value.isNaN {
        holes.append(place)
      } else {
        features[place] = value
      }
    }
    return InputRows(columns: found, features: features, holes: holes)
  }
}

/// What was read of the inputs of a table.
struct InputRows {
  /// What the inputs stand for.
  var columns: [Column]
  /// The numbers that enter a network, unscaled, row after row.
  var features: [Double]
  /// Where in `features` a number is missing, ascending.
  var holes: [Int] = []
}
