/// A column of the user's table: its name and what its fields mean.
public struct Column: Equatable, Sendable {
  /// What the fields of a column are.
  public enum Kind: Equatable, Sendable {
    /// Decimal numbers.
    case number
    /// The labels of classes. As a target, output i of a network stands for label i; as an input,
    /// the column takes an input a label: 1 for that of the row, 0 for the others.
    case classes(labels: [String])
  }

  /// The name, as in the header of the table.
  public var name: String
  /// What the fields are.
  public var kind: Kind
  /// The unit of a number, if it is known.
  public var unit: String?
  /// What an input takes for a number that is missing; `nil` where none may be.
  public var fill: Double?

  /// What a fill is smaller than: 2⁵³, as every number of a header (H6 of spec/format.md).
  static let fillLimit = 0x1p53

  /// A column.
  public init(name: String, kind: Kind = .number, unit: String? = nil, fill: Double? = nil) {
    self.name = name
    self.kind = kind
    self.unit = unit
    self.fill = fill
  }

  /// The labels, if this is a column of classes.
  public var labels: [String]? {
    switch kind {
    case .number: nil
    case .classes(let labels): labels
    }
  }

  /// The inputs of a network that the column takes: one for a number, one a label for classes.
  public var inputWidth: Int { labels?.count ?? 1 }
}

extension [Column] {
  /// The inputs of a network that the columns take together.
  public var inputWidth: Int { reduce(0) { $0 + $1.inputWidth } }

  /// The name of the column that an input belongs to.
  func name(ofInput input: Int) -> String {
    var rest = input
    for column in self {
      if rest < column.inputWidth { return column.name }
      rest -= column.inputWidth
    }
    return "input \(input)"
  }

  /// Where the inputs of each column begin.
  var inputStarts: [Int] {
    var start = 0
    return map { column in
      defer { start += column.inputWidth }
      return start
    }
  }

  /// Checks what no network's shape asks for: that the columns can be inputs at all.
  ///
  /// - Throws: `invalid` for classes without labels or with two that are alike, for a fill of 2⁵³
  ///   or more, or for one of a column of classes.
  func validateAsInputs() throws(NetworkError) {
    for column in self {
      if let labels = column.labels {
        guard !labels.isEmpty, Set(labels.map(Spelling.init)).count == labels.count else {
          throw NetworkError(
            .invalid(
              expected: "labels that differ", found: labels.isEmpty ? "none" : "two that are alike"),
            field: column.name)
        }
      }
      if let fill = column.fill {
        guard column.labels == nil, fill.magnitude < Column.fillLimit else {
          throw NetworkError(
            .invalid(
              expected: "a fill below 2⁵³ of a number",
              found: column.labels == nil ? "\(fill)" : "one of classes"), field: column.name)
        }
      }
    }
  }
}
