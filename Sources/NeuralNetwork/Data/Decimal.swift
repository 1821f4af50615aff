/// Decimal numbers as tables hold them, read correctly rounded.
enum Decimal {
  /// 10⁰ … 10²², the powers of ten that a double holds exactly.
  private static let powers: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// The double nearest to the decimal number that `text` is; `nil` if it is none, or none that is
  /// finite.
  ///
  /// The grammar is `[+-] digits [. digits] [e [+-] digits]`, with a digit on one side of the point
  /// at least, and blanks around it: no hexadecimal, no infinity, no NaN. Up to 2⁵³ digits' worth
  /// times a power of ten up to 10²² both are exact, so one rounding is all there is (Clinger,
  /// 1990); the rest is left to the standard library, which rounds correctly.
  static func double(_ text: ArraySlice<UInt8>) -> Double? {
    var text = text
    while let byte = text.first, byte == 0x20 || byte == 0x09 { text.removeFirst() }
    while let byte = text.last, byte == 0x20 || byte == 0x09 { text.removeLast() }
    guard let parts = Parts(text) else { return nil }
    if parts.isExact, parts.exponent.magnitude <= 22 {
      let power = powers[Int(parts.exponent.magnitude)]
      let digits = Double(parts.digits)
      let value = parts.exponent < 0 ? digits / power : digits * power
      return parts.isNegative ? -value : value
    }
    guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else {
      return nil
    }
    return value
  }

  /// A decimal number taken apart.
  private struct Parts {
    var isNegative = false
    /// The digits before the exponent as one number, if `isExact`.
    var digits: UInt64 = 0
    /// Whether `digits` is all of them and at most 2⁵³.
    var isExact = true
    /// The power of ten that `digits` is multiplied by; clamped far outside a double's range.
    var exponent = 0

    init?(_ text: ArraySlice<UInt8>) {
      var rest = text
      isNegative = rest.first == UInt8(ascii: "-")
      if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
      var count = takeDigits(&rest)
      if rest.first == UInt8(ascii: ".") {
        rest.removeFirst()
        let fraction = takeDigits(&rest)
        exponent -= fraction
        count += fraction
      }
      guard count > 0 else { return nil }
      if let byte = rest.first, byte | 0x20 == UInt8(ascii: "e") {
        rest.removeFirst()
        guard takeExponent(&rest) else { return nil }
      }
      guard rest.isEmpty else { return nil }
    }

    private mutating func takeDigits(_ rest: inout ArraySlice<UInt8>) -> Int {
      var count = 0
      while let byte = rest.first, (0x30...0x39).contains(byte) {
        rest.removeFirst()
        count += 1
        digits = digits &* 10 &+ UInt64(byte & 15)
        // Below 2⁵³ before this digit, so the product above cannot have wrapped.
        if isExact, digits > 1 << 53 { isExact = false }
      }
      return count
    }

    private mutating func takeExponent(_ rest: inout ArraySlice<UInt8>) -> Bool {
      let isNegative = rest.first == UInt8(ascii: "-")
      if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
      guard !rest.isEmpty else { return false }
      var value = 0
      while let byte = rest.first, (0x30...0x39).contains(byte) {
        rest.removeFirst()
        value = min(value * 10 + Int(byte & 15), 1_000_000)
      }
      exponent += isNegative ? -value : value
      return true
    }
  }
}
