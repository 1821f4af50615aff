import TestSupport
import Testing

@testable import ModelFormat

struct ElementTypeTests {
  @Test("has the words and sizes of the specification")
  func table() throws {
    let text = String(decoding: try Fixtures.bytes("../spec/format.md"), as: UTF8.self)
    let section = try #require(
      text.split(separator: "## 8. Element types").last?.split(separator: "**E1.**").first)
    var sizes: [String: Int] = [:]
    for row in section.split(separator: "\n") where row.hasPrefix("| `") {
      let cells = row.split(separator: "|")
      let words = cells[0].split(separator: "`").filter { $0.first?.isLetter == true }
      let bytes = cells[1].split { !$0.isNumber }.compactMap { Int($0) }
      for (index, word) in words.enumerated() {
        sizes[String(word)] = bytes.count == 1 ? bytes[0] : bytes[index]
      }
    }
    let ours = ElementType.allCases.map { ($0.rawValue, $0.size) }
    #expect(Dictionary(uniqueKeysWithValues: ours) == sizes)
    #expect(sizes.count == 19)
  }

  @Test("gives every Swift type the element type of its size")
  func elements() {
    func check<Element: TensorElement>(_: Element.Type, _ type: ElementType) {
      #expect(Element.elementType == type)
      #expect(MemoryLayout<Element>.size == type.size)
    }
    check(Double.self, .f64)
    check(Float.self, .f32)
    check(Int64.self, .i64)
    check(Int32.self, .i32)
    check(Int16.self, .i16)
    check(Int8.self, .i8)
    check(UInt64.self, .u64)
    check(UInt32.self, .u32)
    check(UInt16.self, .u16)
    check(UInt8.self, .u8)
  }

  @Test("knows the floats whose exponent fits the highest byte")
  func exponents() {
    // Bits of sign, exponent and fraction of IEEE 754 and of bfloat16.
    let formats: [ElementType: (Int, Int, Int)] = [
      .f64: (1, 11, 52), .f32: (1, 8, 23), .f16: (1, 5, 10), .bf16: (1, 8, 7),
    ]
    for type in ElementType.allCases {
      #expect(type.hasExponentInOneByte == formats[type].map { $0.1 <= 8 } ?? false)
    }
  }
}
