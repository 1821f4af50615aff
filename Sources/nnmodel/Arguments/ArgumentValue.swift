/// A type whose values can be written on the command line.
///
/// An `enum` of strings with `CaseIterable` conforms by naming the protocol: its raw values are the
/// words, and an unknown word is answered with the known ones.
protocol ArgumentValue: Sendable {
  /// The value that a person's `argument` stands for.
  init(argument: String) throws(InvalidValue)

  /// How a person would write this value; the help prints defaults with it. Nil prints no default.
  var argumentText: String? { get }

  /// Every word that is understood, where these are few; the help and the completions list them.
  static var knownWords: [String] { get }
}

extension ArgumentValue {
  static var knownWords: [String] { [] }
}

/// Why a text is not a value: the parser puts the option and the text in front.
struct InvalidValue: Error, Equatable {
  /// "expected a whole number", "adam has no setting 'rate'": no full stop, no repetition of the text.
  var reason: String

  init(_ reason: String) { self.reason = reason }

  /// An unknown word, answered with the nearest known one and the list of all.
  static func unknownWord(_ word: String, known: [String]) -> InvalidValue {
    let all = "expected one of " + known.joined(separator: ", ")
    guard let nearest = Suggestion.nearest(to: word, among: known) else { return InvalidValue(all) }
    return InvalidValue("did you mean '\(nearest)'? \(all)")
  }
}

extension ArgumentValue where Self: RawRepresentable, Self: CaseIterable, RawValue == String {
  init(argument: String) throws(InvalidValue) {
    guard let value = Self(rawValue: argument) else {
      throw .unknownWord(argument, known: Self.knownWords)
    }
    self = value
  }

  var argumentText: String? { rawValue }
  static var knownWords: [String] { allCases.map(\.rawValue) }
}

extension String: ArgumentValue {
  init(argument: String) { self = argument }
  var argumentText: String? { isEmpty ? nil : self }
}

extension Int: ArgumentValue {
  init(argument: String) throws(InvalidValue) {
    self = try wholeNumber(argument, "a whole number")
  }
  var argumentText: String? { description }
}

extension UInt64: ArgumentValue {
  init(argument: String) throws(InvalidValue) {
    self = try wholeNumber(argument, "a whole number, 0 or more")
  }
  var argumentText: String? { description }
}

extension Double: ArgumentValue {
  /// A finite decimal number; what an option could mean by infinity or not-a-number is never clear.
  init(argument: String) throws(InvalidValue) {
    let isDecimal = argument.utf8.allSatisfy {
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || "+-.eE".utf8.contains($0)
    }
    guard isDecimal, let value = Double(argument) else {
      throw InvalidValue("expected a number, such as 0.5 or 1e-3")
    }
    guard value.isFinite else {
      throw InvalidValue("too large: numbers reach to \(Double.greatestFiniteMagnitude)")
    }
    self = value
  }

  var argumentText: String? { NumberFormat.shortest(self) }
}

/// An integer in decimal digits; one that is merely too large for the type is told so.
private func wholeNumber<Number: FixedWidthInteger>(
  _ text: String, _ expected: String
) throws(InvalidValue) -> Number {
  if let number = Number(text) { return number }
  let hasSign = text.hasPrefix("-") || text.hasPrefix("+")
  let digits = text.utf8.dropFirst(hasSign ? 1 : 0)
  let isNumber =
    !digits.isEmpty
    && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  guard isNumber, Number.isSigned || !text.hasPrefix("-") else {
    throw InvalidValue("expected \(expected)")
  }
  throw InvalidValue("out of range: whole numbers go from \(Number.min) to \(Number.max)")
}
