import TestSupport
import Testing

@testable import ModelFormat

struct ByteSampleTests {
  @Test("tells noise by the number of values that a plane uses")
  func noise() {
    var generator = Deterministic(seed: 7)
    #expect(isNoise(generator.bytes(1 << 18)))
    #expect(!isNoise([UInt8](repeating: 3, count: 4096)))
    #expect(!isNoise(generator.bytes(1 << 16).map { $0 & 0x7F }))
  }

  private func isNoise(_ plane: [UInt8]) -> Bool { ByteSample.isNoise(plane.span) }
}
