import ModelFormat
import NeuralNetwork
import TestSupport
import Testing

@testable import Interchange

struct ElementTypeRoundingTests {
  /// Every finite number of a type of two bytes, from small to large, with its bits.
  private static func numbers(_ type: ElementType) -> [(value: Double, bits: UInt16)] {
    (0...UInt16.max).map { bits -> (Double, UInt16) in
      let value =
        type == .f16
        ? FloatConversion.fromHalf(bits) : FloatConversion.fromBrainFloat(bits)
      return (Double(value), bits)
    }.filter { $0.0.isFinite && ($0.0 > 0 || $0.1 == 0) }.sorted { $0.value < $1.value }
  }

  private func bits(_ value: Double, _ type: ElementType) throws -> UInt16 {
    let bytes = try type.bytes(rounding: [value])
    return UInt16(bytes[0]) | UInt16(bytes[1]) << 8
  }

  @Test(
    "rounds to the nearest of all, and of two to the even one", arguments: [ElementType.f16, .bf16])
  func nearest(_ type: ElementType) throws {
    let numbers = Self.numbers(type)
    for (low, high) in zip(numbers, numbers.dropFirst()) {
      let middle = low.value + (high.value - low.value) / 2
      let even = low.bits & 1 == 0 ? low.bits : high.bits
      #expect(try bits(low.value, type) == low.bits)
      #expect(try bits(middle, type) == even)
      // By less than a single would show.
      #expect(try bits(middle.nextDown, type) == low.bits)
      #expect(try bits(middle.nextUp, type) == high.bits)
      #expect(try bits(-middle.nextUp, type) == high.bits | 0x8000)
    }
  }

  @Test("keeps what has no nearest")
  func special() throws {
    for (type, infinity) in [(ElementType.f16, UInt16(0x7C00)), (.bf16, 0x7F80)] {
      #expect(try bits(.infinity, type) == infinity)
      #expect(try bits(1e300, type) == infinity)
      #expect(try bits(-.infinity, type) == infinity | 0x8000)
      #expect(try bits(.nan, type) & infinity == infinity && bits(.nan, type) != infinity)
      #expect(try bits(-0.0, type) == 0x8000)
    }
    #expect(try ElementType.f64.bytes(rounding: [1.5]) == [0, 0, 0, 0, 0, 0, 0xF8, 0x3F])
    #expect(try ElementType.f32.bytes(rounding: [1.5, -2]) == [0, 0, 0xC0, 0x3F, 0, 0, 0, 0xC0])
  }
}
