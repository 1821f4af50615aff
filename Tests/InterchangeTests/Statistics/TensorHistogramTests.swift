import ModelFormat
import Testing

@testable import Interchange

struct TensorHistogramTests {
  /// Worked out by hand: the sum 10 of six numbers, their squares' 30.
  @Test func byHand() throws {
    let histogram = TensorHistogram([0, 1, 2, 3, 4, -0.0, .nan, -.infinity], bins: 4)
    #expect(histogram.count == 8)
    #expect(histogram.zeros == 2)
    #expect(histogram.zeroShare == 0.25)
    #expect(histogram.nonFinite == 2)
    #expect(histogram.bins == [2, 1, 1, 2])
    let summary = try #require(histogram.summary)
    #expect(abs(summary.mean - 10.0 / 6) < 1e-15)
    #expect(abs(summary.deviation - (5 - 100.0 / 36).squareRoot()) < 1e-15)
    #expect([summary.minimum, summary.maximum] == [0, 4])
  }

  /// Bins of a width of 1, each of which begins at its lower edge.
  @Test func edges() {
    #expect(TensorHistogram([0, 0.6, 0.99, 1.9, 2, 4], bins: 4).bins == [3, 1, 1, 1])
  }

  @Test func everyTypeOfFloat() throws {
    // 1, −2, 0.5 in each type, by the layouts of IEEE 754, bfloat16 and the OCP's E4M3 and E5M2.
    let cases: [(ElementType, [UInt8])] = [
      (.f32, [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 0, 0, 0, 0x3F]),
      (.f16, [0, 0x3C, 0, 0xC0, 0, 0x38]), (.bf16, [0x80, 0x3F, 0, 0xC0, 0, 0x3F]),
      (.f8E4M3, [0x38, 0xC0, 0x30]), (.f8E5M2, [0x3C, 0xC0, 0x38]),
      (
        .f64,
        [0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0xE0, 0x3F]
      ),
    ]
    for (type, bytes) in cases {
      let tensor = Tensor(try TensorInfo("w", type, [3]), bytes: bytes)
      let histogram = try #require(TensorHistogram(tensor, bins: 3), "\(type)")
      #expect(histogram.summary?.minimum == -2, "\(type)")
      #expect(histogram.summary?.maximum == 1, "\(type)")
      #expect(abs((histogram.summary?.mean ?? 9) + 0.5 / 3) < 1e-15, "\(type)")
      #expect(histogram.bins == [1, 0, 2], "\(type)")
    }
    let whole = Tensor(try TensorInfo("w", .i8, [2]), bytes: [1, 2])
    #expect(TensorHistogram(whole, bins: 3) == nil)
  }

  @Test func withoutSpread() {
    #expect(TensorHistogram([], bins: 3).summary == nil)
    #expect(TensorHistogram([], bins: 3).zeroShare == 0)
    #expect(TensorHistogram([.nan], bins: 3).bins == [])
    let equal = TensorHistogram([0.1, 0.1, 0.1], bins: 3)
    #expect(equal.bins == [3])
    #expect(equal.summary?.mean == 0.1)
    #expect((equal.summary?.deviation ?? 1) < 1e-16)
  }

  @Test func theExtremesOfDouble() throws {
    let huge = Double.greatestFiniteMagnitude
    let wide = TensorHistogram([huge, -huge], bins: 2)
    #expect(wide.bins == [1, 1])
    #expect(wide.summary?.mean == 0)
    #expect(wide.summary?.deviation == huge)
    let least = Double.leastNonzeroMagnitude
    let tiny = TensorHistogram([least, 2 * least], bins: 2)
    #expect(tiny.bins == [1, 1])
    #expect([tiny.summary?.minimum, tiny.summary?.maximum] == [least, 2 * least])
  }
}
