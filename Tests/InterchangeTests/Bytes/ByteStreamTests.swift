import ModelFormat
import TestSupport
import Testing

@testable import Interchange

struct ByteStreamTests {
  private let directory: TemporaryDirectory
  init() throws { directory = try TemporaryDirectory() }

  private static let noise: [UInt8] = {
    var random = Deterministic(seed: 11)
    return random.bytes(300_000)
  }()

  @Test(
    "gives the same bytes in pieces of any size, from a file and from a pipe",
    arguments: [[1, 299_999], [300_000], [10, 70_000, 5, 100_000, 129_985], [65_536, 234_464]])
  func pieces(_ sizes: [Int]) throws {
    let path = try directory.write(Self.noise, to: "noise")
    for path in [path, directory.pipe("pipe", holding: Self.noise)] {
      let stream = try ByteStream(path)
      #expect(stream.front.elementsEqual(Self.noise.prefix(64)))
      var bytes: [UInt8] = []
      for size in sizes {
        bytes += try stream.read(size)
        #expect(stream.offset == UInt64(bytes.count))
      }
      try stream.finish()
      #expect(bytes == Self.noise)
    }
  }

  @Test("goes on piecewise after a part was read at once")
  func mixed() throws {
    let stream = try ByteStream(try directory.write(Self.noise, to: "noise"))
    var bytes = try stream.next() + stream.read(150_000)
    while true {
      let piece = try stream.next()
      if piece.isEmpty { break }
      bytes += piece
    }
    #expect(bytes == Self.noise)
  }

  @Test("reads a part of a file and nothing around it", arguments: [10, 100_000])
  func part(_ count: Int) throws {
    let data = Array(Self.noise[1000..<(1000 + count)])
    let path = try directory.write(Self.noise, to: "noise")
    let file = OpenFile(try File(opening: path))
    var part = ByteStream.Part(
      start: 1000, packedSize: UInt64(count), size: UInt64(count), isDeflated: false,
      checksum: HandmadeZip.crc32(data))
    let stream = try ByteStream(part, of: file)
    #expect(try stream.read(3) + stream.read(count - 3) == data)
    try stream.finish()
    let short = try ByteStream(part, of: file)
    let error = #expect(throws: FormatError.self) { try short.read(count + 1) }
    #expect(error?.code == "truncated")
    part.checksum ^= 1
    let wrong = try ByteStream(part, of: file)
    #expect(try wrong.read(count) == data)
    #expect(throws: FormatError.self) { try wrong.finish() }
  }

  @Test("says what is missing and what is left over")
  func ends() throws {
    for path in [
      try directory.write(Self.noise, to: "noise"), directory.pipe("pipe", holding: Self.noise),
    ] {
      let stream = try ByteStream(path)
      _ = try stream.read(299_999)
      let left = #expect(throws: FormatError.self) { try stream.finish() }
      #expect(left?.code == "trailing-bytes")
    }
    let stream = try ByteStream(directory.file("noise"))
    let error = #expect(throws: FormatError.self) { try stream.read(300_001) }
    #expect(error?.reason == .truncated(needed: 300_001, found: 300_000))
    #expect(throws: FormatError.self) { try stream.expect(299_999) }
    #expect(throws: FormatError.self) { try stream.expect(300_001) }
    try stream.expect(300_000)
  }

  @Test("unpacks a little at a time, since a little may stand for much")
  func packed() throws {
    // 8 MB in 52 KB, of which four kilobytes stand for a megabyte at most.
    let front: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
    let path = try directory.write(front + HandmadeZip.zeros(runs: 32_000), to: "zeros.gz")
    let stream = try ByteStream(path)
    #expect(stream.isPacked && stream.size == nil)
    for _ in 0..<3 {
      let piece = try stream.next()
      #expect(!piece.isEmpty && piece.count <= 4096 * 8 / 13 * 258 + 258)
    }
  }
}
