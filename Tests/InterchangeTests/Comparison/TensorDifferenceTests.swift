import Interchange
import ModelFormat
import Testing

struct TensorDifferenceTests {
  private func difference(_ left: Tensor, _ right: Tensor, pieces: Int = .max) -> TensorDifference {
    var difference = TensorDifference(left.info, right.info)
    let count = left.info.elementCount
    var start = 0
    while start < count {
      let end = start + min(pieces, count - start)
      func part(_ info: TensorInfo) -> Range<Int> { start * info.type.size..<end * info.type.size }
      difference.add(
        left: left.bytes.span.extracting(part(left.info)),
        right: right.bytes.span.extracting(part(right.info)))
      start = end
    }
    return difference
  }

  private func tensor<Element: TensorElement>(_ values: [Element]) throws -> Tensor {
    try Tensor("x", shape: [values.count], values)
  }

  private func tensor(_ type: ElementType, _ bytes: [UInt8]) throws -> Tensor {
    Tensor(try TensorInfo("x", type, [bytes.count / type.size]), bytes: bytes)
  }

  private static let first = (0..<3000).map { (index: Int) -> Float in
    let rest = Double((index * 7919) % 10007)
    return Float(rest / 1000 - 5)
  }
  private static let second = (0..<3000).map { index -> Float in
    let value = Double((index * 7919) % 10007) / 1000 - 5
    return Float(index % 3 == 0 ? value : value + Double((index * 31) % 17 - 8) * 1e-3)
  }

  @Test("agrees with NumPy", arguments: [1, 7, 512, 4000])
  func numPy(_ pieces: Int) throws {
    let found = difference(try tensor(Self.first), try tensor(Self.second), pieces: pieces)
    #expect(found.differingCount == 1882 && found.nonFiniteCount == 0)
    #expect(found.maximumDistance == 0.008000373840332031)
    #expect(abs((found.meanDistance ?? 0) / 0.00282433462740543 - 1) < 1e-13)
    #expect(abs((found.cosineSimilarity ?? 0) - 0.9999990406607087) < 1e-14)
    #expect(found.isWithin(0.009) && !found.isWithin(0.008))
  }

  @Test("compares f32 with bf16 as ml_dtypes does")
  func otherType() throws {
    let bytes = ElementType.bf16.bytes(of: Self.first)
    let found = difference(try tensor(Self.first), try tensor(.bf16, bytes))
    #expect(found.differingCount == 2967)
    #expect(found.maximumDistance == 0.015500068664550781)
    #expect(abs((found.meanDistance ?? 0) / 0.003661692771478556 - 1) < 1e-13)
    #expect(abs((found.cosineSimilarity ?? 0) - 0.9999984498268921) < 1e-14)
  }

  @Test("tells a few elements as they are worked out by hand")
  func byHand() throws {
    let found = difference(
      try tensor([3, 4, 0, 1] as [Float]), try tensor([4, 3, 0, 1] as [Double]))
    #expect(found.differingCount == 2 && found.maximumDistance == 1 && found.meanDistance == 0.5)
    #expect(abs((found.cosineSimilarity ?? 0) - 25.0 / 26) < 1e-15)
    let opposite = difference(try tensor([1, 2] as [Float]), try tensor([-2, -4] as [Float]))
    #expect(opposite.cosineSimilarity == -1)
    let zero = difference(try tensor([0, 0] as [Float]), try tensor([1, 1] as [Float]))
    #expect(zero.cosineSimilarity == nil)
  }

  @Test("sees a bit that no distance shows")
  func bits() throws {
    let zeros = difference(try tensor([0, 1] as [Float]), try tensor([-0.0, 1] as [Float]))
    #expect(zeros.differingCount == 1 && zeros.maximumDistance == 0 && zeros.isWithin(0))
    // Of other types, what is meant counts, and zero is zero.
    let meant = difference(try tensor([0, 1] as [Float]), try tensor([-0.0, 1] as [Double]))
    #expect(meant.hasSameElements)
    let large = difference(
      try tensor([1 << 53, 0] as [Int64]), try tensor([1 << 53 + 1, 0] as [Int64]))
    #expect(large.differingCount == 1 && large.maximumDistance == 1)
    let ends = difference(try tensor([Int64.min]), try tensor([Int64.max]))
    #expect(ends.maximumDistance == 0x1p64)
    let unsigned = difference(try tensor([UInt64.max]), try tensor([UInt64.max - 1]))
    #expect(unsigned.maximumDistance == 1)
  }

  @Test("keeps what is not finite out of distances, and within no tolerance")
  func nonFinite() throws {
    let found = difference(
      try tensor([.nan, .infinity, 1, .nan, 2] as [Float]),
      try tensor([.nan, .infinity, .infinity, 3, 2.5] as [Float]))
    #expect(found.differingCount == 3 && found.nonFiniteCount == 2)
    #expect(found.maximumDistance == 0.5 && found.meanDistance == 0.5)
    #expect(!found.isWithin(100))
    let same = difference(
      try tensor([.nan, -.infinity] as [Float]), try tensor([.nan, -.infinity] as [Double]))
    #expect(same.hasSameElements && same.meanDistance == nil)
  }

  @Test("measures complex elements in the plane, and not against real ones")
  func complex() throws {
    let left = try tensor([1, 1, 0, 0] as [Float])
    let right = try tensor([4, 5, 0, 0] as [Float])
    let found = difference(try tensor(.c64, left.bytes), try tensor(.c64, right.bytes))
    #expect(found.differingCount == 1 && found.maximumDistance == 5 && found.meanDistance == 2.5)
    let (one, other) = (try TensorInfo("x", .c64, [2]), try TensorInfo("x", .f32, [2]))
    #expect(!TensorDifference.canCompare(one, other))
  }
}

extension ElementType {
  /// The upper halves of singles, to nearest and even, by the rule itself.
  fileprivate func bytes(of values: [Float]) -> [UInt8] {
    values.flatMap { value -> [UInt8] in
      let bits = value.bitPattern
      let half = UInt16((bits &+ 0x7FFF &+ (bits >> 16 & 1)) >> 16)
      return [UInt8(half & 0xFF), UInt8(half >> 8)]
    }
  }
}
