import TestSupport
import Testing

@testable import ModelFormat

struct ElementSampleTests {
  @Test("tells whether elements repeat", arguments: [2, 4, 8])
  func repeats(_ size: Int) {
    var generator = Deterministic(seed: UInt64(size))
    func elements(_ value: (Int) -> UInt64) -> [UInt8] {
      (0..<5000).flatMap { index in
        let value = value(index)
        return (0..<size).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
      }
    }
    func hasRepeats(_ bytes: [UInt8]) -> Bool { ElementSample.hasRepeats(bytes.span, size: size) }
    #expect(!hasRepeats(elements { _ in generator.next() }))
    #expect(!hasRepeats(elements { UInt64($0) }))
    // Equal in all bytes but one is not equal.
    #expect(!hasRepeats(elements { UInt64($0 & 1) << UInt64(8 * size - 8) }))
    #expect(!hasRepeats(elements { UInt64($0 & 1) }))
    #expect(hasRepeats(elements { _ in 12_345 }))
    #expect(hasRepeats(elements { UInt64($0 / 5) }))
    #expect(hasRepeats(elements { $0 % 5 == 0 ? generator.next() : 0 }))
    // A few elements will do.
    #expect(hasRepeats([UInt8](repeating: 1, count: 2 * size)))
    #expect(!hasRepeats([UInt8](repeating: 1, count: size)))
  }

  @Test("takes all, or whole elements from the middle")
  func ranges() {
    for count in [0, 1, 64, 4096, 1 << 17] { #expect(ElementSample.range(in: count) == 0..<count) }
    for count in [1 << 17 + 8, 200_000, 1 << 20, 16 << 20] {
      let range = ElementSample.range(in: count)
      #expect(range.count == 1 << 16)
      #expect(range.lowerBound % 64 == 0)
      #expect(abs(range.lowerBound - (count - range.upperBound)) <= 64)
    }
  }
}
