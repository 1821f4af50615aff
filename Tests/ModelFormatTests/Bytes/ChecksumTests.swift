import Testing

@testable import ModelFormat

struct ChecksumTests {
  /// The check value of the CRC catalogue, and others that Python's `zlib.crc32` gives.
  @Test(
    "is the CRC-32 of zlib and PNG",
    arguments: [
      ("", 0), ("123456789", 0xCBF4_3926), ("a", 0xE8B7_BE43),
      ("The quick brown fox jumps over the lazy dog", 0x414F_A339),
    ] as [(String, UInt32)])
  func checkValues(_ text: String, _ checksum: UInt32) {
    #expect(Checksum.crc32(Array(text.utf8).span) == checksum)
  }
}
