/// Members of an object in the header, read with their type checked and their path told.
///
/// Used by the container for its own members, and by whoever interprets `model` and `training`.
public struct HeaderFields: Sendable {
  /// The object's members.
  public let object: JSONObject

  /// Where the object stands, such as `header.model.layers[1]`.
  public let path: String

  /// The byte that errors tell; nil where it is not known.
  private let offset: UInt64?

  /// Takes an object apart.
  ///
  /// - Throws: ``FormatError`` with `wrong-type` where the value is none.
  public init(
    _ value: JSON, path: String, offset: UInt64? = Header.offset
  ) throws(FormatError) {
    guard case .object(let object) = value else {
      throw FormatError(
        .wrongType(expected: "an object", found: value.kind), field: path, offset: offset)
    }
    self.object = object
    self.path = path
    self.offset = offset
  }

  /// The path of a member.
  public func path(of name: String) -> String { "\(path).\(name)" }

  /// An error about a member.
  public func error(_ reason: FormatError.Reason, at name: String) -> FormatError {
    FormatError(reason, field: path(of: name), offset: offset)
  }

  /// A member that must be there.
  ///
  /// - Throws: ``FormatError`` with `missing-member`.
  public func value(_ name: String) throws(FormatError) -> JSON {
    guard let value = object[name] else { throw error(.missingMember, at: name) }
    return value
  }

  /// A string.
  ///
  /// - Throws: ``FormatError`` with `missing-member` or `wrong-type`.
  public func string(_ name: String) throws(FormatError) -> String {
    let value = try value(name)
    guard case .string(let string) = value else {
      throw wrongType("a string", value, path(of: name))
    }
    return string
  }

  /// True or false.
  ///
  /// - Throws: ``FormatError`` with `missing-member` or `wrong-type`.
  public func bool(_ name: String) throws(FormatError) -> Bool {
    let value = try value(name)
    guard case .bool(let bool) = value else {
      throw wrongType("true or false", value, path(of: name))
    }
    return bool
  }

  /// A real field (H9): any number.
  ///
  /// - Throws: ``FormatError`` with `missing-member` or `wrong-type`.
  public func real(_ name: String) throws(FormatError) -> Double {
    let value = try value(name)
    guard case .number(let number) = value else {
      throw wrongType("a number", value, path(of: name))
    }
    return number
  }

  /// An integer field (H9).
  public func integer(_ name: String) throws(FormatError) -> Int {
    try integer(try value(name), path: path(of: name))
  }

  /// A word of a closed vocabulary.
  ///
  /// - Throws: ``FormatError`` with `unknown-word`, which lists the known ones.
  public func word<Word: RawRepresentable<String>>(
    _ name: String, among words: [Word]
  ) throws(FormatError) -> Word {
    let found = try string(name)
    guard let word = words.first(where: { $0.rawValue.hasSameBytes(as: found) }) else {
      throw error(.unknownWord(found, known: words.map(\.rawValue)), at: name)
    }
    return word
  }

  /// The elements of an array.
  public func array(_ name: String) throws(FormatError) -> [JSON] {
    let value = try value(name)
    guard case .array(let elements) = value else {
      throw wrongType("an array", value, path(of: name))
    }
    return elements
  }

  /// The integers of an array, a shape say.
  ///
  /// - Throws: ``FormatError`` with `missing-member`, or with `wrong-type` and the element's path.
  public func integers(_ name: String) throws(FormatError) -> [Int] {
    var result: [Int] = []
    for (index, element) in try array(name).enumerated() {
      result.append(try integer(element, path: "\(path(of: name))[\(index)]"))
    }
    return result
  }

  /// The real numbers of an array.
  ///
  /// - Throws: ``FormatError`` with `missing-member`, or with `wrong-type` and the element's path.
  public func reals(_ name: String) throws(FormatError) -> [Double] {
    var result: [Double] = []
    for (index, element) in try array(name).enumerated() {
      guard case .number(let value) = element else {
        throw wrongType("a number", element, "\(path(of: name))[\(index)]")
      }
      result.append(value)
    }
    return result
  }

  /// The strings of an array.
  ///
  /// - Throws: ``FormatError`` with `missing-member`, or with `wrong-type` and the element's path.
  public func strings(_ name: String) throws(FormatError) -> [String] {
    var result: [String] = []
    for (index, element) in try array(name).enumerated() {
      guard case .string(let string) = element else {
        throw wrongType("a string", element, "\(path(of: name))[\(index)]")
      }
      result.append(string)
    }
    return result
  }

  /// An object among the members.
  public func fields(_ name: String) throws(FormatError) -> HeaderFields {
    try HeaderFields(try value(name), path: path(of: name), offset: offset)
  }

  /// The objects of an array.
  public func fieldsArray(_ name: String) throws(FormatError) -> [HeaderFields] {
    var result: [HeaderFields] = []
    for (index, element) in try array(name).enumerated() {
      result.append(try HeaderFields(element, path: "\(path(of: name))[\(index)]", offset: offset))
    }
    return result
  }

  /// Refuses members that are not among the known (N1).
  ///
  /// - Throws: ``FormatError`` with `unknown-member`.
  public func allow(only known: String...) throws(FormatError) {
    try allow(only: known)
  }

  /// Refuses members whose names are not in a list.
  ///
  /// - Throws: as the other of this name.
  public func allow(only known: [String]) throws(FormatError) {
    for member in object.members
    where !known.contains(where: { $0.hasSameBytes(as: member.name) }) {
      throw error(.unknownMember, at: member.name)
    }
  }

  private func integer(_ value: JSON, path: @autoclosure () -> String) throws(FormatError) -> Int {
    guard case .number(let number) = value else { throw wrongType("an integer", value, path()) }
    guard number >= 0, number < Double(Limits.integerBound), number == number.rounded(.towardZero)
    else {
      throw FormatError(
        .wrongType(expected: "an integer from 0 to 2^53 − 1", found: canonicalSpelling(of: number)),
        field: path(), offset: offset)
    }
    return Int(number)
  }

  private func wrongType(_ expected: String, _ found: JSON, _ path: String) -> FormatError {
    FormatError(
      .wrongType(expected: expected, found: found.kind), field: path, offset: offset)
  }
}
