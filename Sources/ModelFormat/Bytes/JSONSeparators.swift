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

  /// The same number where it is above a bound; at most the bound where it is not.
  ///
  /// Signs are counted first wherever they stand, which is done many at a time, and mostly is enough.
  static func count(in bytes: [UInt8], above bound: Int) -> Int {
    let all = bytes.span
    var signs = 0
    for index in all.indices {
      let byte = all[index]
      let isSign =
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "[")
        || byte == UInt8(ascii: "{")
      signs &+= isSign ? 1 : 0
    }
    return signs <= bound ? signs : count(in: bytes)
  }
}
