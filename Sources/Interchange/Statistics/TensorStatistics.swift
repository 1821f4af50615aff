public import ModelFormat

/// What the numbers of a tensor are like, while its bytes stream by: memory for a piece, not for a tensor.
///
/// The result does not depend on how the bytes are cut into pieces. Mean and deviation are of the finite numbers
/// alone, so that one NaN does not hide what the others are like.
public struct TensorStatistics: Sendable {
  /// Numbers: one an element, of `c64` two.
  public private(set) var count = 0
  /// How many of them are infinite or NaN.
  public private(set) var nonFiniteCount = 0
  /// How many of them are zero, of either sign.
  public private(set) var zeroCount = 0
  /// The smallest finite number; nil where there is none.
  public private(set) var minimum: Double?
  /// The largest finite number; nil where there is none.
  public private(set) var maximum: Double?

  private let numbers: ElementNumbers
  private var moments = Moments()
  /// Finite numbers that are not in the moments yet.
  private var block: [Double] = []

  /// So many numbers are summed up at once.
  private static let blockSize = 512

  /// - Parameter type: the type of the tensor's elements.
  public init(_ type: ElementType) {
    numbers = ElementNumbers(type)
    block.reserveCapacity(Self.blockSize)
  }

  /// Takes the next raw bytes of the tensor.
  ///
  /// - Precondition: they are those of whole elements.
  public mutating func add(_ bytes: Span<UInt8>) {
    // In pieces, since a number takes up to eight times what its element takes.
    let step = numbers.type.size << 14
    for start in stride(from: 0, to: bytes.count, by: step) {
      add(numbers.numbers(bytes.extracting(start..<min(start + step, bytes.count))))
    }
  }

  private mutating func add(_ values: [Double]) {
    count += values.count
    var (low, high) = (minimum ?? .infinity, maximum ?? -.infinity)
    for value in values {
      guard value.isFinite else {
        nonFiniteCount += 1
        continue
      }
      if value == 0 { zeroCount += 1 }
      if value < low { low = value }
      if value > high { high = value }
      block.append(value)
      if block.count == Self.blockSize {
        moments.merge(Moments(of: block))
        block.removeAll(keepingCapacity: true)
      }
    }
    if low <= high { (minimum, maximum) = (low, high) }
  }

  /// The mean of the finite numbers; nil where there is none.
  public var mean: Double? { total.count == 0 ? nil : total.mean }

  /// The standard deviation of the finite numbers, that of a population: the root of the mean square distance from
  /// the mean. Nil where there is none; infinite where the squares have no place in a double.
  public var deviation: Double? {
    let total = total
    return total.count == 0 ? nil : (total.squares / Double(total.count)).squareRoot()
  }

  /// The part of all numbers that is zero; nil where there are no numbers.
  public var zeroShare: Double? { count == 0 ? nil : Double(zeroCount) / Double(count) }

  private var total: Moments {
    var total = moments
    total.merge(Moments(of: block))
    return total
  }
}

/// The number of some values, their mean, and the sum of the squares of their distances from it.
private struct Moments {
  var count = 0
  var mean = 0.0
  var squares = 0.0

  init() {}

  /// Those of a few values: their mean, put right by what is left over, and then the distances from it.
  init(of values: [Double]) {
    guard !values.isEmpty else { return }
    count = values.count
    let number = Double(count)
    mean = values.reduce(0, +) / number
    // A sum of the largest numbers has no place in a double, their mean has.
    if !mean.isFinite { mean = values.reduce(0) { $0 + $1 / number } }
    let provisional = mean
    mean += values.reduce(0) { $0 + ($1 - provisional) } / number
    for value in values { squares += (value - mean) * (value - mean) }
  }

  /// Chan, Golub and LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances", 1979.
  mutating func merge(_ other: Moments) {
    guard other.count > 0 else { return }
    guard count > 0 else {
      self = other
      return
    }
    let sum = count + other.count
    let distance = other.mean - mean
    let share = Double(other.count) / Double(sum)
    mean += distance * share
    squares += other.squares + distance * distance * share * Double(count)
    count = sum
  }
}
