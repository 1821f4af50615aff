import Glibc

/// Where numbers stand along one side of a chart, and the round ones that are written there.
struct Axis: Sendable, Equatable {
  /// The numbers at its two ends.
  let low, high: Double
  /// The numbers that are written, within the ends.
  let ticks: [Tick]
  /// What the numbers are.
  let title: String
  let isLogarithmic: Bool
  /// What it does not go beyond: numbers that lie there are not shown.
  private var limits: ClosedRange<Double>?

  /// Numbers beyond this are drawn as little as infinite ones, and logarithms only from its inverse on: so all
  /// distances and their parts are finite.
  private static let drawable = 1e290

  /// Whether the axis can show a number at all.
  func shows(_ value: Double) -> Bool { Self.shows(value, isLogarithmic, limits) }

  private static func shows(
    _ value: Double, _ isLogarithmic: Bool, _ limits: ClosedRange<Double>?
  ) -> Bool {
    value.magnitude < drawable && (!isLogarithmic || value > 1 / drawable)
      && (limits?.contains(value) ?? true)
  }

  /// The part of the way from the low end to the high one.
  func position(_ value: Double) -> Double {
    guard isLogarithmic else { return (value - low) / (high - low) }
    return (log(value) - log(low)) / (log(high) - log(low))
  }

  /// An axis that begins and ends at ticks, and shows all of `values` that can be shown.
  ///
  /// - Parameter limits: what it does not go beyond; numbers that lie there are not shown.
  init(
    _ title: String, showing values: some Sequence<Double>, about count: Int = 5,
    logarithmic: Bool = false, limits: ClosedRange<Double>? = nil
  ) {
    self.title = title
    isLogarithmic = logarithmic
    self.limits = limits
    var (low, high) = (Double.infinity, -Double.infinity)
    for value in values where Self.shows(value, logarithmic, limits) {
      low = min(low, value)
      high = max(high, value)
    }
    if low > high { (low, high) = logarithmic ? (0.1, 1) : (0, 1) }
    if logarithmic {
      let all = [Tick].logarithmic(over: low...high)
      ticks = all.count > 1 ? all : [Tick].logarithmic(over: (low / 2)...(high * 2))
    } else {
      // Numbers that are all but equal are shown in the middle of a range of their own size.
      if high - low <= max(low.magnitude * 1e-9, 1 / Self.drawable) {
        let half = low.magnitude / 2
        (low, high) = half > 1 / Self.drawable ? (low - half, high + half) : (0, 1)
      }
      if let limits { (low, high) = (max(low, limits.lowerBound), min(high, limits.upperBound)) }
      let all = [Tick].linear(over: low...high, about: count)
      ticks = limits.map { limits in all.filter { limits.contains($0.value) } } ?? all
    }
    self.low = ticks.first?.value ?? low
    self.high = ticks.last?.value ?? high
  }

  /// An axis of the numbers 1 … `count`, that begins and ends with them.
  init(_ title: String, counting count: Int, about steps: Int) {
    self.title = title
    isLogarithmic = false
    guard count > 1 else {
      (low, high, ticks) = (0.5, 1.5, [Tick(1, exponent: 0)])
      return
    }
    (low, high) = (1, Double(count))
    let round = [Tick].linear(over: 0...Double(count), about: steps, whole: true)
      .filter { (1...Double(count)).contains($0.value) }
    // The first has a label where the next leaves it room.
    let isClose = round.first.map { ($0.value - 1) / Double(count - 1) < 0.6 / Double(steps) }
    ticks = isClose == false ? [Tick(1, exponent: 0)] + round : round
  }

  /// An axis of two numbers and the round ones between them, a few.
  init(_ title: String, from low: Double, to high: Double, about count: Int) {
    self.title = title
    isLogarithmic = false
    (self.low, self.high) = (low, high)
    let length = high - low
    guard length > max(low.magnitude * 1e-9, 1 / Self.drawable), length < Self.drawable else {
      ticks = []
      return
    }
    ticks = [Tick].linear(over: low...high, about: count)
      .filter { (low...high).contains($0.value) }
  }
}
