import TestSupport
import Testing

@testable import ModelFormat

struct ZlibStreamEncoderTests {
  private static let ways = [ZlibStreamEncoder.Matches.never, .whereLikely, .tried, .forced]
  private static let batches = 0..<100 as Range<UInt64>
  private static let batchSize = 110

  private struct Case: CustomStringConvertible {
    let bytes: [UInt8]
    let planes: Int
    let matches: ZlibStreamEncoder.Matches
    let isSparse: Bool
    let description: String

    init(_ count: Int, seed: UInt64, _ index: Int, using generator: inout Deterministic) {
      planes = [1, 2, 4, 8].filter { $0 <= count }.randomElement(using: &generator) ?? 1
      let size = count / planes
      var bytes: [UInt8] = []
      for plane in 0..<planes {
        let isLast = plane == planes - 1
        bytes += PlaneSample.any(isLast ? count - plane * size : size, using: &generator)
      }
      self.bytes = bytes
      matches = ways.randomElement(using: &generator) ?? .tried
      isSparse = Bool.random(using: &generator)
      description = "seed \(seed), case \(index): \(count) bytes in \(planes) planes, \(matches)"
    }
  }

  /// Codes into a buffer that has guards behind it.
  private func encode(
    _ one: Case, limit: Int, with encoder: inout ZlibStreamEncoder, into output: inout [UInt8]
  ) throws -> [UInt8]? {
    // What it may touch is 64 bytes behind the limit.
    let end = limit + 64
    if output.count < end + 32 {
      output = [UInt8](repeating: 0xEE, count: end + 32)
    } else {
      for index in end..<end + 32 { output[index] = 0xEE }
    }
    let length = try encoder.encode(
      one.bytes.span, planes: one.planes, matches: one.matches, isSparse: one.isSparse,
      limit: limit, into: &output)
    #expect(output[end..<end + 32].allSatisfy { $0 == 0xEE }, "\(one): behind the end")
    guard let length else { return nil }
    #expect(length <= limit, "\(one): \(length) of \(limit)")
    return Array(output[..<length])
  }

  private func check(
    _ one: Case, with encoder: inout ZlibStreamEncoder, _ inflater: inout Inflater,
    into output: inout [UInt8], using generator: inout Deterministic
  ) throws {
    let count = one.bytes.count
    let room = count + count / 256 + 128
    guard let stream = try encode(one, limit: room, with: &encoder, into: &output) else {
      Issue.record("\(one): does not fit into \(room)")
      return
    }
    let isRead = StockZlib.inflateWhole(stream, count: count) == one.bytes
    #expect(isRead, "\(one): zlib reads something else")
    var raw = [UInt8](repeating: 0, count: count)
    var span = raw.mutableSpan
    let fault = inflater.inflate(stream.span, into: &span)
    #expect(fault == nil && raw == one.bytes, "\(one): \(fault ?? "read as something else")")
    // Whatever the limit, the same stream or none; and none only where it is near.
    let limits = [
      count - 1, stream.count - 1, stream.count, stream.count + 16,
      Int.random(in: 0...room, using: &generator),
    ]
    for limit in limits.shuffled(using: &generator).prefix(2) where limit >= 0 {
      let again = try encode(one, limit: limit, with: &encoder, into: &output)
      if let again {
        #expect(again == stream, "\(one), limit \(limit): another stream")
      } else {
        #expect(limit < stream.count + 16, "\(one), limit \(limit): \(stream.count) do not fit")
      }
    }
  }

  @Test("writes what zlib reads and nothing else, within the limit", arguments: batches)
  func small(_ seed: UInt64) throws {
    var generator = Deterministic(seed: seed)
    var encoder = ZlibStreamEncoder()
    var inflater = Inflater()
    var output: [UInt8] = []
    for index in 0..<Self.batchSize {
      let most = [5, 70, 400, 2500][index % 4]
      let count = Int.random(in: 1...most, using: &generator)
      let one = Case(count, seed: seed, index, using: &generator)
      try check(one, with: &encoder, &inflater, into: &output, using: &generator)
    }
  }

  @Test("does so too where blocks and stretches end", arguments: PlaneSample.allCases)
  func large(_ shape: PlaneSample) throws {
    var generator = Deterministic(seed: 111)
    var encoder = ZlibStreamEncoder()
    var inflater = Inflater()
    var output: [UInt8] = []
    for size in [32_768, 65_535, 65_536, 98_304, 131_072] {
      let count = size + Int.random(in: -1...1, using: &generator)
      let one = Case(count, seed: 111, size, using: &generator)
      try check(one, with: &encoder, &inflater, into: &output, using: &generator)
    }
  }

  @Test("writes the header that the format asks for, and the sum of all planes")
  func frame() throws {
    var encoder = ZlibStreamEncoder()
    var output: [UInt8] = []
    let bytes = Array("Wikipedia".utf8)
    let length = try encoder.encode(bytes.span, planes: 1, limit: 100, into: &output)
    let stream = output[..<(length ?? 0)]
    #expect(stream.starts(with: [0x78, 0x9C]))
    #expect(Array(stream.suffix(4)) == [0x11, 0xE6, 0x03, 0x98])
  }

  @Test("writes bytes as they are", arguments: [0, 1, 65_535, 65_536, 200_000])
  func stored(_ count: Int) {
    let bytes = [UInt8](repeating: 1, count: count)
    let stream = ZlibStreamEncoder.stored(bytes.span)
    #expect(StockZlib.inflateWhole(stream, count: count) == bytes)
    #expect(stream.count == count + 6 + 5 * max(1, (count + 65_534) / 65_535))
  }

  @Test("looks for matches only where it is told to, or where there are some")
  func matches() throws {
    var generator = Deterministic(seed: 112)
    var encoder = ZlibStreamEncoder()
    var output: [UInt8] = []
    // 100 KB that come a second time after 20 KB: no code of literals makes them smaller.
    let noise = generator.bytes(20_000).map { $0 & 0x7F }
    let repeated = [[UInt8]](repeating: noise, count: 5).flatMap { $0 }
    let forced = try encoder.encode(
      repeated.span, planes: 1, matches: .forced, limit: 100_000, into: &output)
    #expect(forced.map { $0 < 20_000 } == true)
    let tried = try encoder.encode(
      repeated.span, planes: 1, matches: .tried, limit: 100_000, into: &output)
    #expect(tried == forced)
    // Bits that do not repeat: seven of eight, whether matches are tried or not.
    let single = generator.bytes(100_000).map { $0 & 0x7F }
    for way in [ZlibStreamEncoder.Matches.never, .whereLikely, .tried] {
      let length = try encoder.encode(
        single.span, planes: 1, matches: way, limit: 100_000, into: &output)
      #expect(length.map { abs($0 - 87_500) < 200 } == true)
    }
  }
}
