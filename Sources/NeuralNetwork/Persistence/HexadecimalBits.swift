import ModelFormat

/// Numbers that a header holds as 16 lower-case hexadecimal digits: all 64 bits of them.
///
/// A number of JSON is of magnitude below 2^53 there (H6 of spec/format.md); a seed is not, nor is a sum of
/// losses that nobody has scaled.
extension JSON {
  /// The digits of an integer.
  static func bits(_ value: UInt64) -> JSON {
    let digits = String(value, radix: 16)
    return .string(String(repeating: "0", count: 16 - digits.count) + digits)
  }

  /// The digits of a binary64.
  static func bits(_ value: Double) -> JSON { bits(value.bitPattern) }
}

extension HeaderFields {
  /// The integer whose digits a member is.
  ///
  /// - Throws: `FormatError` with `missing-member`, or `wrong-type` for anything but 16 digits.
  func bits(_ name: String) throws(FormatError) -> UInt64 { try bits(try string(name), at: name) }

  /// The finite binary64 whose digits a member is.
  ///
  /// - Throws: as ``bits(_:)``; `out-of-range` for an infinity or a NaN.
  func bitReal(_ name: String) throws(FormatError) -> Double {
    try bitReal(try string(name), at: name)
  }

  /// So for an array of a given number of them.
  ///
  /// - Throws: as ``bitReal(_:)``; `out-of-range` for another number of them.
  func bitReals(_ name: String, count: Int) throws(FormatError) -> [Double] {
    let digits = try strings(name)
    guard digits.count == count else {
      throw outOfRange("\(count) numbers", "\(digits.count)", at: name)
    }
    var result: [Double] = []
    for (index, digits) in digits.enumerated() {
      result.append(try bitReal(digits, at: "\(name)[\(index)]"))
    }
    return result
  }

  private func bitReal(_ digits: String, at name: String) throws(FormatError) -> Double {
    let value = Double(bitPattern: try bits(digits, at: name))
    guard value.isFinite else { throw outOfRange("a finite number", digits, at: name) }
    return value
  }

  private func bits(_ digits: String, at name: String) throws(FormatError) -> UInt64 {
    let isHexadecimal =
      digits.utf8.count == 16 && digits.utf8.allSatisfy(\.isLowerCaseHexadecimalDigit)
    guard isHexadecimal, let value = UInt64(digits, radix: 16) else {
      throw error(
        .wrongType(expected: "16 lower-case hexadecimal digits", found: "\"\(digits)\""), at: name)
    }
    return value
  }
}

extension UInt8 {
  /// Whether this is the character 0 … 9 or a … f.
  var isLowerCaseHexadecimalDigit: Bool {
    (0x30...0x39).contains(self) || (0x61...0x66).contains(self)
  }
}
