import ModelFormat
import Testing

@testable import Interchange

struct ElementNumbersTests {
  private func numbers(_ bytes: [UInt8], _ type: ElementType) -> [Double] {
    ElementNumbers(type).numbers(bytes.span)
  }

  @Test("reads one, minus two and the largest of every type of floats, by hand")
  func floats() {
    #expect(
      numbers([0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0xC0], .f64) == [1, -2])
    #expect(numbers([0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0], .f32) == [1, -2])
    #expect(numbers([0, 0x3C, 0, 0xC0, 0xFF, 0x7B, 1, 0], .f16) == [1, -2, 65504, 0x1p-24])
    #expect(numbers([0x80, 0x3F, 0, 0xC0, 0x7F, 0x7F], .bf16) == [1, -2, 0x1.FEp127])
    #expect(numbers([0x38, 0xC0, 0x7E, 0x01], .f8E4M3) == [1, -2, 448, 0x1p-9])
    #expect(numbers([0x3C, 0xC0, 0x7B, 0x01], .f8E5M2) == [1, -2, 57344, 0x1p-16])
    #expect(numbers([0x40, 0xC8, 0x7F, 0x01], .f8E4M3FNUZ) == [1, -2, 240, 0x1p-10])
    #expect(numbers([0x40, 0xC4, 0x7F, 0x01], .f8E5M2FNUZ) == [1, -2, 57344, 0x1p-17])
    #expect(numbers([0x7F, 0x80, 0xFE, 0x00], .f8E8M0) == [1, 2, 0x1p127, 0x1p-127])
    #expect(numbers([0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0], .c64) == [1, -2])
    #expect(ElementNumbers(.c64).numbersPerElement == 2)
  }

  @Test("reads integers and truth values")
  func integers() {
    #expect(numbers([0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .i64) == [-2])
    #expect(numbers([0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .u64) == [0x1p64])
    #expect(numbers([0xFE, 0xFF, 0xFF, 0xFF], .i32) == [-2])
    #expect(numbers([0xFE, 0xFF, 0xFF, 0xFF], .u32) == [4_294_967_294])
    #expect(numbers([0xFE, 0xFF], .i16) == [-2])
    #expect(numbers([0xFE, 0xFF], .u16) == [65534])
    #expect(numbers([0xFE, 1], .i8) == [-2, 1])
    #expect(numbers([0xFE, 1], .u8) == [254, 1])
    #expect(numbers([0, 1], .bool) == [0, 1])
  }

  @Test("agrees with the processor on every half")
  func halves() {
    let bytes = (0...UInt16.max).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    for (bits, value) in numbers(bytes, .f16).enumerated() {
      let expected = Double(Float16(bitPattern: UInt16(bits)))
      #expect(value == expected || value.isNaN && expected.isNaN)
    }
  }
}
