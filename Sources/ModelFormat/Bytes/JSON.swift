/// A JSON value as the header holds it: no null, and every number a finite double.
///
/// Integers of the format are below 2^53, so a double carries each of them exactly.
public enum JSON: Equatable, Sendable {
  case object(JSONObject)
  case array([JSON])
  case string(String)
  case number(Double)
  case bool(Bool)

  /// Equal in every byte of every string.
  public static func == (left: JSON, right: JSON) -> Bool {
    switch (left, right) {
    case (.object(let left), .object(let right)): left == right
    case (.array(let left), .array(let right)): left == right
    case (.string(let left), .string(let right)): left.hasSameBytes(as: right)
    case (.number(let left), .number(let right)): left == right
    case (.bool(let left), .bool(let right)): left == right
    default: false
    }
  }
}

/// An object: members in the canonical order, that of their names' UTF-16 code units.
///
/// Names are compared as bytes. Swift's own comparison of strings takes different spellings of one
/// character as equal, a file does not.
public struct JSONObject: Equatable, Sendable {
  /// A name and its value.
  public struct Member: Equatable, Sendable {
    /// The name, unique among the members of an object.
    public let name: String
    /// What the name stands for.
    public var value: JSON

    package init(name: String, value: JSON) {
      self.name = name
      self.value = value
    }

    /// Equal in every byte of the name.
    public static func == (left: Member, right: Member) -> Bool {
      left.name.hasSameBytes(as: right.name) && left.value == right.value
    }
  }

  /// Every member, in canonical order.
  public private(set) var members: [Member] = []

  /// An object without members.
  public init() {}

  /// Takes members that are in canonical order, without two of one name.
  init(sorted members: [Member]) { self.members = members }

  /// Takes members in any order, and sorts them once; of several of one name, the first.
  package init(_ members: [Member]) {
    let isSorted = zip(members, members.dropFirst()).allSatisfy {
      canonicallyPrecedes($0.name, $1.name)
    }
    if isSorted {
      self.members = members
      return
    }
    // The sort keeps the order of equal names, so the first of them is met first.
    for member in members.sorted(by: { canonicallyPrecedes($0.name, $1.name) })
    where self.members.last?.name.hasSameBytes(as: member.name) != true {
      self.members.append(member)
    }
  }

  /// Whether there are no members.
  public var isEmpty: Bool { members.isEmpty }

  /// The member of a name; setting nil removes it.
  public subscript(name: String) -> JSON? {
    get {
      let index = insertionIndex(of: name)
      return holds(name, at: index) ? members[index].value : nil
    }
    set {
      let index = insertionIndex(of: name)
      if holds(name, at: index) { members.remove(at: index) }
      if let newValue { members.insert(Member(name: name, value: newValue), at: index) }
    }
  }

  private func holds(_ name: String, at index: Int) -> Bool {
    index < members.count && members[index].name.hasSameBytes(as: name)
  }

  private func insertionIndex(of name: String) -> Int {
    if let last = members.last, canonicallyPrecedes(last.name, name) { return members.count }
    var (low, high) = (0, members.count)
    while low < high {
      let middle = (low + high) / 2
      if canonicallyPrecedes(members[middle].name, name) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// Whether one name comes before another by UTF-16 code units (RFC 8785 §3.2.3).
///
/// Compares the UTF-8 bytes instead: the orders differ only where U+E000 … U+FFFF (lead bytes EE, EF)
/// meet characters beyond U+FFFF (lead bytes F0 … F4), which UTF-16 puts first.
func canonicallyPrecedes(_ first: String, _ second: String) -> Bool {
  func weight(_ byte: UInt8) -> UInt8 { byte < 0xEE ? byte : byte < 0xF0 ? byte + 5 : byte - 2 }
  let (left, right) = (first.utf8.span, second.utf8.span)
  let count = min(left.count, right.count)
  for index in 0..<count where left[index] != right[index] {
    return weight(left[index]) < weight(right[index])
  }
  return left.count < right.count
}

extension String {
  /// Whether two strings are spelled alike, where `==` asks whether they mean the same.
  public func hasSameBytes(as other: String) -> Bool {
    let (left, right) = (utf8.span, other.utf8.span)
    guard left.count == right.count else { return false }
    for index in left.indices where left[index] != right[index] { return false }
    return true
  }
}

extension JSON: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral,
  ExpressibleByStringLiteral, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral
{
  /// An object of the members that are written; of several of one name, the last.
  public init(dictionaryLiteral elements: (String, JSON)...) {
    var object = JSONObject()
    for (name, value) in elements { object[name] = value }
    self = .object(object)
  }
  /// An array as it is written.
  public init(arrayLiteral elements: JSON...) { self = .array(elements) }
  /// A string as it is written.
  public init(stringLiteral value: String) { self = .string(value) }
  /// A number as it is written.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A whole number as it is written.
  public init(integerLiteral value: Int) { self = .number(Double(value)) }
  /// True or false as it is written.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// An object of the members that are written; of several of one name, the last.
  public init(dictionaryLiteral elements: (String, JSON)...) {
    for (name, value) in elements { self[name] = value }
  }
}

extension JSON {
  /// An integer of the format, below 2^53.
  public init(_ integer: Int) { self = .number(Double(integer)) }

  /// Reads JSON as other programs write it: RFC 8259 in any spelling, but no null, no two members of one
  /// name, and numbers below 2^53 in magnitude.
  ///
  /// - Parameters:
  ///   - leavingOutNulls: whether members that are null are taken as absent; other nulls are refused.
  ///   - limits: `memory` bounds what is made of the text.
  /// - Throws: ``FormatError`` with `invalid-json`, `wrong-type` or `out-of-range`; `limit-exceeded` for more than
  ///   8,388,608 values or 1,048,576 objects, or beyond the limits; `system` where there is too little memory.
  public init(
    parsing bytes: [UInt8], leavingOutNulls: Bool = false, limits: ReaderLimits = ReaderLimits()
  ) throws(FormatError) {
    self = try JSONParser.parseAnySpelling(
      bytes, leavingOutNulls: leavingOutNulls, limits: limits)
  }

  /// The most of the characters `,`, `:`, `[` and `{` between values: a parser makes much more of a value than the
  /// two characters that it may take.
  package static let maximumSeparators = 8 << 20

  /// The most objects, of which json-c makes much more than of other values.
  package static let maximumObjects = 1 << 20

  /// Refuses a text that would not be read.
  ///
  /// - Throws: ``FormatError`` with `limit-exceeded`.
  package static func checkValues(in text: [UInt8], field: String) throws(FormatError) {
    try JSONTally(of: text).check(field: field)
  }

  /// Members of all objects in the value.
  var memberCount: Int {
    switch self {
    case .object(let object): object.members.reduce(0) { $0 + 1 + $1.value.memberCount }
    case .array(let elements): elements.reduce(0) { $0 + $1.memberCount }
    case .string, .number, .bool: 0
    }
  }

  /// What kind of value this is, as errors tell it.
  public var kind: String {
    switch self {
    case .object: "an object"
    case .array: "an array"
    case .string: "a string"
    case .number: "a number"
    case .bool: "true or false"
    }
  }
}
