import TestSupport
import Testing

@testable import ModelFormat

struct DecompressorTests {
  /// What a stream unpacks to, fed `pieceSize` bytes at a time.
  private func unpack(
    _ bytes: [UInt8], _ wrapping: Decompressor.Wrapping = .gzip, pieceSize: Int = .max
  ) throws(FormatError) -> [UInt8] {
    var decompressor = try Decompressor(wrapping)
    var output: [UInt8] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      try decompressor.unpack(Array(rest.prefix(pieceSize)), into: &output)
      rest = rest.dropFirst(pieceSize)
    }
    try decompressor.finish()
    return output
  }

  /// "hello" in one stored block, put together from RFC 1952 and RFC 1951; its CRC-32 is 0x3610A686.
  private let front: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
  private let block: [UInt8] = [1, 5, 0, 0xFA, 0xFF] + Array("hello".utf8)
  private let back: [UInt8] = [0x86, 0xA6, 0x10, 0x36, 5, 0, 0, 0]
  private var hello: [UInt8] { front + block + back }

  @Test(
    "reads streams that were put together by hand, in pieces of any size", arguments: [1, 3, 99])
  func byHand(_ pieceSize: Int) throws {
    #expect(try unpack(hello, pieceSize: pieceSize) == Array("hello".utf8))
    #expect(try unpack(hello + hello, pieceSize: pieceSize) == Array("hellohello".utf8))
    #expect(try unpack(block, .none, pieceSize: pieceSize) == Array("hello".utf8))
    // With a name and a comment.
    let named: [UInt8] = [0x1F, 0x8B, 8, 0x18, 0, 0, 0, 0, 0, 255, 97, 0, 98, 99, 0]
    #expect(try unpack(named + block + back, pieceSize: pieceSize) == Array("hello".utf8))
  }

  @Test("reads what Python's gzip wrote")
  func pythonWrote() throws {
    let bytes = try unpack(Fixtures.bytes("data/digits_idx/images-idx3-ubyte.gz"), pieceSize: 1000)
    #expect(bytes.count == 16 + 300 * 64)
    #expect(bytes.starts(with: [0, 0, 8, 3, 0, 0, 1, 44, 0, 0, 0, 8, 0, 0, 0, 8]))
  }

  @Test("refuses every stream that is cut short")
  func cutShort() {
    for count in 0..<hello.count {
      #expect(throws: FormatError.self) { try unpack(Array(hello.prefix(count))) }
    }
    for count in 0..<block.count {
      #expect(throws: FormatError.self) { try unpack(Array(block.prefix(count)), .none) }
    }
  }

  @Test("refuses what is damaged")
  func damaged() {
    for position in [0, 1, 2, 3, 11, 16, 20, 24] {
      var bytes = hello
      bytes[position] ^= 0xE0
      let error = #expect(throws: FormatError.self) { try unpack(bytes) }
      #expect(error?.code == "invalid-stream", "\(position)")
    }
    #expect(throws: FormatError.self) { try unpack(hello + [0]) }
    #expect(throws: FormatError.self) { try unpack(hello + Array("rest".utf8)) }
    #expect(throws: FormatError.self) { try unpack(block + [0], .none) }
  }

  @Test("stops at what is no more in proportion")
  func bomb() throws {
    // 100 MB of zeros pack to 100 KB.
    let packed = StockZlib.deflate([UInt8](repeating: 0, count: 100_000_000), level: 9)
    let bare = Array(packed[2..<(packed.count - 4)])
    let error = #expect(throws: FormatError.self) {
      try unpack(bare, .none, pieceSize: 4096).count
    }
    #expect(error?.code == "limit-exceeded")
    // As much as is free is not refused.
    let small = StockZlib.deflate([UInt8](repeating: 0, count: 60_000_000), level: 9)
    #expect(try unpack(Array(small[2..<(small.count - 4)]), .none).count == 60_000_000)
  }

  @Test("unpacks as much as it is told to, and no more, whatever the proportion")
  func upTo() throws {
    let packed = StockZlib.deflate([UInt8](repeating: 0, count: 100_000_000), level: 9)
    let bare = Array(packed[2..<(packed.count - 4)])
    var output: [UInt8] = []
    var decompressor = try Decompressor(.none, upTo: 100_000_000)
    try decompressor.unpack(bare, into: &output)
    try decompressor.finish()
    #expect(output.count == 100_000_000)
    let error = #expect(throws: FormatError.self) {
      var decompressor = try Decompressor(.none, upTo: 99_999_999)
      var output: [UInt8] = []
      try decompressor.unpack(bare, into: &output)
    }
    #expect(error?.code == "limit-exceeded")
  }
}
