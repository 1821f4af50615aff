/// Numbers as people read them: always with a point, whatever the locale.
enum NumberFormat {
  /// The shortest text that reads back as the same number, `0.1`, `3`, `1e-05`.
  static func shortest(_ value: Double) -> String { withoutPointZero(value.description) }

  /// The shortest text that reads back as the same fp32 number.
  static func shortest(_ value: Float) -> String { withoutPointZero(value.description) }

  private static func withoutPointZero(_ text: String) -> String {
    text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// `0.973`: this many digits behind the point, correctly rounded (ties to even), as C's `%.3f`.
  ///
  /// Numbers too large for that many exact digits, from 2^52 / 10^digits on, are printed shortest.
  static func fixed(_ value: Double, digits: Int) -> String {
    precondition((0...15).contains(digits), "0 to 15 digits")
    let scale = (0..<digits).reduce(1.0) { product, _ in product * 10 }
    let scaled = value.magnitude * scale
    guard scaled < 0x1p52 else { return shortest(value) }

    // The fused multiply-add gives what the product lost, which decides where it seems a tie.
    let lost = (-scaled).addingProduct(value.magnitude, scale)
    let below = scaled.rounded(.down)
    var whole = UInt64(below)
    let rest = scaled - below
    if rest > 0.5 || (rest == 0.5 && (lost > 0 || (lost == 0 && whole % 2 == 1))) { whole += 1 }

    let sign = value < 0 && whole > 0 ? "-" : ""
    guard digits > 0 else { return "\(sign)\(whole)" }
    let unit = UInt64(scale)
    let fraction = String(whole % unit)
    let zeros = String(repeating: "0", count: digits - fraction.count)
    return "\(sign)\(whole / unit).\(zeros)\(fraction)"
  }

  /// `97.3 %`: of a fraction between 0 and 1.
  static func percent(_ fraction: Double, digits: Int = 1) -> String {
    fixed(fraction * 100, digits: digits) + " %"
  }

  /// `0.03124`, `2.303`, `1.234e-05`: this many digits from the first that is not 0.
  static func significant(_ value: Double, digits: Int = 4) -> String {
    precondition(digits >= 1, "1 digit or more")
    guard value.isFinite, value != 0 else { return value == 0 ? "0" : "\(value)" }
    var (number, exponent) = decimalDigits(value.magnitude)
    if number.count > digits {
      let roundsUp = number[digits] >= 5
      number.removeSubrange(digits...)
      if roundsUp, increment(&number) { exponent += 1 }
    }
    number += Array(repeating: 0, count: digits - number.count)
    let sign = value < 0 ? "-" : ""
    func text(_ part: some Sequence<Int>) -> String { part.map(String.init).joined() }

    switch exponent {
    case -3...0:
      return sign + "0." + String(repeating: "0", count: -exponent) + text(number)
    case 1..<digits:
      return sign + text(number[..<exponent]) + "." + text(number[exponent...])
    case digits...max(digits, 6):
      return sign + text(number) + String(repeating: "0", count: exponent - digits)
    default:
      let fraction = number.count > 1 ? "." + text(number[1...]) : ""
      let power = exponent - 1
      let padding = power.magnitude < 10 ? "0" : ""
      return "\(sign)\(number[0])\(fraction)e\(power < 0 ? "-" : "+")\(padding)\(power.magnitude)"
    }
  }

  /// `12,345`
  static func grouped(_ value: some BinaryInteger) -> String {
    let digits = String(value.magnitude)
    var text = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }

  /// `512 B`, `1.4 MiB`: powers of 1024.
  static func bytes(_ count: UInt64) -> String {
    guard count >= 1024 else { return "\(count) B" }
    let units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
    var power = 0
    var shift: UInt64 = 10
    // 1023.95 KiB would be rounded to 1024.0 KiB: the next unit begins there.
    while power < 5, tenths(of: count, shift) >= 10240 {
      power += 1
      shift += 10
    }
    let tenths = tenths(of: count, shift)
    return "\(tenths / 10).\(tenths % 10) \(units[power])"
  }

  /// `count` in tenths of 2^shift, rounded.
  private static func tenths(of count: UInt64, _ shift: UInt64) -> UInt64 {
    UInt64((UInt128(count) * 10 + (UInt128(1) << (shift - 1))) >> shift)
  }

  /// `0.4 ms`, `4.2 s`, `42 s`, `1m 05s`, `2h 03m`, `3d 04h`.
  static func duration(_ duration: Duration) -> String {
    let (wholeSeconds, attoseconds) = duration.components
    let seconds = Double(wholeSeconds) + Double(attoseconds) * 1e-18
    if seconds < 0.1 { return fixed(max(0, seconds * 1000), digits: 1) + " ms" }
    if seconds < 9.95 { return fixed(seconds, digits: 1) + " s" }
    let whole = wholeSeconds + (attoseconds >= 500_000_000_000_000_000 ? 1 : 0)
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    switch whole {
    case ..<60: return "\(whole) s"
    case ..<3600: return "\(whole / 60)m \(two(whole % 60))s"
    case ..<86400: return "\(whole / 3600)h \(two(whole / 60 % 60))m"
    default: return "\(whole / 86400)d \(two(whole / 3600 % 24))h"
    }
  }

  /// The digits of the shortest decimal form, and where the point stands before them:
  /// value = 0.d₁d₂… × 10^exponent.
  static func decimalDigits(_ value: Double) -> (digits: [Int], exponent: Int) {
    let parts = value.description.split(separator: "e")
    var exponent = parts.count > 1 ? Int(parts[1])! : 0
    let mantissa = parts[0].split(separator: ".")
    exponent += mantissa[0].count
    var digits = mantissa.joined().map { $0.wholeNumberValue! }
    while digits.count > 1, digits.first == 0 {
      digits.removeFirst()
      exponent -= 1
    }
    while digits.count > 1, digits.last == 0 { digits.removeLast() }
    return (digits, exponent)
  }

  /// Adds one to the last digit; true where that made one digit more, as 99 → 10(0).
  private static func increment(_ digits: inout [Int]) -> Bool {
    for index in digits.indices.reversed() {
      if digits[index] < 9 {
        digits[index] += 1
        return false
      }
      digits[index] = 0
    }
    digits[0] = 1
    return true
  }
}
