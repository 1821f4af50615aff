/// What becomes of rows in which a value is missing; the raw value is its word on the command line.
public enum MissingValues: String, Vocabulary {
  /// They are an error.
  case refuse
  /// They are left out.
  case drop
  /// The mean of the training rows stands in for the value, then and ever after.
  case mean

  /// What the words name, for an error.
  public static let noun = "missing values"

  /// The words that stand for nothing, in lower case.
  private static let words = ["na", "nan", "null", "?"].map { Array($0.utf8) }

  /// Whether a field says that there is no value: nothing at all, NA, NaN, null or ?.
  static func isMissing(_ field: ArraySlice<UInt8>) -> Bool {
    guard field.count < 16 else { return field.allSatisfy(isBlank) }
    var field = field
    while let byte = field.first, isBlank(byte) { field.removeFirst() }
    while let byte = field.last, isBlank(byte) { field.removeLast() }
    return field.isEmpty
      || words.contains { word in
        word.elementsEqual(field) { $0 == ((0x41...0x5A).contains($1) ? $1 | 0x20 : $1) }
      }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
