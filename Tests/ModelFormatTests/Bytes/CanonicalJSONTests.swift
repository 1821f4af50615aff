import TestSupport
import Testing

@testable import ModelFormat

struct CanonicalJSONTests {
  @Test("spells numbers as ECMAScript does", arguments: ecmaScriptNumbers)
  func numbersMatchECMAScript(_ bits: UInt64, _ spelling: String) {
    #expect(canonicalSpelling(of: Double(bitPattern: bits)) == spelling)
  }

  /// The SHA-256 is what node 20 gives for its own spellings of the same 10,000 numbers.
  @Test("spells thousands of numbers as ECMAScript does")
  func manyNumbersMatchECMAScript() {
    var generator = Deterministic(seed: 1)
    var anywhere = SHA256()
    var count = 0
    while count < 10_000 {
      let number = Double(bitPattern: generator.next())
      if !number.isFinite { continue }
      anywhere.update(Array("\(canonicalSpelling(of: number))\n".utf8))
      count += 1
    }
    #expect(
      hexadecimal(anywhere.finish())
        == "2acb1eb5da06a73dd10c54cbfec3e4b435eb66962dc3c873e5c26631ea371ea0")
    generator = Deterministic(seed: 2)
    var moderate = SHA256()
    for _ in 0..<10_000 {
      let word = generator.next()
      let number = Double(sign: .plus, exponent: -Int(word % 90), significand: Double(word >> 11))
      moderate.update(Array("\(canonicalSpelling(of: number))\n".utf8))
    }
    #expect(
      hexadecimal(moderate.finish())
        == "86af45df0d7a5ff47cc026f23640453a5995863088a2d8ea486b982c08a9c641")
  }

  @Test("sorts members by UTF-16 code units")
  func memberOrderIsUTF16() {
    // From ECMAScript's sort(), which compares code units: characters beyond U+FFFF before U+E000.
    let sorted = [
      "", "\r", "1", "</script>", "B", "a", "aa", "b", "e\u{301}", "\u{80}", "\u{E9}", "\u{F6}",
      "\u{20AC}", "\u{10000}", "\u{1F600}", "\u{10FFFD}", "\u{E000}", "\u{FB33}", "\u{FFFD}",
    ]
    var generator = Deterministic(seed: 3)
    for _ in 0..<20 {
      var object = JSONObject()
      for name in sorted.shuffled(using: &generator) { object[name] = true }
      #expect(object.members.map { Array($0.name.utf8) } == sorted.map { Array($0.utf8) })
    }
    for (index, name) in sorted.enumerated() {
      for (other, later) in sorted.enumerated() {
        #expect(canonicallyPrecedes(name, later) == (index < other))
      }
    }
  }

  @Test("writes an object as RFC 8785 does")
  func example() {
    // The example of RFC 8785 §3.2.2 and its result in §3.2.3; its numbers, which the header has no room
    // for, are spelled all the same.
    let value: JSON = [
      "numbers": .array([333333333.33333329, 1E30, 4.50, 2e-3, 1e-27].map { .number($0) }),
      "string": .string("\u{20ac}$\u{0F}\u{0a}A'B\"\\\\\"/"),
      "literals": [true, false],
    ]
    let expected =
      #"{"literals":[true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#
      + "\"string\":\"\u{20AC}$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}"
    #expect(String(decoding: value.canonicalBytes(), as: UTF8.self) == expected)
    #expect(JSON.object([:]).canonicalBytes() == Array("{}".utf8))
    #expect(JSON.array([]).canonicalBytes() == Array("[]".utf8))
  }

  @Test("escapes what must be, and nothing else")
  func escapes() {
    let text =
      String(String.UnicodeScalarView((1...0x20).compactMap { Unicode.Scalar($0) }))
      + "\"\\/\u{7F}\u{80}\u{2028}\u{1F600}"
    // As JSON.stringify of node 20 writes it.
    let expected =
      #""\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f\u0010\u0011\u0012"#
      + #"\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f \"\\/"#
      + "\u{7F}\u{80}\u{2028}\u{1F600}\""
    #expect(String(decoding: JSON.string(text).canonicalBytes(), as: UTF8.self) == expected)
  }

  @Test(
    "refuses numbers that no header may hold",
    arguments: [0x1p53, -0x1p53, 1e300, .infinity, -.infinity, .nan])
  func numberBound(_ number: Double) throws {
    let value: JSON = ["a": [0, ["b": .number(number)]]]
    let error = #expect(throws: FormatError.self) { try value.validate(at: "header") }
    #expect(error?.code == "out-of-range")
    #expect(error?.field == "header.a[1].b")
    #expect(error?.offset == 64)
    try JSON.array([.number(0x1p53 - 1), .number(1 - 0x1p53)]).validate(at: "header")
  }

  @Test("refuses U+0000 in strings and names, and the depth of 33")
  func stringsAndDepth() throws {
    for value in [["a": "b\0"], ["a\0": 1]] as [JSON] {
      let error = #expect(throws: FormatError.self) { try value.validate(at: "header") }
      #expect(error?.reason == .invalidJSON("a string contains U+0000"))
      #expect(error?.field == "header")
    }
    try nested(32).validate(at: "header")
    let error = #expect(throws: FormatError.self) { try nested(33).validate(at: "header") }
    #expect(error?.code == "invalid-json")
  }

  private func nested(_ depth: Int) -> JSON {
    (1..<depth).reduce([:]) { value, index in index % 2 == 0 ? [value] : ["a": value] }
  }
}

