/// What a pickle builds.
///
/// What holds other values is an index into the ``TorchPickle``'s containers, and not nested in memory: neither a value
/// that holds itself nor one a million deep costs more than its operations.
enum PickleValue {
  case none
  case bool(Bool)
  case integer(Int128)
  case float(Double)
  case text(String)
  /// Values one after the other.
  case tuple(Int)
  case list(Int)
  /// Names and values in turn.
  case dictionary(Int)
  case global(TorchGlobal)
  case storage(Int)
  case tensor(Int)

  /// The integer as a number or size in memory.
  var int: Int? {
    guard case .integer(let value) = self else { return nil }
    return Int(exactly: value)
  }

  /// What it is, for an error.
  var noun: String {
    switch self {
    case .none: "None"
    case .bool: "a bool"
    case .integer: "an integer"
    case .float: "a float"
    case .text: "a string"
    case .tuple: "a tuple"
    case .list: "a list"
    case .dictionary: "a dictionary"
    case .global(let global): global.name
    case .storage: "a storage"
    case .tensor: "a tensor"
    }
  }
}
