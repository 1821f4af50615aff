public import ModelFormat

/// How far two tensors of one shape are from each other, while their bytes stream by side by side.
///
/// Numbers are compared in double precision, so the element types need not be the same. The result does not depend
/// on how the bytes are cut into pieces.
public struct TensorDifference: Sendable {
  /// The left tensor.
  public let left: TensorInfo
  /// The right tensor.
  public let right: TensorInfo

  /// Elements that differ: in a bit where the types are the same, else in what they stand for.
  public private(set) var differingCount = 0
  /// How many of these have an infinity or a NaN on a side, and so no distance.
  public private(set) var nonFiniteCount = 0
  /// The largest distance of two finite elements.
  public private(set) var maximumDistance = 0.0

  private var distances = 0.0
  private var finiteCount = 0
  private var products = (both: 0.0, left: 0.0, right: 0.0)
  private let leftNumbers: ElementNumbers
  private let rightNumbers: ElementNumbers

  /// So many elements are summed up at once.
  private static let blockSize = 512

  /// Whether the elements of two tensors can be compared: one shape, and not a complex and a real type.
  public static func canCompare(_ left: TensorInfo, _ right: TensorInfo) -> Bool {
    left.shape == right.shape && (left.type == .c64) == (right.type == .c64)
  }

  /// - Precondition: the tensors can be compared.
  public init(_ left: TensorInfo, _ right: TensorInfo) {
    precondition(Self.canCompare(left, right), "tensors that can be compared")
    self.left = left
    self.right = right
    leftNumbers = ElementNumbers(left.type)
    rightNumbers = ElementNumbers(right.type)
  }

  /// The mean distance of the elements that are finite on both sides; of `c64`, that in the plane. Nil where there
  /// are none.
  public var meanDistance: Double? { finiteCount == 0 ? nil : distances / Double(finiteCount) }

  /// The cosine of the angle between the tensors as vectors of their finite elements; nil where one is zero, or too
  /// large for the squares of its elements.
  public var cosineSimilarity: Double? {
    var length = (products.left * products.right).squareRoot()
    if !length.isNormal { length = products.left.squareRoot() * products.right.squareRoot() }
    guard length > 0, length.isFinite, products.both.isFinite else { return nil }
    return min(max(products.both / length, -1), 1)
  }

  /// Whether no element differs.
  public var hasSameElements: Bool { differingCount == 0 }

  /// Whether no element is further off than a tolerance, whatever the types are.
  public func isWithin(_ tolerance: Double) -> Bool {
    nonFiniteCount == 0 && maximumDistance <= tolerance
  }

  /// Takes the next raw bytes of both tensors.
  ///
  /// - Precondition: they are those of equally many whole elements.
  public mutating func add(left: Span<UInt8>, right: Span<UInt8>) {
    let count = left.count / self.left.type.size
    precondition(
      left.count == count * self.left.type.size && right.count == count * self.right.type.size,
      "bytes of equally many elements")
    for start in stride(from: 0, to: count, by: Self.blockSize) {
      let elements = start..<min(start + Self.blockSize, count)
      addBlock(
        left.extracting(Self.bytes(elements, self.left)),
        right.extracting(Self.bytes(elements, self.right)))
    }
  }

  private static func bytes(_ elements: Range<Int>, _ info: TensorInfo) -> Range<Int> {
    elements.lowerBound * info.type.size..<elements.upperBound * info.type.size
  }

  private mutating func addBlock(_ left: Span<UInt8>, _ right: Span<UInt8>) {
    let haveSameType = self.left.type == self.right.type
    let areEqual = haveSameType && left.hasSameBytes(as: right)
    let (lefts, rights) = (leftNumbers.numbers(left), rightNumbers.numbers(right))
    let width = leftNumbers.numbersPerElement
    var sums = (distance: 0.0, both: 0.0, left: 0.0, right: 0.0)
    for element in 0..<lefts.count / width {
      var square = 0.0
      var isFinite = true
      var isDifferent = false
      for index in element * width..<(element + 1) * width {
        let (one, other) = (lefts[index], rights[index])
        guard one.isFinite && other.isFinite else {
          isFinite = false
          isDifferent = isDifferent || !(one == other || one.isNaN && other.isNaN)
          continue
        }
        isDifferent = isDifferent || one != other
        sums.both += one * other
        sums.left += one * one
        sums.right += other * other
        let distance = (one - other).magnitude
        square = width == 1 ? distance : square + distance * distance
      }
      if haveSameType {
        isDifferent = !areEqual && !hasSameBytes(left, right, at: element)
      }
      if isDifferent { differingCount += 1 }
      guard isFinite else {
        if isDifferent { nonFiniteCount += 1 }
        continue
      }
      var distance = width == 1 ? square : square.squareRoot()
      if isDifferent, let exact = integerDistance(left, right, at: element) { distance = exact }
      finiteCount += 1
      sums.distance += distance
      if distance > maximumDistance { maximumDistance = distance }
    }
    distances += sums.distance
    products.both += sums.both
    products.left += sums.left
    products.right += sums.right
  }

  private func hasSameBytes(
    _ left: Span<UInt8>, _ right: Span<UInt8>, at element: Int
  ) -> Bool {
    let size = self.left.type.size
    for index in element * size..<(element + 1) * size where left[index] != right[index] {
      return false
    }
    return true
  }

  /// The distance of two integers of 64 bits, which doubles may not tell from each other; nil for other types.
  private func integerDistance(
    _ left: Span<UInt8>, _ right: Span<UInt8>, at element: Int
  ) -> Double? {
    guard self.left.type == self.right.type else { return nil }
    let bytes = element * 8..<(element + 1) * 8
    switch self.left.type {
    case .i64:
      let one = [Int64](copyingBytes: left.extracting(bytes))[0]
      let other = [Int64](copyingBytes: right.extracting(bytes))[0]
      return Double(
        one > other ? UInt64(bitPattern: one &- other) : UInt64(bitPattern: other &- one))
    case .u64:
      let one = [UInt64](copyingBytes: left.extracting(bytes))[0]
      let other = [UInt64](copyingBytes: right.extracting(bytes))[0]
      return Double(max(one, other) - min(one, other))
    default: return nil
    }
  }
}

extension Span<UInt8> {
  fileprivate func hasSameBytes(as other: Span<UInt8>) -> Bool {
    for index in indices where self[index] != other[index] { return false }
    return true
  }
}
