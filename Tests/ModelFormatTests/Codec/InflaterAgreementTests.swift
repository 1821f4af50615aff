import TestSupport
import Testing

@testable import ModelFormat

/// Of every stream, whole or damaged, our inflater and zlib's say the same.
struct InflaterAgreementTests {
  /// What an inflater makes of a stream that is to give so many bytes.
  private func ours(
    _ stream: [UInt8], _ count: Int, with inflater: inout Inflater
  ) -> [UInt8]? {
    // Guards behind what it may write.
    var output = [UInt8](repeating: 0xEE, count: count + 64)
    var span = output.mutableSpan
    var target = span._mutatingExtracting(..<count)
    let fault = inflater.inflate(stream.span, into: &target)
    #expect(output[count...].allSatisfy { $0 == 0xEE }, "bytes behind the end")
    return fault == nil ? Array(output[..<count]) : nil
  }

  /// A stream to begin with, of zlib's or of ours.
  private func stream(
    of bytes: [UInt8], using generator: inout Deterministic, _ encoder: inout ZlibStreamEncoder
  ) throws -> [UInt8] {
    if Int.random(in: 0..<4, using: &generator) == 0 {
      var output: [UInt8] = []
      let limit = bytes.count + bytes.count / 256 + 128
      let planes = bytes.count % 4 == 0 && !bytes.isEmpty ? 4 : 1
      if !bytes.isEmpty,
        let length = try encoder.encode(bytes.span, planes: planes, limit: limit, into: &output)
      {
        return Array(output[..<length])
      }
    }
    return StockZlib.deflate(
      bytes, level: Int32.random(in: 0...9, using: &generator),
      strategy: Int32.random(in: 0...4, using: &generator),
      memory: Int32.random(in: 1...9, using: &generator))
  }

  /// Damages a stream behind its header.
  private func damage(_ stream: inout [UInt8], using generator: inout Deterministic) {
    func position() -> Int {
      // Most of what can go wrong is said in the first bytes.
      let bound = Bool.random(using: &generator) ? min(stream.count, 60) : stream.count
      return Int.random(in: min(2, bound - 1)..<bound, using: &generator)
    }
    switch Int.random(in: 0..<8, using: &generator) {
    case 0...3:
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        stream[position()] ^= 1 << UInt8.random(in: 0...7, using: &generator)
      }
    case 4: stream[position()] = UInt8.random(in: 0...255, using: &generator)
    case 5: stream.removeSubrange(position()...)
    case 6: stream.insert(UInt8.random(in: 0...255, using: &generator), at: position())
    default: stream += generator.bytes(Int.random(in: 1...9, using: &generator))
    }
  }

  @Test("says of damaged streams what zlib says", arguments: 0..<100 as Range<UInt64>)
  func damaged(_ seed: UInt64) throws {
    var generator = Deterministic(seed: seed)
    var inflater = Inflater()
    var encoder = ZlibStreamEncoder()
    var accepted = 0
    for round in 0..<120 {
      let most = [20, 300, 2000][round % 3]
      let bytes = PlaneSample.any(Int.random(in: 0...most, using: &generator), using: &generator)
      var stream = try stream(of: bytes, using: &generator, &encoder)
      damage(&stream, using: &generator)
      var count = bytes.count
      // With half of them, the checksum is right again for what the blocks now give, if they give anything.
      if Bool.random(using: &generator), stream.count > 2,
        let blocks = StockZlib.inflateBlocks(Array(stream[2...]), upTo: 1 << 16)
      {
        let rest = stream[min(stream.count, 2 + blocks.taken + 4)...]
        stream = stream[..<(2 + blocks.taken)] + StockZlib.checksum(of: blocks.bytes)
        if Bool.random(using: &generator) { stream += rest }
        if Int.random(in: 0..<8, using: &generator) > 0 { count = blocks.bytes.count }
      }
      let (found, expected) = (
        ours(stream, count, with: &inflater), StockZlib.inflateWhole(stream, count: count)
      )
      #expect(found == expected, "seed \(seed), round \(round): \(stream)")
      if expected != nil { accepted += 1 }
    }
    // Neither refuses all there is.
    #expect(accepted > 5, "\(accepted)")
  }

  @Test("says of noise what zlib says", arguments: 0..<20 as Range<UInt64>)
  func noise(_ seed: UInt64) {
    var generator = Deterministic(seed: 1000 + seed)
    var inflater = Inflater()
    for round in 0..<400 {
      var stream = [0x78, 0x9C] + generator.bytes(Int.random(in: 0...200, using: &generator))
      // A last block, of codes of its own as a rule.
      if stream.count > 2 { stream[2] = stream[2] & 0xF8 | [5, 5, 5, 4, 3][round % 5] }
      var count = Int.random(in: 0...100, using: &generator)
      if let blocks = StockZlib.inflateBlocks(Array(stream[2...]), upTo: 1 << 16) {
        stream = stream[..<(2 + blocks.taken)] + StockZlib.checksum(of: blocks.bytes)
        count = blocks.bytes.count
      }
      let (found, expected) = (
        ours(stream, count, with: &inflater), StockZlib.inflateWhole(stream, count: count)
      )
      #expect(found == expected, "seed \(seed), round \(round): \(stream)")
    }
  }

  @Test("reads what another program wrote as zlib does, or refuses it as zlib does")
  func fixtures() throws {
    var inflater = Inflater()
    let good = Fixtures.golden.filter { $0.file.hasPrefix("stream-") }.map(\.path)
    let broken = Fixtures.broken.filter { $0.file.hasPrefix("stream-") }.map(\.path)
    #expect(good.count > 5 && broken.count > 40)
    for path in good + broken {
      let name = path.split(separator: "/").last ?? ""
      let bytes = try Fixtures.bytes(String(path.dropFirst(Fixtures.path("").count)))
      let contents = try ModelFile(parsing: bytes).contents
      for tensor in contents.header.tensors.indices {
        for chunk in contents.chunks(of: tensor) where chunk.entry.encoding != .raw {
          let start = Int(chunk.offset)
          let stream = Array(bytes[start..<start + chunk.entry.stored])
          let (found, expected) = (
            ours(stream, chunk.range.count, with: &inflater),
            StockZlib.inflateWhole(stream, count: chunk.range.count)
          )
          if good.contains(path) { #expect(found != nil, "\(name)") }
          // Windows smaller than 32 KiB are zlib's to accept, and not the format's (D2).
          if stream.first == 0x78 || found != nil { #expect(found == expected, "\(name)") }
        }
      }
    }
  }
}
