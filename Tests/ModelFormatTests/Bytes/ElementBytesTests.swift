import Testing

@testable import ModelFormat

struct ElementBytesTests {
  @Test("lays values out as IEEE 754 and two's complement do, lowest byte first")
  func layouts() {
    func bytes<Element: TensorElement>(_ values: [Element]) -> [UInt8] {
      values.withBytes { [UInt8](copying: $0) }
    }
    #expect(
      bytes([1.0, -2.0] as [Double]) == [0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0xC0])
    #expect(bytes([1.5] as [Float]) == [0, 0, 0xC0, 0x3F])
    #expect(bytes([-2, 1] as [Int16]) == [0xFE, 0xFF, 1, 0])
    #expect(bytes([0x1234_5678] as [Int32]) == [0x78, 0x56, 0x34, 0x12])
    #expect(bytes([-1] as [Int8]) == [0xFF])
    #expect(bytes([1] as [Int64]) == [1, 0, 0, 0, 0, 0, 0, 0])
    #expect(bytes([] as [Float]) == [])
  }

  @Test("reads the values that it wrote, to the bit")
  func roundTrip() {
    let values: [Double] = [
      0, -0.0, .nan, Double(nan: 5, signaling: true), .infinity, .leastNonzeroMagnitude,
    ]
    let again = values.withBytes { [Double](copyingBytes: $0) }
    #expect(again.map(\.bitPattern) == values.map(\.bitPattern))
    let bits = values.withBytes { bytes in
      bytes.withElements { (elements: Span<UInt64>) in elements.indices.map { elements[$0] } }
    }
    #expect(bits == values.map(\.bitPattern))
  }
}
