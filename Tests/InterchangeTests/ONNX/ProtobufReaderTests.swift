import ModelFormat
import Testing

@testable import Interchange

/// Messages as protobuf.dev's "Encoding" shows them, and such as are none.
struct ProtobufReaderTests {
  private func fields(_ bytes: [UInt8], isFile: Bool = false) throws -> [ProtobufField] {
    var reader = ProtobufReader(bytes[...], isFile: isFile)
    var fields: [ProtobufField] = []
    while let field = try reader.next() { fields.append(field) }
    return fields
  }

  @Test("reads the examples of the documentation")
  func examples() throws {
    let number = try #require(try fields([0x08, 0x96, 0x01]).first)
    #expect(number.number == 1)
    #expect(try number.integer() == 150)
    let text = try #require(
      try fields([0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6E, 0x67]).first)
    #expect(text.number == 2)
    #expect(try text.text() == "testing")
    let packed = try #require(try fields([0x32, 0x06, 3, 0x8E, 2, 0x9E, 0xA7, 5]).first)
    var numbers: [Int64] = []
    try packed.forEachInteger { (number) throws(FormatError) in numbers.append(number) }
    #expect(packed.number == 6 && numbers == [3, 270, 86942])
  }

  @Test("reads numbers of all widths", arguments: [0, 127, 128, 16384, Int64.max, -1, Int64.min])
  func numbers(_ value: Int64) throws {
    let field = try #require(try fields(ONNXFile.field(3, Int(value))).first)
    #expect(try field.integer() == value)
  }

  @Test("reads floats one by one and packed")
  func floats() throws {
    let values: [Float] = [1.5, -2, 1e30]
    let bytes = ONNXFile.floats(values)
    let single = values.flatMap { ONNXFile.varint(4 << 3 | 5) + ONNXFile.floats([$0]) }
    for file in [single, ONNXFile.field(4, bytes)] {
      var found: [UInt8] = []
      for field in try fields(file) { try field.append(floatsOf: 4, to: &found) }
      #expect(found == bytes)
    }
    #expect(try fields(single)[0].float() == 1.5)
  }

  @Test("knows the byte at which each field begins")
  func offsets() throws {
    let file = ONNXFile.field(1, 300) + ONNXFile.field(2, "ab") + ONNXFile.field(16, 0)
    #expect(try fields(file).map(\.offset) == [0, 3, 7])
  }

  @Test(
    "refuses what is no message",
    arguments: [
      [0x80], [0x08], [0x08, 0x80], [0x08, 0x80, 0x80, 0x80], [0x12, 5, 1, 2], [0x0D, 1, 2, 3],
      [0x09, 1, 2, 3, 4, 5, 6, 7],
      [0x12, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
      [0x12, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
    ] as [[UInt8]])
  func ends(_ bytes: [UInt8]) {
    let nested = #expect(throws: FormatError.self) { _ = try fields(bytes) }
    #expect(nested?.code == "inconsistent")
    let whole = #expect(throws: FormatError.self) { _ = try fields(bytes, isFile: true) }
    #expect(whole?.code == "truncated")
  }

  @Test(
    "refuses what is no field",
    arguments: [
      // Field 0, groups, wire types that are none, a tag and numbers of more than their bits.
      [0x00, 1], [0x02, 0], [0x0B], [0x0C], [0x0E], [0x0F],
      [0x80, 0x80, 0x80, 0x80, 0x10, 1],
      [0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02],
      [0x08, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
    ] as [[UInt8]])
  func malformed(_ bytes: [UInt8]) {
    let error = #expect(throws: FormatError.self) { _ = try fields(bytes) }
    #expect(error?.code == "invalid-value" && error?.offset != nil)
  }

  @Test("refuses fields of another wire type than their meaning has")
  func wireTypes() throws {
    let number = try fields(ONNXFile.field(1, 1))[0]
    let bytes = try fields(ONNXFile.field(1, [1, 2, 3]))[0]
    let fixed = try fields([0x0D, 0, 0, 0, 0])[0]
    var floats: [UInt8] = []
    #expect(throws: FormatError.self) { _ = try number.bytes() }
    #expect(throws: FormatError.self) { _ = try number.float() }
    #expect(throws: FormatError.self) { _ = try bytes.integer() }
    #expect(throws: FormatError.self) { _ = try bytes.float() }
    #expect(throws: FormatError.self) { try fixed.forEachInteger { _ throws(FormatError) in } }
    #expect(throws: FormatError.self) { try bytes.append(floatsOf: 4, to: &floats) }
    #expect(throws: FormatError.self) { try number.append(floatsOf: 4, to: &floats) }
    #expect(throws: FormatError.self) { try fixed.append(floatsOf: 8, to: &floats) }
    let open = try fields(ONNXFile.field(1, [1, 0x80]))[0]
    #expect(throws: FormatError.self) { try open.forEachInteger { _ throws(FormatError) in } }
  }
}
