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
  /// - Precondition: `bins` is at least 1.
  public init?(_ tensor: Tensor, bins: Int) {
    guard TensorCast.canCast(tensor.info.type) else { return nil }
    let numbers = ElementNumbers(tensor.info.type)
    let step = tensor.info.type.size << 14
    self.init(bins: bins) { body in
      // In pieces, since a number takes up to eight times what its element takes.
      for start in stride(from: 0, to: tensor.bytes.count, by: step) {
        let end = min(start + step, tensor.bytes.count)
        body(numbers.numbers(tensor.bytes.span.extracting(start..<end)))
      }
    }
  }

  /// The histogram of given numbers.
  ///
  /// - Precondition: `bins` is at least 1.
  public init(_ elements: [Double], bins: Int) {
    self.init(bins: bins) { body in body(elements) }
  }

  /// - Parameter forEachPiece: hands over all elements, some at a time, as often as it is called.
  private init(bins: Int, _ forEachPiece: (([Double]) -> Void) -> Void) {
    precondition(bins >= 1, "at least one bin")
    var (count, finite, zeros) = (0, 0, 0)
    var (minimum, maximum) = (Double.infinity, -Double.infinity)
    forEachPiece { piece in
      count += piece.count
      for element in piece where element.isFinite {
        finite += 1
        if element == 0 { zeros += 1 }
        if element < minimum { minimum = element }
        if element > maximum { maximum = element }
      }
    }
    self.count = count
    self.zeros = zeros
    nonFinite = count - finite
    guard finite > 0 else {
      summary = nil
      self.bins = []
      return
    }

    // In units of a power of two that brings all of them below 2: exact, and no sum or square overflows.
    let largest = max(minimum.magnitude, maximum.magnitude)
    let unit = largest == 0 ? 1 : largest.binade
    let number = Double(finite)
    var sum = 0.0
    forEachPiece { piece in
      for element in piece where element.isFinite { sum += element / unit }
    }
    let mean = sum / number
    sum = 0
    forEachPiece { piece in
      for element in piece where element.isFinite {
        let distance = element / unit - mean
        sum += distance * distance
      }
    }
    // A mean lies between the extremes, whatever rounding has done to it.
    summary = Summary(
      mean: min(max(mean * unit, minimum), maximum), deviation: (sum / number).squareRoot() * unit,
      minimum: minimum, maximum: maximum)

    guard minimum < maximum else {
      self.bins = [finite]
      return
    }
    var counts = [Int](repeating: 0, count: bins)
    let (low, range) = (minimum / unit, maximum / unit - minimum / unit)
    forEachPiece { piece in
      for element in piece where element.isFinite {
        let place = (element / unit - low) / range * Double(bins)
        counts[min(Int(place), bins - 1)] += 1
      }
    }
    self.bins = counts
  }
}
