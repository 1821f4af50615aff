/// What stands in a JSON text, counted before it is parsed, which tells what that will cost (spec/format.md H7).
struct JSONTally {
  /// The length of the text.
  let byteCount: Int

  /// How often `,`, `:`, `[` and `{` stand outside of strings: at least the number of values, less one.
  private(set) var separators = 0

  /// How often `{` does.
  private(set) var objects = 0

  /// Counts in a text, whether it is JSON or not: a string goes from a quotation mark to the next that has no
  /// backslash of its own.
  init(of text: [UInt8]) {
    byteCount = text.count
    var isInString = false
    var isEscaped = false
    for byte in text {
      if isInString {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
        }
      } else {
        switch byte {
        case UInt8(ascii: "\""): isInString = true
        case UInt8(ascii: "{"):
          objects += 1
          separators += 1
        case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "["): separators += 1
        default: break
        }
      }
    }
  }

  /// The number of separators where it is above a bound; at most the bound where it is not.
  ///
  /// Signs are counted first wherever they stand, which is done many at a time, and mostly is enough.
  static func separators(in text: [UInt8], above bound: Int) -> Int {
    let all = text.span
    var signs = 0
    for index in all.indices {
      let byte = all[index]
      let isSign =
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "[")
        || byte == UInt8(ascii: "{")
      signs &+= isSign ? 1 : 0
    }
    return signs <= bound ? signs : JSONTally(of: text).separators
  }
}

extension JSONTally {
  /// Bytes that the value of a canonical text takes at most, as it grows: objects of one member have the most.
  static func valueSize(of text: [UInt8]) -> Int {
    96 * separators(in: text, above: 1 << 11) + 3 * text.count
  }

  /// Bytes that json-c's tree takes at most, with the value that is made of it: it gives every object room for 16
  /// members.
  var treeSize: Int { 160 * separators + 700 * objects + 5 * byteCount }

  /// Refuses a text, however it is spelled, of which more would be made than of any that is worth it (spec/json.md J2).
  ///
  /// - Throws: ``FormatError`` with `limit-exceeded`.
  func check(field: String) throws(FormatError) {
    guard separators <= JSON.maximumSeparators else {
      throw FormatError(
        .limitExceeded(
          expected: "at most \(JSON.maximumSeparators) values", found: "\(separators)"),
        field: field)
    }
    guard objects <= JSON.maximumObjects else {
      throw FormatError(
        .limitExceeded(expected: "at most \(JSON.maximumObjects) objects", found: "\(objects)"),
        field: field)
    }
  }

  /// Whether it is worth to have json-c say what is wrong with a header: memory in no proportion to the file would
  /// be taken for those that have more (spec/format.md §11).
  var isWorthExplaining: Bool { separators <= 1 << 20 && objects <= 1 << 16 }
}
