import TestSupport
import Testing

@testable import ModelFormat

struct FlippedBitTests {
  @Test("finds any bit of a text by its published checksum")
  func published() {
    // The check value of CRC-32/ISO-HDLC.
    let text = Array("123456789".utf8)
    for bit in 0..<72 {
      var message = text
      FlippedBit.flip(bit, in: &message)
      #expect(message != text)
      #expect(FlippedBit.position(in: message, checksum: 0xCBF4_3926) == bit)
    }
    #expect(FlippedBit.position(in: text, checksum: 0xCBF4_3926) == nil, "nothing is flipped")
  }

  @Test("takes no two flipped bits for one")
  func two() {
    var random = Deterministic(seed: 4)
    for _ in 0..<200 {
      let message = (0..<400).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      let checksum = Checksum.crc32(message.span)
      var damaged = message
      FlippedBit.flip(Int(random.next() % 1600), in: &damaged)
      FlippedBit.flip(1600 + Int(random.next() % 1600), in: &damaged)
      #expect(FlippedBit.position(in: damaged, checksum: checksum) == nil)
    }
  }
}
