import TestSupport

/// Bytes of every shape that a coder may stumble over.
enum PlaneSample: CaseIterable {
  case one, two, noise, sevenBits, fibonacci, runs, skewed, changing, sparse, text, counter, periods
  case noiseThenRuns, rareRuns, exponents

  /// Bytes of some shape.
  static func any(_ count: Int, using generator: inout Deterministic) -> [UInt8] {
    guard let shape = allCases.randomElement(using: &generator) else { return [] }
    return shape.bytes(count, using: &generator)
  }

  func bytes(_ count: Int, using generator: inout Deterministic) -> [UInt8] {
    let (a, b) = (generator.bytes(1)[0], generator.bytes(1)[0])
    switch self {
    case .one: return [UInt8](repeating: a, count: count)
    case .two: return generator.bytes(count).map { $0 & 1 == 0 ? a : b }
    case .noise: return generator.bytes(count)
    case .sevenBits: return generator.bytes(count).map { $0 & 0x7F }
    case .fibonacci: return Self.fibonacci(count, &generator)
    case .runs: return Self.runs(count, &generator)
    case .skewed: return generator.bytes(count).map { $0 & a }
    case .changing:
      let half = count / 2
      return generator.bytes(half).map { $0 & 15 }
        + generator.bytes(count - half).map { 128 | $0 & b }
    case .sparse:
      return generator.bytes(count).map { byte in byte < 16 ? byte : 0 }
    case .text: return Self.text(count, &generator)
    case .counter: return (0..<count).map { UInt8(truncatingIfNeeded: $0 / (1 + Int(a & 7))) }
    case .periods:
      let period = generator.bytes(2 + Int(a))
      return (0..<count).map { period[$0 % period.count] }
    case .noiseThenRuns:
      let half = count / 2
      return generator.bytes(half) + Self.runs(count - half, &generator)
    case .rareRuns:
      var bytes = generator.bytes(count).map { $0 & 31 }
      let start = count / 3
      for index in start..<min(count, start + 300) { bytes[index] = b }
      return bytes
    case .exponents:
      // One less is half as likely, as with the exponents of even numbers.
      return (0..<count).map { _ in 127 &- UInt8(min(40, generator.next().trailingZeroBitCount)) }
    }
  }

  /// Symbols as often as Fibonacci's numbers, whose words are as long as can be.
  private static func fibonacci(_ count: Int, _ generator: inout Deterministic) -> [UInt8] {
    var bytes: [UInt8] = []
    var (last, next, symbol) = (1, 1, UInt8(truncatingIfNeeded: generator.next()))
    while bytes.count < count {
      bytes += [UInt8](repeating: symbol, count: min(last, count - bytes.count))
      (last, next) = (next, last + next)
      symbol &+= 37
    }
    return bytes.shuffled(using: &generator)
  }

  /// Runs of those lengths at which something changes, and of others.
  private static func runs(_ count: Int, _ generator: inout Deterministic) -> [UInt8] {
    let edges = [
      1, 2, 3, 4, 5, 10, 11, 12, 18, 66, 67, 68, 257, 258, 259, 260, 261, 262, 263, 515, 516, 517,
      518, 519,
      520, 774, 775, 776,
    ]
    var bytes: [UInt8] = []
    let (values, most) = (
      Int.random(in: 1...6, using: &generator), Int.random(in: 1...28, using: &generator)
    )
    while bytes.count < count {
      let length =
        Bool.random(using: &generator)
        ? edges[Int.random(in: 0..<most, using: &generator)]
        : Int.random(in: 1...30, using: &generator)
      let value = UInt8(Int.random(in: 0..<values, using: &generator) * 50)
      bytes += [UInt8](repeating: value, count: min(length, count - bytes.count))
    }
    return bytes
  }

  private static func text(_ count: Int, _ generator: inout Deterministic) -> [UInt8] {
    let words = [
      "the ", "weight ", "of ", "a ", "layer", ", ", "network ", "and ", "bias\n", "is ",
    ]
    var bytes: [UInt8] = []
    while bytes.count < count { bytes += Array(words[Int(generator.next() % 10)].utf8) }
    return Array(bytes[..<count])
  }
}
