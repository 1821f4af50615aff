public import ModelFormat

/// How the elements of a tensor of floats are spread, and what sums them up.
///
/// Elements that are not finite are counted and otherwise left out. The bins part the range from the smallest
/// element to the largest into equal widths; an element on an inner edge is of the upper bin, and the largest is
/// of the last.
public struct TensorHistogram: Equatable, Sendable {
  /// The number of elements.
  public let count: Int
  /// How many of them are 0, of either sign.
  public let zeros: Int
  /// How many of them are infinite or not a number.
  public let nonFinite: Int
  /// What the finite elements come to; nil where there are none.
  public let summary: Summary?
  /// The number of finite elements in each bin, from the smallest up.
  ///
  /// One bin alone where all elements are equal; none where none is finite.
  public let bins: [Int]

  /// The measures of finite elements.
  public struct Summary: Equatable, Sendable {
    /// Their mean.
    public let mean: Double
    /// The root of the mean of their squared distances from it: that of the elements, not an estimate from a
    /// sample.
    public let deviation: Double
    /// The smallest.
    public let minimum: Double
    /// The largest.
    public let maximum: Double
  }

  /// The part of the elements that is 0; 0 of none.
  public var zeroShare: Double { count == 0 ? 0 : Double(zeros) / Double(count) }

  /// The histogram of a tensor; nil for one whose elements are not floats.
  ///
  /// - Throws: `FormatError` with `limit-exceeded` where no memory could hold its elements as floats.
  /// - Precondition: `bins` is at least 1.
  public init?(_ tensor: Tensor, bins: Int) throws(FormatError) {
    let elements: [Double]
    switch tensor.info.type {
    case .f64, .f32, .f16, .bf16:
      guard let floats = tensor.floats else { return nil }
      elements = floats
    case .f8E4M3, .f8E5M2, .f8E8M0, .f8E4M3FNUZ, .f8E5M2FNUZ:
      guard let floats = try tensor.widened().floats else { return nil }
      elements = floats
    default: return nil
    }
    self.init(elements, bins: bins)
  }

  /// The histogram of given numbers.
  ///
  /// - Precondition: `bins` is at least 1.
  public init(_ elements: [Double], bins: Int) {
    precondition(bins >= 1, "at least one bin")
    let finite = elements.filter(\.isFinite)
    count = elements.count
    zeros = elements.count { $0 == 0 }
    nonFinite = elements.count - finite.count
    guard let minimum = finite.min(), let maximum = finite.max() else {
      summary = nil
      self.bins = []
      return
    }

    // In units of a power of two that brings all of them below 2: exact, and no sum or square overflows.
    let largest = max(minimum.magnitude, maximum.magnitude)
    let unit = largest == 0 ? 1 : largest.binade
    let number = Double(finite.count)
    let mean = finite.reduce(0) { $0 + $1 / unit } / number
    let variance =
      finite.reduce(0) { sum, element in
        let distance = element / unit - mean
        return sum + distance * distance
      } / number
    // A mean lies between the extremes, whatever rounding has done to it.
    summary = Summary(
      mean: min(max(mean * unit, minimum), maximum), deviation: variance.squareRoot() * unit,
      minimum: minimum, maximum: maximum)

    guard minimum < maximum else {
      self.bins = [finite.count]
      return
    }
    var counts = [Int](repeating: 0, count: bins)
    let (low, range) = (minimum / unit, maximum / unit - minimum / unit)
    for element in finite {
      let place = (element / unit - low) / range * Double(bins)
      counts[min(Int(place), bins - 1)] += 1
    }
    self.bins = counts
  }
}
