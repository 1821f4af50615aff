import Foundation
import ModelFormat
import TestSupport
import Testing

@testable import Interchange

struct ElementSpellingTests {
  private static func json(_ text: String) throws -> JSON {
    guard case .array(let elements) = try JSON(parsing: Array("[\(text)]".utf8)) else {
      preconditionFailure("an array")
    }
    return elements[0]
  }

  @Test(
    "spells",
    arguments: [
      (ElementType.f32, UInt64(Float(0.1).bitPattern), "0.1"), (.f32, 0x8000_0000, "-0.0"),
      (.f32, 0, "0"), (.f32, 0x7FC0_0000, #""nan""#), (.f32, 0xFFC0_0000, #""0xffc00000""#),
      (.f32, 0x7F80_0001, #""0x7f800001""#), (.f32, 0x7F80_0000, #""inf""#),
      (.f32, 0xFF80_0000, #""-inf""#),
      (.f32, UInt64(Float(1e20).bitPattern), #""100000000000000000000""#),
      (.f32, 1, "1e-45"), (.f32, UInt64(Float(16_777_216).bitPattern), "16777216"),
      (.f64, (0.1).bitPattern, "0.1"), (.f64, 0x7FF8_0000_0000_0000, #""nan""#),
      (.f64, 0x7FF0_0000_0000_0001, #""0x7ff0000000000001""#),
      (.f64, (1e300).bitPattern, #""1e+300""#),
      (.f64, (0x1p53).bitPattern, #""9007199254740992""#),
      (.f64, (-0x1p53).bitPattern, #""-9007199254740992""#),
      (.f64, (9007199254740991.0).bitPattern, "9007199254740991"),
      (.f16, 0x2E66, "0.1"), (.f16, 0x7BFF, "65500"), (.f16, 0x0001, "6e-8"),
      (.f16, 0xFE00, #""0xfe00""#),
      (.bf16, 0x3DCD, "0.1"), (.bf16, 0x7F7F, #""3.39e+38""#), (.f8E4M3, 0x7E, "450"),
      (.f8E4M3, 0xFF, #""0xff""#), (.f8E4M3FNUZ, 0x80, #""nan""#), (.f8E8M0, 0xFF, #""nan""#),
      (.f8E8M0, 130, "8"),
      (.i64, UInt64(bitPattern: .min), #""-9223372036854775808""#),
      (.i64, UInt64(bitPattern: -5), "-5"),
      (.u64, .max, #""18446744073709551615""#), (.u64, 9_007_199_254_740_991, "9007199254740991"),
      (.u64, 9_007_199_254_740_992, #""9007199254740992""#), (.i32, 0xFFFF_FFFF, "-1"),
      (.u32, 0xFFFF_FFFF, "4294967295"), (.i16, 0x8000, "-32768"), (.i8, 0x80, "-128"),
      (.u8, 255, "255"),
      (.bool, 1, "true"), (.bool, 0, "false"), (.c64, UInt64(Float(-2.5).bitPattern), "-2.5"),
    ])
  func spells(_ type: ElementType, _ bits: UInt64, _ text: String) throws {
    var spelling = ElementSpelling(type)
    let found = spelling.text(bits)
    #expect(found == text)
    #expect(spelling.bits(try Self.json(text)) == bits)
    // From memory, where it has one.
    let again = spelling.text(bits)
    #expect(again == text)
  }

  @Test("takes the one float whose shortest digits, read as a double, round to its neighbour")
  func neighbour() throws {
    // Swift's own text for it is 7.038531e-26.
    let value = Float(bitPattern: 363_742_205)
    #expect(Float(try #require(Double(value.description))) != value)
    var spelling = ElementSpelling(.f32)
    let text = spelling.text(UInt64(value.bitPattern))
    #expect(Float(cNumber(text)) == value, "\(text)")
  }

  @Test(
    "gives back every bit pattern through another reader's double", arguments: ElementType.allCases)
  func roundTrip(_ type: ElementType) throws {
    var random = Deterministic(seed: 41)
    var spelling = ElementSpelling(type)
    let size = UInt64(spelling.size)
    let all = size == 1 ? Array(0..<256) : (0..<3000).map { _ in random.next() >> (64 - 8 * size) }
    for bits in type == .bool ? [0, 1] : all {
      let text = spelling.text(bits)
      #expect(spelling.bits(try Self.json(text)) == bits, "\(text)")
      if text.hasPrefix("\"") || text.hasPrefix("t") || text.hasPrefix("f") { continue }
      // The double that C reads is the one meant.
      #expect(abs(cNumber(text)) < 0x1p53)
      #expect(spelling.bits(.number(cNumber(text))) == bits)
    }
  }

  @Test(
    "spells narrow floats by few digits",
    arguments: [(ElementType.f16, 5), (.bf16, 4), (.f8E4M3, 3), (.f8E5M2, 2), (.f8E4M3FNUZ, 3)])
  func digits(_ type: ElementType, _ most: Int) {
    var spelling = ElementSpelling(type)
    for bits in UInt64(0)..<(type.size == 1 ? 256 : 65536) {
      let text = spelling.text(bits)
      if text.contains("x") || text.contains("n") { continue }
      let mantissa = text.split(separator: "e")[0].filter(\.isWholeNumber)
      let digits = mantissa.trimmingCharacters(in: CharacterSet(charactersIn: "0"))
      #expect(digits.count <= most, "\(text)")
    }
  }

  @Test(
    "reads other spellings of the same",
    arguments: [
      (ElementType.f32, "0.10000000149011612", UInt64(Float(0.1).bitPattern)),
      (.f32, #""0.1""#, UInt64(Float(0.1).bitPattern)),
      (.f64, #""1e300""#, (1e300).bitPattern), (.f64, "-0.0", 0x8000_0000_0000_0000),
      (.u64, #""7""#, 7), (.i8, "1e2", 100), (.f16, "0.1", 0x2E66), (.f16, #""0x3c00""#, 0x3C00),
      (.bf16, #""-inf""#, 0xFF80), (.f8E5M2, #""-inf""#, 0xFC), (.f64, "1", (1.0).bitPattern),
      (.f64, #""nan""#, 0x7FF8_0000_0000_0000),
      // Integers, however they are spelled as numbers.
      (.u8, "1.0", 1), (.u16, "1e3", 1000), (.i16, "-250e-1", 0xFFE7),
      (.u8, "-0", 0), (.i64, "-0.0", 0), (.u8, "0.99999999999999999999", 1), (.i64, #""0""#, 0),
      (.i64, #""-7""#, UInt64(bitPattern: -7)), (.u64, #""18446744073709551615""#, .max),
      // Decimals beyond the type's digits, and at its ends.
      (.f16, "65519.99", 0x7BFF), (.f16, "-65519.99", 0xFBFF),
      (.bf16, #""3.3961775292304595e38""#, 0x7F7F),
      (.f8E4M3, "464", 0x7E), (.f8E4M3FNUZ, "247.9", 0x7F), (.f8E5M2FNUZ, "61439", 0x7F),
      (.f32, #""3.4028235677973362e38""#, 0x7F7F_FFFF), (.f32, "1e-46", 0),
      (.f32, "-1e-46", 0x8000_0000),
      (.f64, #""1.7976931348623158e308""#, (Double.greatestFiniteMagnitude).bitPattern),
      (.f64, #""1e-400""#, 0), (.f64, "1e-400", 0), (.f64, #""-0""#, 0x8000_0000_0000_0000),
      (.f32, #""16777217""#, UInt64(Float(16_777_216).bitPattern)),
      (.f32, "16777219", UInt64(Float(16_777_220).bitPattern)),
      // The types of one zero.
      (.f8E4M3FNUZ, "-0.0", 0), (.f8E5M2FNUZ, #""-0""#, 0), (.f8E4M3FNUZ, "-1e-9", 0),
      (.f8E4M3, "-0.0", 0x80), (.f8E5M2, "-1e-9", 0x80),
      (.f8E8M0, "0.5", 126), (.f8E8M0, #""1.7014118346046923e38""#, 254),
      // Bits of any element of a float type.
      (.f32, #""0x3f800000""#, 0x3F80_0000),
      (.f64, #""0x8000000000000000""#, 0x8000_0000_0000_0000),
      (.f16, #""0x7c00""#, 0x7C00), (.f8E8M0, #""0x00""#, 0), (.c64, #""0x3f800000""#, 0x3F80_0000),
    ])
  func reads(_ type: ElementType, _ text: String, _ bits: UInt64) throws {
    #expect(ElementSpelling(type).bits(try Self.json(text)) == bits)
  }

  @Test(
    "refuses what is no element of the type",
    arguments: [
      (ElementType.f32, #""NaN""#), (.f32, #""Infinity""#), (.f32, #""0x7fc0000""#),
      (.f32, #""0X7FC00000""#),
      (.f32, #""0x7FC00000""#), (.f32, #""""#), (.f32, "true"), (.f32, "[1]"), (.f32, "{}"),
      (.f32, #""1e39""#),
      (.f64, #""1e309""#), (.f64, #""1,5""#), (.f16, "65520"), (.f8E4M3, #""inf""#),
      (.f8E4M3FNUZ, "1000"),
      (.f8E8M0, "3"), (.f8E8M0, "-1"), (.f8E8M0, "0"), (.f8E8M0, #""inf""#), (.u8, "256"),
      (.u8, "-1"), (.u8, "1.5"),
      (.u8, #""1""#), (.i8, "-129"), (.i16, "40000"), (.u32, "4294967296"), (.i64, "0.5"),
      (.i64, #""9223372036854775808""#),
      (.i64, #""0x1""#), (.u64, #""-1""#), (.u64, #""1.0""#), (.bool, "1"), (.bool, #""true""#),
      (.bool, "2"), (.bool, #""0x01""#), (.bool, "0"),
      (.i64, #""+7""#), (.i64, #""07""#), (.i64, #""-07""#), (.i64, #""-0""#), (.i64, #""""#),
      (.i64, #""-""#),
      (.i64, #"" 7""#), (.i64, #""1e3""#), (.u64, #""+7""#), (.u64, #""-0""#), (.u64, #""00""#),
      (.u64, #""٧""#),
      (.u64, #""18446744073709551616""#), (.i32, #""7""#), (.i32, #""0x00000007""#), (.u64, "-1"),
      (.f32, #"".5""#), (.f32, #""5.""#), (.f32, #""+1""#), (.f32, #""01""#), (.f32, #""-.5""#),
      (.f32, #""1e""#),
      (.f32, #""1e+""#), (.f32, #""-""#), (.f32, #"" 1""#), (.f32, #""1 ""#), (.f32, #""1_0""#),
      (.f32, #""0x1p3""#),
      (.f32, #""--1""#), (.f32, #""+inf""#), (.f32, #""-nan""#), (.f32, #""INF""#),
      (.f32, #""0x3f8000000""#),
      (.f32, #""3.4028235677973366e38""#), (.f64, #""1.797693134862316e308""#),
      (.f64, #""-1e309""#),
      (.bf16, #""3.4e38""#), (.f8E4M3, "465"), (.f8E4M3FNUZ, "248"), (.f8E5M2FNUZ, "61440"),
      (.f8E5M2, "61440"),
      (.f8E5M2FNUZ, #""inf""#), (.f8E8M0, "-0.0"), (.f8E8M0, #""3.402823669209385e38""#),
      (.f8E8M0, "1e-39"),
    ])
  func refuses(_ type: ElementType, _ text: String) throws {
    #expect(ElementSpelling(type).bits(try Self.json(text)) == nil)
  }

  @Test("takes decimals of 1,100 characters, and no more")
  func longDecimals() {
    for (count, expected) in [(1100, (1.0).bitPattern), (1101, nil)] {
      let text = "1." + String(repeating: "0", count: count - 2)
      #expect(ElementSpelling(.f64).bits(.string(text)) == expected)
    }
  }
}
