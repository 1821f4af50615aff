/// What a JSON text will cost to parse, told before it is parsed (spec/format.md H7).
enum JSONSeparators {
  /// How often `,`, `:`, `[` and `{` stand outside of strings: at least the number of values, less one.
  static func count(in bytes: [UInt8]) -> Int {
    var count = 0
    var isInString = false
    var isEscaped = false
    for byte in bytes {
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
        case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "{"): count += 1
        default: break
        }
      }
    }
    return count
  }
}
