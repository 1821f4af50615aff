public import ModelFormat

/// Why a header could not be changed as was asked for.
public enum HeaderEditError: Error, Equatable, Sendable {
  /// What a name is one of.
  public enum Kind: String, Sendable {
    case metadata = "entry of the metadata"
    case column, `class`, unit
  }

  /// There is nothing of this name; with all names that there are.
  case unknown(Kind, String, known: [String])
  /// Two would have this name.
  case duplicate(Kind, String)
  /// A new name has nothing in it.
  case empty(Kind)
  /// A new name has a character in it that steers a terminal.
  case control(Kind, String, Unicode.Scalar)
  /// The network tells no classes.
  case noClasses
  /// A column of classes has no unit.
  case unitOfClasses(String)
  /// The training can be resumed, and knows its data by these names.
  case boundToData
  /// The file holds no network, or none that this version knows.
  case file(FormatError)
}
