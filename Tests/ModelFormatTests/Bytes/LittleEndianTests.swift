import Testing

@testable import ModelFormat

struct LittleEndianTests {
  @Test("reads the lowest byte first, at any alignment")
  func reads() {
    let bytes: [UInt8] = [0xFF, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x88]
    #expect(bytes.span.littleEndian(UInt16.self, at: 1) == 0x0201)
    #expect(bytes.span.littleEndian(UInt32.self, at: 1) == 0x0403_0201)
    #expect(bytes.span.littleEndian(UInt64.self, at: 1) == 0x8807_0605_0403_0201)
    #expect(bytes.span.littleEndian(UInt32.self, at: 5) == 0x8807_0605)
  }

  @Test("writes the lowest byte first")
  func writes() {
    var bytes: [UInt8] = [0xAA]
    bytes.append(littleEndian: UInt16(0x0201))
    bytes.append(littleEndian: UInt32(0x8004_0302))
    bytes.append(littleEndian: UInt64(0xF807_0605_0403_0201))
    #expect(
      bytes == [0xAA, 1, 2, 2, 3, 4, 0x80, 1, 2, 3, 4, 5, 6, 7, 0xF8])
  }

  @Test("appends a span, and a part of one")
  func appends() {
    var bytes: [UInt8] = [1]
    let more: [UInt8] = [2, 3, 4]
    bytes.append(contentsOf: more.span)
    bytes.append(contentsOf: more.span.extracting(1..<1))
    bytes.append(contentsOf: more.span.extracting(2...))
    #expect(bytes == [1, 2, 3, 4, 4])
  }
}
