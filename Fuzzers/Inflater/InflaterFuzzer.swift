import FuzzSupport

@testable import ModelFormat

/// Our inflater and zlib agree on every stream: whether it is one, and on what it stands for.
///
/// The first byte of an input says what is made right before the stream is tried, so that what lies behind
/// header and checksum is reached: bit 0 the header, bit 1 the Adler-32, bit 2 keeps what follows it. Bits 3
/// and 4: how many bytes are expected, those that zlib makes, one more, one less, or a number from the input.
///
/// There is one difference, and spec/format.md D2 wants it: zlib also takes streams of a smaller window, whose
/// first byte is not 0x78.
@main
enum InflaterFuzzer: Fuzzer {
  /// More is not looked at: a few bytes may stand for a thousand times as many.
  private static let room = 1 << 17

  static func check(_ input: [UInt8]) {
    var cursor = Cursor(input)
    let flags = cursor.next()
    let number = flags & 24 == 24 ? cursor.next() | cursor.next() << 8 : 0
    let stream = repaired(Array(cursor.rest), flags)
    let whole = StockZlib(inflating: stream.span, room: room)
    let expected =
      switch flags >> 3 & 3 {
      case 0: whole.bytes.count
      case 1: whole.bytes.count + 1
      case 2: max(0, whole.bytes.count - 1)
      default: number
      }
    let theirs = StockZlib(inflating: stream.span, room: expected)
    let isOne =
      theirs.isWhole && theirs.bytes.count == expected && theirs.consumed == stream.count
      && stream.first == 0x78
    var inflater = Inflater()
    // Twice, since an inflater is used for one stream after another.
    for _ in 0..<2 {
      var ours = [UInt8](repeating: 0xA5, count: expected)
      var target = ours.mutableSpan
      let fault = inflater.inflate(stream.span, into: &target)
      require(
        (fault == nil) == isOne,
        "zlib \(isOne ? "takes" : "refuses") what ours \(fault.map { "refuses: \($0)" } ?? "takes")"
      )
      require(!isOne || ours == theirs.bytes, "other bytes than zlib's")
    }
  }

  /// The stream, with what the flags want made right.
  private static func repaired(_ input: [UInt8], _ flags: Int) -> [UInt8] {
    var stream = input
    if flags & 1 != 0 { stream.insert(contentsOf: [0x78, 0x9C], at: 0) }
    guard flags & 2 != 0, stream.count > 2 else { return stream }
    let blocks = StockZlib(
      inflating: stream.span.extracting(2...), room: room, isBare: true)
    guard blocks.isWhole else { return stream }
    let end = 2 + blocks.consumed
    let sum = adler32(of: blocks.bytes)
    let tail = flags & 4 == 0 ? [] : Array(stream[end...])
    return stream[..<end] + (0..<4).map { UInt8(truncatingIfNeeded: sum >> (24 - 8 * $0)) } + tail
  }

  /// As RFC 1950, 8.2, defines it.
  private static func adler32(of bytes: [UInt8]) -> UInt32 {
    var (a, b) = (UInt32(1), UInt32(0))
    for byte in bytes {
      a = (a + UInt32(byte)) % 65521
      b = (b + a) % 65521
    }
    return b << 16 | a
  }
}
