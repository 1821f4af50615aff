/// The partial results of a sum along a row: element i goes to partial result i mod 16.
///
/// Sixteen is a number that every vector unit divides, so any of them can keep this order.
/// Rule A4 of spec/arithmetic.md.
struct RowSum {
  private var partial = SIMD16<Float>(repeating: 0)

  /// Adds `value`, element `index` of the row; indices come in ascending order.
  mutating func add(_ value: Float, at index: Int) {
    partial[index & 15] += value
  }

  /// The tree over the partial results: (i, i+8), (i, i+4), (i, i+2), (i, i+1).
  var total: Float {
    var sums = partial
    for step in [8, 4, 2, 1] {
      for i in 0..<step { sums[i] += sums[i + step] }
    }
    return sums[0]
  }
}

/// A sum in double precision over any number of elements, in blocks of 1,024: the elements of a
/// block in order, then the blocks in order.
///
/// Losses, metrics, means and variances are sums of this kind. The blocks make the result the same
/// whether the elements arrive in one call or in many. Rule A5 of spec/arithmetic.md.
struct BlockSum {
  private static let blockSize = 1024
  private var blocks = 0.0
  private var block = 0.0
  private var filled = 0

  /// A sum of nothing yet.
  init() {}

  /// A sum of `count` elements that was kept as its ``parts``.
  init(_ parts: [Double], count: Int) {
    (blocks, block) = (parts[0], parts[1])
    filled = count % Self.blockSize
  }

  /// The sum of all whole blocks, and that of the block under way.
  var parts: [Double] { [blocks, block] }

  /// Adds the next element.
  mutating func add(_ value: Double) {
    block += value
    filled += 1
    if filled == Self.blockSize {
      blocks += block
      block = 0
      filled = 0
    }
  }

  /// The sum of what was added.
  var total: Double { filled == 0 ? blocks : blocks + block }
}

/// The position of the largest element; the lowest one among equals. NaN is never larger.
func indexOfMaximum(_ values: some RandomAccessCollection<Float>) -> Int {
  var best = 0
  var largest = -Float.infinity
  for (index, value) in values.enumerated() where value > largest {
    largest = value
    best = index
  }
  return best
}
