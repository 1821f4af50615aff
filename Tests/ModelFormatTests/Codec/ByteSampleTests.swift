import TestSupport
import Testing

@testable import ModelFormat

struct ByteSampleTests {
  private func isNoise(_ bytes: [UInt8]) -> Bool { ByteSample.isNoise(bytes.span) }
  private func hasRuns(_ bytes: [UInt8]) -> Bool { ByteSample.hasRuns(bytes.span) }
  private func hasRepeats(_ bytes: [UInt8]) -> Bool { ByteSample.hasRepeats(bytes.span) }

  @Test("tells noise from all that a code makes smaller", arguments: 0..<50 as Range<UInt64>)
  func noise(_ seed: UInt64) {
    var generator = Deterministic(seed: seed)
    let noise = generator.bytes(1 << 15)
    #expect(isNoise(noise))
    #expect(!isNoise(noise.map { $0 & 0x7F }))
    // A tenth of another byte saves a twentieth.
    #expect(!isNoise(noise.map { $0 < 26 ? 0 : $0 }))
    // Fourteen values twice as often as others: two bytes are equal once in 231 times instead of 256.
    #expect(!isNoise(noise.map { $0 < 14 ? $0 + 14 : $0 }))
    #expect(!isNoise([UInt8](repeating: 3, count: 1 << 15)))
    // Of few bytes nobody can tell.
    #expect(!isNoise(Array(noise[..<2048])))
  }

  @Test("tells runs from bytes that are equal by chance", arguments: 0..<50 as Range<UInt64>)
  func runs(_ seed: UInt64) {
    var generator = Deterministic(seed: seed)
    let noise = generator.bytes(20_000)
    #expect(!hasRuns(noise))
    #expect(!hasRuns(noise.map { $0 & 7 }))
    #expect(hasRuns([UInt8](repeating: 0, count: 20_000)))
    // Four of five are zero.
    #expect(hasRuns(noise.map { $0 < 51 ? $0 : 0 }))
    #expect(hasRuns((0..<20_000).map { UInt8(truncatingIfNeeded: $0 / 8) }))
    for count in 0...3 { #expect(!hasRuns([UInt8](repeating: 0, count: count))) }
    #expect(hasRuns([0, 0, 0, 0]))
  }

  @Test("tells what comes again from what does not", arguments: 0..<50 as Range<UInt64>)
  func repeats(_ seed: UInt64) {
    var generator = Deterministic(seed: seed)
    #expect(!hasRepeats(generator.bytes(20_000)))
    #expect(!hasRepeats(generator.bytes(20_000).map { $0 & 15 }))
    #expect(hasRepeats(PlaneSample.text.bytes(20_000, using: &generator)))
    let pattern = generator.bytes(500)
    #expect(hasRepeats((0..<20_000).map { pattern[$0 % 500] }))
    for count in 0...8 { #expect(!hasRepeats(generator.bytes(count).map { $0 | 1 })) }
  }
}
