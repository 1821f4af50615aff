/// A bit that was flipped, found by what it did to a checksum.
///
/// CRC-32 is linear: the difference between the checksum that was written and that of the bytes that are there depends
/// on which bits differ, and not on the others. One bit makes a difference of its own for each place within 2^31 bytes,
/// so a match shows the bit. Bytes that are damaged otherwise match one of n bits with a chance of n in 2^32; where more
/// is at stake, another check must confirm it.
enum FlippedBit {
  /// The bit of a message whose flip makes its checksum right, counted from the lowest of the first byte.
  ///
  /// - Returns: nil where no single bit does.
  static func position(in message: [UInt8], checksum expected: UInt32) -> Int? {
    let difference = Checksum.crc32(message.span) ^ expected
    if difference == 0 { return nil }
    // What a flip of each bit of the last byte does; one byte further to the front, each goes through one more step.
    var effects = (0..<8).map { remainders[1 << $0] }
    for index in message.indices.reversed() {
      for bit in 0..<8 {
        if effects[bit] == difference { return 8 * index + bit }
        effects[bit] = effects[bit] >> 8 ^ remainders[Int(effects[bit] & 0xFF)]
      }
    }
    return nil
  }

  /// Flips a bit.
  static func flip(_ bit: Int, in message: inout [UInt8]) {
    message[bit / 8] ^= 1 << UInt8(bit % 8)
  }

  /// What each byte leaves in a checksum that was 0.
  private static let remainders: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in value >> 1 ^ (value & 1) * 0xEDB8_8320 }
  }
}
