import ModelFormat
import Testing

@testable import Interchange

/// Against Swift's own half, the upper half of a float, and the tables of the OCP 8-bit formats.
struct NarrowFloatTests {
  @Test("reads and gives every half as Swift does")
  func half() throws {
    let format = try #require(NarrowFloat(.f16))
    for bits in UInt16.min ... .max {
      let expected = Double(Float16(bitPattern: bits))
      let found = format.value(UInt64(bits))
      guard !expected.isNaN else {
        #expect(found.isNaN)
        continue
      }
      #expect(found == expected && found.sign == expected.sign)
      if expected.isFinite { #expect(format.bits(expected) == UInt64(bits)) }
    }
  }

  @Test("rounds to the nearest half as Swift does, of two to the even one")
  func rounding() throws {
    let format = try #require(NarrowFloat(.f16))
    for bits in UInt16(0)..<0x7C00 {
      let (low, high) = (
        Double(Float16(bitPattern: bits)), Double(Float16(bitPattern: bits + 1))
      )
      let middle = bits == 0x7BFF ? 65520 : (low + high) / 2
      for value in [middle.nextDown, middle, middle.nextUp, low + (middle - low) / 3] {
        let expected = Float16(value)
        #expect(format.bits(value) == (expected.isFinite ? UInt64(expected.bitPattern) : nil))
        #expect(
          format.bits(-value) == (expected.isFinite ? UInt64(expected.bitPattern | 0x8000) : nil))
      }
    }
  }

  @Test("reads every bfloat as the upper half of a float")
  func brainFloat() throws {
    let format = try #require(NarrowFloat(.bf16))
    for bits in UInt32.min...0xFFFF {
      let expected = Double(Float(bitPattern: bits << 16))
      let found = format.value(UInt64(bits))
      #expect(found == expected && found.sign == expected.sign || found.isNaN && expected.isNaN)
      if expected.isFinite { #expect(format.bits(expected) == UInt64(bits)) }
    }
    #expect(format.bits(3.4e38) == nil)
    // Halfway between 1 and the next, to the even one.
    #expect(format.bits(1 + 0x1p-8) == 0x3F80)
    #expect(format.bits(1 + 0x1p-8 + 0x1p-52) == 0x3F81)
  }

  @Test(
    "has the numbers of the 8-bit formats",
    arguments: [
      (ElementType.f8E4M3, 0x08, 0x1p-6), (.f8E4M3, 0x01, 0x1p-9), (.f8E4M3, 0x7E, 448),
      (.f8E4M3, 0xFE, -448), (.f8E4M3, 0x38, 1), (.f8E4M3, 0x80, -0.0),
      (.f8E5M2, 0x04, 0x1p-14), (.f8E5M2, 0x01, 0x1p-16), (.f8E5M2, 0x7B, 57344),
      (.f8E5M2, 0x7C, .infinity), (.f8E5M2, 0xFC, -.infinity), (.f8E5M2, 0x3C, 1),
      (.f8E4M3FNUZ, 0x7F, 240), (.f8E4M3FNUZ, 0x01, 0x1p-10), (.f8E4M3FNUZ, 0x40, 1),
      (.f8E5M2FNUZ, 0x7F, 57344), (.f8E5M2FNUZ, 0x01, 0x1p-17), (.f8E5M2FNUZ, 0x40, 1),
      (.f8E8M0, 0, 0x1p-127), (.f8E8M0, 127, 1), (.f8E8M0, 254, 0x1p127),
    ])
  func eightBits(_ type: ElementType, _ bits: UInt64, _ expected: Double) throws {
    let format = try #require(NarrowFloat(type))
    let found = format.value(bits)
    #expect(found == expected && found.sign == expected.sign)
    if expected.isFinite { #expect(format.bits(expected) == bits) }
  }

  @Test(
    "tells NaN, and gives each of 256 numbers back",
    arguments: [
      (ElementType.f8E4M3, [0x7F, 0xFF] as [UInt64]),
      (.f8E5M2, [0x7D, 0x7E, 0x7F, 0xFD, 0xFE, 0xFF]),
      (.f8E4M3FNUZ, [0x80]), (.f8E5M2FNUZ, [0x80]), (.f8E8M0, [0xFF]),
    ])
  func every(_ type: ElementType, _ nans: [UInt64]) throws {
    let format = try #require(NarrowFloat(type))
    var seen: Set<UInt64> = []
    for bits in UInt64(0)..<256 {
      let value = format.value(bits)
      #expect(value.isNaN == nans.contains(bits))
      guard value.isFinite else { continue }
      #expect(format.bits(value) == bits)
      // No two bits have one number.
      #expect(seen.insert(value.bitPattern).inserted)
    }
    #expect(nans.contains(format.nan))
    #expect(format.value(format.nan).isNaN)
    if let infinity = format.infinity { #expect(format.value(infinity) == .infinity) }
  }

  @Test("has no bits for what is out of range")
  func outOfRange() throws {
    #expect(try #require(NarrowFloat(.f8E4M3)).bits(465) == nil)
    #expect(try #require(NarrowFloat(.f8E4M3FNUZ)).bits(248.1) == nil)
    #expect(try #require(NarrowFloat(.f8E4M3FNUZ)).bits(-0.0) == 0)
    let scale = try #require(NarrowFloat(.f8E8M0))
    for value in [0, -0.0, -1, 3, 0x1p128, 0x1p-128, .leastNonzeroMagnitude] {
      #expect(scale.bits(value) == nil)
    }
    #expect(NarrowFloat(.f32) == nil && NarrowFloat(.u8) == nil)
  }
}
