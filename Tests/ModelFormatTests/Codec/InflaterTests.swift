import CZlib
import TestSupport
import Testing

@testable import ModelFormat

struct InflaterTests {
  /// The fault of a stream that is to give `count` bytes, and what it gave.
  private func inflate(
    _ stream: [UInt8], _ count: Int
  ) -> (fault: String?, bytes: [UInt8]) {
    var inflater = Inflater()
    return inflate(stream, count, with: &inflater)
  }

  private func inflate(
    _ stream: [UInt8], _ count: Int, with inflater: inout Inflater
  ) -> (fault: String?, bytes: [UInt8]) {
    var output = [UInt8](repeating: 0, count: count)
    var span = output.mutableSpan
    let fault = inflater.inflate(stream.span, into: &span)
    return (fault, output)
  }

  /// "hello" in one stored block, put together from RFC 1950 and RFC 1951.
  private let hello: [UInt8] =
    [0x78, 0x01, 0x01, 5, 0, 0xFA, 0xFF] + Array("hello".utf8) + [0x06, 0x2C, 0x02, 0x15]

  @Test("reads a stream that was put together by hand")
  func byHand() {
    let (fault, bytes) = inflate(hello, 5)
    #expect(fault == nil)
    #expect(bytes == Array("hello".utf8))
    // Nothing at all: an empty stored block, Adler-32 of 1.
    #expect(inflate([0x78, 0x01, 1, 0, 0, 0xFF, 0xFF, 0, 0, 0, 1], 0).fault == nil)
    // The same as a fixed block of the end alone, as python3's zlib.compress(b"") writes it.
    #expect(inflate([0x78, 0x9C, 0x03, 0, 0, 0, 0, 1], 0).fault == nil)
  }

  @Test(
    "reads what zlib writes, at every level, by every strategy and with any memory",
    arguments: 0...9,
    [Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED])
  func zlibWrites(_ level: Int, _ strategy: Int32) {
    var generator = Deterministic(seed: UInt64(12 + level))
    var inflater = Inflater()
    var samples = [[], [1], generator.bytes(40_000)]
    for shape in PlaneSample.allCases {
      for count in [40, 3000, 9000] { samples.append(shape.bytes(count, using: &generator)) }
    }
    for (index, bytes) in samples.enumerated() {
      let memory = Int32(1 + (level + index) % 9)
      let stream = StockZlib.deflate(
        bytes, level: Int32(level), strategy: strategy, memory: memory)
      let (fault, found) = inflate(stream, bytes.count, with: &inflater)
      #expect(fault == nil && found == bytes, "sample \(index), memory \(memory)")
    }
  }

  @Test("finds every fault of a stream")
  func faults() {
    func changed(_ index: Int, _ byte: UInt8) -> [UInt8] {
      var stream = hello
      stream[index] = byte
      return stream
    }
    let cases: [([UInt8], Int, String)] = [
      ([], 5, "shorter than its header"),
      ([0x78], 5, "shorter than its header"),
      ([0x58, 0x85] + hello[2...], 5, "its first byte is not 78 (hexadecimal)"),
      ([0x78, 0x20] + hello[2...], 5, "it asks for a preset dictionary"),
      ([0x78, 0x02] + hello[2...], 5, "incorrect header check"),
      (hello, 6, "it inflates to 5 bytes instead of 6"),
      (hello, 4, "it inflates to more than 4 bytes"),
      (hello, 0, "it inflates to more than 0 bytes"),
      (hello + [0], 5, "1 bytes follow its end"),
      (hello + hello, 5, "16 bytes follow its end"),
      (changed(15, 0x16), 5, "its Adler-32 is wrong"),
      (changed(7, 0x69), 5, "its Adler-32 is wrong"),
      (changed(2, 0x07), 5, "invalid block type"),
      (changed(5, 0xFB), 5, "invalid stored block lengths"),
      (Array(hello.dropLast()), 5, "it ends before its checksum is whole"),
      (Array(hello.dropLast(4)), 5, "it ends before its checksum is whole"),
      (Array(hello[..<9]), 5, "it does not end after 0 of 5 bytes"),
      (changed(2, 0x00), 5, "invalid block type"),
    ]
    for (stream, count, expected) in cases {
      let fault = inflate(stream, count).fault
      #expect(fault?.hasPrefix(expected) == true, "\(stream): \(fault ?? "nothing")")
    }
  }

  @Test("refuses every truncation of a stream, and every change of its first byte")
  func truncations() {
    let stream = StockZlib.deflate(Array("a stream of some length, of some length".utf8), level: 9)
    for count in stream.indices {
      #expect(inflate(Array(stream[..<count]), 39).fault != nil, "\(count)")
    }
    for first in 0...UInt8.max where first != 0x78 {
      // With a second byte that makes the check right, zlib itself takes other windows.
      for second in 0...UInt8.max where (Int(first) << 8 + Int(second)) % 31 == 0 {
        #expect(inflate([first, second] + stream[2...], 39).fault != nil)
      }
    }
  }

  /// Each such block once had its tables built, which took two minutes.
  @Test("goes through millions of empty blocks of fixed codes", .timeLimit(.minutes(1)))
  func emptyBlocks() {
    // 0 (not the last), 1 0 (fixed codes), 0 0 0 0 0 0 0 (the end): ten bits, four of them in five bytes.
    let four: UInt64 = 2 | 2 << 10 | 2 << 20 | 2 << 30
    let bytes = (0..<5).map { UInt8(truncatingIfNeeded: four >> (8 * $0)) }
    var stream: [UInt8] = [0x78, 0x01]
    for _ in 0..<3_000_000 { stream += bytes }
    stream += hello.dropFirst(2)
    let (fault, found) = inflate(stream, 5)
    #expect(fault == nil)
    #expect(found == Array("hello".utf8))
  }

  @Test("reads the next stream after a bad one")
  func recovers() {
    var inflater = Inflater()
    for bad in [Array(hello[..<9]), [0x78, 0x01, 0x07], hello + [0], []] {
      let fault = inflate(bad, 5, with: &inflater).fault
      #expect(fault != nil)
      let (none, bytes) = inflate(hello, 5, with: &inflater)
      #expect(none == nil)
      #expect(bytes == Array("hello".utf8))
    }
  }
}
