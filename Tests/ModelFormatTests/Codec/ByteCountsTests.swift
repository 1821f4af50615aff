import Glibc
import TestSupport
import Testing

@testable import ModelFormat

struct ByteCountsTests {
  private func counted(_ bytes: ArraySlice<UInt8>) -> [UInt32] {
    var counts = [UInt32](repeating: 0, count: 256)
    for byte in bytes { counts[Int(byte)] += 1 }
    return counts
  }

  /// The entropy of order 0 in bits, by its definition.
  private func entropy(_ bytes: [UInt8]) -> Double {
    let total = Double(bytes.count)
    return counted(bytes[...]).reduce(0) { sum, count in
      count == 0 ? sum : sum - Double(count) * log2(Double(count) / total)
    }
  }

  @Test("counts every byte, of any number and from any address")
  func counts() {
    var generator = Deterministic(seed: 113)
    let bytes = generator.bytes(3000).map { $0 & 0x3F }
    for start in 0..<9 {
      for count in Array(0...40) + [255, 256, 257, 2900] {
        let found = ByteCounts(of: bytes.span.extracting(start..<start + count))
        #expect(found.values == counted(bytes[start..<start + count]))
        #expect(found.total == count)
      }
    }
    var sum = ByteCounts(of: bytes.span.extracting(..<1000))
    sum.add(ByteCounts())
    sum.add(ByteCounts(of: bytes.span.extracting(1000...)))
    #expect(sum.values == counted(bytes[...]))
  }

  @Test("knows logarithms to a part of a bit")
  func logarithms() {
    for exponent in 0..<32 {
      // Powers of two are exact.
      #expect(ByteCounts.logarithm(1 << exponent) == ByteCounts.bit * exponent)
    }
    var generator = Deterministic(seed: 114)
    for _ in 0..<10_000 {
      let value = UInt32(truncatingIfNeeded: generator.next() >> (32 + generator.next() % 32)) | 1
      let exact = Double(ByteCounts.bit) * log2(Double(value))
      // A line instead of the curve between 256 points, 16 bits of the number, and rounding.
      let found = Double(ByteCounts.logarithm(value))
      #expect(abs(found - exact) < 4, "\(value)")
    }
  }

  @Test("comes close to the entropy", arguments: PlaneSample.allCases)
  func entropy(_ shape: PlaneSample) {
    var generator = Deterministic(seed: 115)
    for count in [1, 2, 3, 10, 255, 1000, 32_768, 100_000] {
      let bytes = shape.bytes(count, using: &generator)
      let found = Double(ByteCounts(of: bytes.span).entropy) / Double(ByteCounts.bit)
      #expect(abs(found - entropy(bytes)) <= 0.0002 * Double(count), "\(count)")
    }
  }

  @Test("knows entropies that one knows by heart")
  func examples() {
    #expect(ByteCounts().entropy == 0)
    #expect(ByteCounts(of: [7].span).entropy == 0)
    #expect(ByteCounts(of: [UInt8](repeating: 7, count: 4096).span).entropy == 0)
    let all = (0..<4096).map { UInt8(truncatingIfNeeded: $0) }
    #expect(ByteCounts(of: all.span).entropy == 4096 * 8 * ByteCounts.bit)
    let four = (0..<4096).map { UInt8($0 & 3) }
    #expect(ByteCounts(of: four.span).entropy == 4096 * 2 * ByteCounts.bit)
  }
}
