import Testing

@testable import ModelFormat

struct TensorTests {
  @Test("is made from values, and gives them back")
  func values() throws {
    let tensor = try Tensor("a", shape: [2, 2], [1, -2, 0.5, .infinity] as [Float])
    #expect(tensor.info.type == .f32)
    #expect(tensor.bytes == [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 0, 0, 0, 0x3F, 0, 0, 0x80, 0x7F])
    #expect(tensor.values(as: Float.self) == [1, -2, 0.5, .infinity])
    #expect(tensor.values(as: Double.self) == nil)
    #expect(tensor.values(as: UInt32.self) == nil)
    #expect(try Tensor("a", shape: [], [7] as [Int16]).values(as: Int16.self) == [7])
    #expect(try Tensor("a", shape: [3, 0], [] as [Double]).values(as: Double.self) == [])
  }

  @Test("is refused where no file could hold it")
  func refused() {
    let name = #expect(throws: FormatError.self) { try Tensor("", shape: [], [1] as [UInt8]) }
    #expect(name?.code == "invalid-name")
    let shape = #expect(throws: FormatError.self) {
      try Tensor("a", shape: [Int](repeating: 1, count: 9), [1] as [UInt8])
    }
    #expect(shape?.code == "limit-exceeded")
  }
}