/// Bit patterns of numbers and what `String(number)` of node 20 makes of them.
private let ecmaScriptNumbers: [(UInt64, String)] = [
  (0x0000_0000_0000_0000, "0"),
  (0x8000_0000_0000_0000, "0"),
  (0x3FF0_0000_0000_0000, "1"),
  (0xBFF0_0000_0000_0000, "-1"),
  (0x4024_0000_0000_0000, "10"),
  (0x3FB9_9999_9999_999A, "0.1"),
  (0x3FC9_9999_9999_999A, "0.2"),
  (0x3FD3_3333_3333_3334, "0.30000000000000004"),
  (0x3FE0_0000_0000_0000, "0.5"),
  (0x3FF8_0000_0000_0000, "1.5"),
  (0xC004_0000_0000_0000, "-2.5"),
  (0x3FD5_5555_5555_5555, "0.3333333333333333"),
  (0x3FE5_5555_5555_5555, "0.6666666666666666"),
  (0x4059_0000_0000_0000, "100"),
  (0x405E_DD2F_1A9F_BE77, "123.456"),
  (0x3F1A_36E2_EB1C_432D, "0.0001"),
  (0x3EE4_F8B5_88E3_68F1, "0.00001"),
  (0x3EB0_C6F7_A0B5_ED8D, "0.000001"),
  (0x3EB9_2A73_7110_E454, "0.0000015"),
  (0x3EB0_C6F7_8490_2B25, "9.999999e-7"),
  (0x3E7A_D7F2_9ABC_AF48, "1e-7"),
  (0x3E80_C6F7_A0B5_ED8D, "1.25e-7"),
  (0xBE7A_D7F2_9ABC_AF48, "-1e-7"),
  (0x3E80_823F_7115_5233, "1.23e-7"),
  (0x430C_6BF5_2634_0000, "1000000000000000"),
  (0x430C_6BF5_2633_FFF8, "999999999999999"),
  (0x430C_6BF5_2634_0010, "1000000000000002"),
  (0x430C_6BF5_2633_FFFF, "999999999999999.9"),
  (0x4341_C379_37E0_8000, "10000000000000000"),
  (0x4345_EE2A_2EB5_A5C4, "12345678901234568"),
  (0x4376_3457_85D8_A000, "100000000000000000"),
  (0x433F_FFFF_FFFF_FFFF, "9007199254740991"),
  (0x4340_0000_0000_0000, "9007199254740992"),
  (0x4340_0000_0000_0001, "9007199254740994"),
  (0xC340_0000_0000_0000, "-9007199254740992"),
  (0x43E0_0000_0000_0000, "9223372036854776000"),
  (0x43F0_0000_0000_0000, "18446744073709552000"),
  (0x4415_AF1D_78B5_8C40, "100000000000000000000"),
  (0x441A_C53A_7E04_BCDA, "123456789012345680000"),
  (0x444B_1AE4_D6E2_EF50, "1e+21"),
  (0x4454_542B_A12A_337C, "1.5e+21"),
  (0xC44B_1AE4_D6E2_EF50, "-1e+21"),
  (0x444B_1AE4_D6E2_EF4F, "999999999999999900000"),
  (0x4480_F0CF_064D_D592, "1e+22"),
  (0x44B5_2D02_C7E1_4AF6, "1e+23"),
  (0x7FEF_FFFF_FFFF_FFFF, "1.7976931348623157e+308"),
  (0x0010_0000_0000_0000, "2.2250738585072014e-308"),
  (0x000F_FFFF_FFFF_FFFF, "2.225073858507201e-308"),
  (0x0000_0000_0000_0001, "5e-324"),
  (0x8000_0000_0000_0001, "-5e-324"),
  (0x0000_0000_0000_0002, "1e-323"),
  (0x4011_6666_6666_6666, "4.35"),
  (0x3F50_624D_D2F1_A9FC, "0.001"),
  (0x41B1_DE78_4A00_0000, "299792458"),
  (0x44DF_E185_CA57_C517, "6.02214076e+23"),
  (0x390B_860B_DE02_3111, "6.62607015e-34"),
  (0x3F50_0000_0000_0000, "0.0009765625"),
  (0x3EB0_0000_0000_0000, "9.5367431640625e-7"),
  (0x3E10_0000_0000_0000, "9.313225746154785e-10"),
  (0x47EF_FFFF_E000_0000, "3.4028234663852886e+38"),
  (0x36A0_0000_0000_0000, "1.401298464324817e-45"),
  (0x3FBF_9ADD_3746_F659, "0.1234567890123456"),
  (0x4132_D687_E000_0000, "1234567.875"),
  (0x54B2_49AD_2594_C37D, "1e+100"),
  (0x3EAF_E070_17C0_1026, "9.5e-7"),
  (0x447C_7E83_209E_90B2, "8.41e+21"),
  (0x3E60_0000_0000_0000, "2.9802322387695312e-8"),
  (0x433F_FFFF_FFFF_FFFE, "9007199254740990"),
  (0x4330_0000_0000_0002, "4503599627370498"),
  (0x3F0A_36E2_EB1C_432D, "0.00005"),
  (0x3F00_0000_0000_0000, "0.000030517578125"),
]
