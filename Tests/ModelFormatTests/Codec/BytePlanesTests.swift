import TestSupport
import Testing

@testable import ModelFormat

struct BytePlanesTests {
  private func split(_ raw: [UInt8], _ size: Int) -> [UInt8] {
    var planes = [UInt8](repeating: 0, count: raw.count)
    var span = planes.mutableSpan
    BytePlanes.split(raw.span, size: size, into: &span)
    return planes
  }

  private func join(_ planes: [UInt8], _ size: Int) -> [UInt8] {
    var raw = [UInt8](repeating: 0, count: planes.count)
    var span = raw.mutableSpan
    BytePlanes.join(planes.span, size: size, into: &span)
    return raw
  }

  @Test("puts byte p of element i where the specification says", arguments: [2, 4, 8])
  func matchesTheFormula(_ size: Int) {
    var generator = Deterministic(seed: 6)
    for count in [0, 1, 2, 3, 5, 17, 512, 1023] {
      let raw = generator.bytes(count * size)
      let planes = split(raw, size)
      for element in 0..<count {
        for plane in 0..<size {
          #expect(planes[plane * count + element] == raw[element * size + plane])
        }
      }
      #expect(join(planes, size) == raw)
    }
  }

  @Test("splits an example as one does by hand")
  func example() {
    #expect(split([1, 2, 3, 4, 5, 6], 2) == [1, 3, 5, 2, 4, 6])
    #expect(split([1, 2, 3, 4, 5, 6, 7, 8], 4) == [1, 5, 2, 6, 3, 7, 4, 8])
    #expect(join([1, 3, 5, 2, 4, 6], 2) == [1, 2, 3, 4, 5, 6])
  }

  @Test("tells noise by the number of values that a plane uses")
  func noise() {
    var generator = Deterministic(seed: 7)
    #expect(isNoise(generator.bytes(1 << 18)))
    #expect(!isNoise([UInt8](repeating: 3, count: 4096)))
    #expect(!isNoise(generator.bytes(1 << 16).map { $0 & 0x7F }))
    // n² / Σ c² is the number of values, where all are as frequent: 250 is the bound.
    let even = { (values: Int) in (0..<values * 20).map { UInt8($0 % values) } }
    #expect(isNoise(even(250)))
    #expect(!isNoise(even(249)))
  }

  private func isNoise(_ plane: [UInt8]) -> Bool { BytePlanes.isNoise(plane.span) }
}
