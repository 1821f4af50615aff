import TestSupport
import Testing

@testable import ModelFormat

struct StoredBlockTests {
  @Test(
    "writes as many blocks as RFC 1951 needs",
    arguments: [0, 1, 65_534, 65_535, 65_536, 131_070, 131_071, 200_000], [0, 1, 5, 7])
  func blocks(_ count: Int, _ bitsBefore: Int) {
    var generator = Deterministic(seed: 104)
    let bytes = generator.bytes(count)
    let blocks = max(1, (count + 65_534) / 65_535)
    var output = [UInt8](repeating: 0xEE, count: count + 5 * blocks + 100)
    var length = 0
    unsafe output.withUnsafeMutableBufferPointer { output in
      var writer = unsafe BitWriter(to: output)
      // Blocks of nothing by the code that needs no table: 10 bits each.
      for _ in 0..<bitsBefore { writer.write(0b10, count: 10) }
      let before = 8 * writer.byteCount + writer.pendingBits
      StoredBlock.write(bytes.span, isLast: true, to: &writer)
      length = writer.byteCount
      #expect(8 * length - before <= 8 * count + blocks * StoredBlock.overhead)
      #expect(writer.pendingBits == 0)
    }
    let stream = StockZlib.stream(output[..<length], of: bytes)
    #expect(StockZlib.inflateWhole(stream, count: count) == bytes)
    if bitsBefore == 0 { #expect(length == count + 5 * blocks) }
  }
}
