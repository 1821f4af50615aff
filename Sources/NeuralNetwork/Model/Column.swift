/// A column of the user's table: its name and what its fields mean.
public struct Column: Equatable, Sendable {
  /// What the fields of a column are.
  public enum Kind: Equatable, Sendable {
    /// Decimal numbers.
    case number
    /// The labels of classes; output i of a network stands for label i.
    case classes(labels: [String])
  }

  /// The name, as in the header of the table.
  public var name: String
  /// What the fields are.
  public var kind: Kind
  /// The unit of a number, if it is known.
  public var unit: String?

  /// A column.
  public init(name: String, kind: Kind = .number, unit: String? = nil) {
    self.name = name
    self.kind = kind
    self.unit = unit
  }

  /// The labels, if this is a column of classes.
  public var labels: [String]? {
    switch kind {
    case .number: nil
    case .classes(let labels): labels
    }
  }
}
