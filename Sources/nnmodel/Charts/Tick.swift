/// A round number on an axis, and how it is written there.
struct Tick: Sendable, Equatable {
  var value: Double
  var label: String

  /// The number `digits` × 10^`exponent`, as the nearest Double and as exact decimal text.
  init(_ digits: Int, exponent: Int) {
    value = Double("\(digits)e\(exponent)") ?? 0
    label = Self.label(digits, exponent: exponent)
  }

  private static func label(_ digits: Int, exponent: Int) -> String {
    guard digits != 0 else { return "0" }
    let sign = digits < 0 ? "-" : ""
    var number = String(digits.magnitude)
    // What is large or small in all its digits would only be zeros.
    if exponent > 0, number.count + exponent <= 6 {
      return NumberFormat.grouped(digits * (0..<exponent).reduce(1) { power, _ in power * 10 })
    }
    if exponent == 0, number.count <= 6 { return NumberFormat.grouped(digits) }
    if exponent < 0, exponent >= -5 {
      let places = -exponent
      let padded = String(repeating: "0", count: max(0, places + 1 - number.count)) + number
      return "\(sign)\(padded.dropLast(places)).\(padded.suffix(places))"
    }
    let power = exponent + number.count - 1
    while number.count > 1, number.hasSuffix("0") { number.removeLast() }
    let fraction = number.count > 1 ? "." + number.dropFirst() : ""
    return "\(sign)\(number.prefix(1))\(fraction)e\(power)"
  }
}

extension [Tick] {
  /// Ticks at multiples of 1, 2 or 5 times a power of ten, about `count` steps apart, the first at or below `range`
  /// and the last at or above it.
  ///
  /// - Precondition: the range is of finite numbers, and longer than 0.
  static func linear(over range: ClosedRange<Double>, about count: Int, whole: Bool = false)
    -> [Tick]
  {
    let (digits, power) = NumberFormat.decimalDigits(
      (range.upperBound - range.lowerBound) / Double(Swift.max(count, 1)))
    // A step of 0.d₁d₂… × 10^power, raised to the next of 1, 2, 5, 10.
    let mantissa = digits.prefix(15).reversed().reduce(0.0) { $0 / 10 + Double($1) }
    var step = mantissa <= 1 ? 1 : mantissa <= 2 ? 2 : mantissa <= 5 ? 5 : 10
    var exponent = power - 1
    if step == 10 { (step, exponent) = (1, exponent + 1) }
    if whole, exponent < 0 { (step, exponent) = (1, 0) }
    let width = Tick(step, exponent: exponent).value
    let first = Int((range.lowerBound / width).rounded(.down))
    let last = Int((range.upperBound / width).rounded(.up))
    return (first...Swift.max(first, last)).map { Tick($0 * step, exponent: exponent) }
  }

  /// Ticks at 1, 2 and 5 times the powers of ten, or where these would be many, at powers of ten alone.
  ///
  /// - Precondition: the range is of finite numbers above 0.
  static func logarithmic(over range: ClosedRange<Double>) -> [Tick] {
    let (low, high) = (range.lowerBound, range.upperBound)
    // 0.d₁d₂… × 10^power lies in the decade that begins at 10^(power − 1).
    let first = NumberFormat.decimalDigits(low).exponent - 1
    var last = NumberFormat.decimalDigits(high).exponent - 1
    if Tick(1, exponent: last).value < high { last += 1 }
    if last - first > 3 {
      let every = (last - first + 5) / 6
      let end = first + (last - first + every - 1) / every * every
      return stride(from: first, through: end, by: every).map { Tick(1, exponent: $0) }
    }
    let all = (first...last).flatMap { power in
      [1, 2, 5].map { Tick($0, exponent: power) }
    }
    let from = all.lastIndex { $0.value <= low } ?? 0
    let to = all.firstIndex { $0.value >= high } ?? all.count - 1
    return Array(all[from...Swift.max(from, to)])
  }
}
