import TestSupport
import Testing

@testable import ModelFormat

struct DeflaterTests {
  private static let searches = [Deflater.Search.full, .thorough, .quick]

  /// The blocks that some bytes become; nil where they do not fit into `room` bytes.
  private func deflate(
    _ bytes: [UInt8], _ search: Deflater.Search, isLast: Bool = true, room: Int? = nil,
    with deflater: borrowing Deflater
  ) -> [UInt8]? {
    var output = [UInt8](repeating: 0xEE, count: room ?? bytes.count + bytes.count / 256 + 64)
    var span = output.mutableSpan
    let length = deflater.deflate(bytes.span, search, isLast: isLast, into: &span)
    return length.map { Array(output[..<$0]) }
  }

  /// Blocks as a whole zlib stream of these bytes.
  private func stream(_ blocks: [UInt8], of bytes: [UInt8]) -> [UInt8] {
    let sum = StockZlib.adler32(bytes)
    return [0x78, 0x9C] + blocks + (0..<4).map { UInt8(truncatingIfNeeded: sum >> (24 - 8 * $0)) }
  }

  private func samples(_ seed: UInt64) -> [[UInt8]] {
    var generator = Deterministic(seed: seed)
    return [0, 1, 2, 63, 1000, 70_000].flatMap { count in
      [
        generator.bytes(count), generator.bytes(count).map { $0 & 3 },
        [UInt8](repeating: 9, count: count),
      ]
    }
  }

  @Test("writes blocks that zlib reads", arguments: searches)
  func zlibReads(_ search: Deflater.Search) throws {
    let deflater = try Deflater()
    for bytes in samples(8) {
      let blocks = deflate(bytes, search, with: deflater) ?? []
      #expect(StockZlib.inflateWhole(stream(blocks, of: bytes), count: bytes.count) == bytes)
    }
  }

  @Test("ends with a byte, so that other blocks may follow", arguments: searches)
  func followed(_ search: Deflater.Search) throws {
    let deflater = try Deflater()
    for bytes in samples(9) {
      let first = deflate(bytes, search, isLast: false, with: deflater) ?? []
      let second = deflate(bytes, search, isLast: true, with: deflater) ?? []
      let both = stream(first + second, of: bytes + bytes)
      #expect(StockZlib.inflateWhole(both, count: 2 * bytes.count) == bytes + bytes)
    }
  }

  @Test("gives the same blocks, whatever the same coder wrote before", arguments: searches)
  func independentOfThePast(_ search: Deflater.Search) throws {
    var generator = Deterministic(seed: 10)
    let bytes = generator.bytes(5000).map { $0 & 15 }
    let alone = deflate(bytes, search, with: try Deflater())
    let deflater = try Deflater()
    for other in Self.searches {
      for isLast in [true, false] {
        _ = deflate(generator.bytes(3000), other, isLast: isLast, with: deflater)
        #expect(deflate(bytes, search, with: deflater) == alone)
        // Also after blocks that did not fit.
        #expect(deflate(bytes, other, isLast: isLast, room: 100, with: deflater) == nil)
        #expect(deflate(bytes, search, with: deflater) == alone)
      }
    }
  }

  @Test("takes no blocks that are not whole, and all that leave a byte over", arguments: searches)
  func exactRoom(_ search: Deflater.Search) throws {
    var generator = Deterministic(seed: 11)
    let bytes = generator.bytes(2000).map { $0 & 31 }
    let deflater = try Deflater()
    let last = deflate(bytes, search, with: deflater) ?? []
    let inner = deflate(bytes, search, isLast: false, with: deflater) ?? []
    for (blocks, isLast) in [(last, true), (inner, false)] {
      #expect(blocks.count > 1000)
      for room in 1...blocks.count + 8 {
        let found = deflate(bytes, search, isLast: isLast, room: room, with: deflater)
        // To the byte, zlib itself does not know whether it is done.
        #expect(found == (room > blocks.count ? blocks : nil), "\(room)")
      }
    }
  }

  @Test("finds matches far back, long ones also in the quickest search", arguments: searches)
  func matches(_ search: Deflater.Search) throws {
    var generator = Deterministic(seed: 12)
    let noise = generator.bytes(8192)
    let blocks = try deflate(noise + noise + noise, search, with: Deflater()) ?? []
    #expect(blocks.count > 8192)
    #expect(blocks.count < 8192 * 21 / 20)
  }
}
