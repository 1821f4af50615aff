import TestSupport
import Testing

@testable import ModelFormat

struct DeflaterTests {
  private func deflate(
    _ bytes: [UInt8], _ methods: [Deflater.Method], room: Int? = nil
  ) throws -> [UInt8]? {
    try deflate(bytes, methods, room: room, with: Deflater())
  }

  private func deflate(
    _ bytes: [UInt8], _ methods: [Deflater.Method], room: Int?, with deflater: borrowing Deflater
  ) throws -> [UInt8]? {
    var output = [UInt8](repeating: 0xEE, count: room ?? bytes.count + bytes.count / 256 + 128)
    var span = output.mutableSpan
    guard let length = deflater.deflate(bytes.span, by: methods, into: &span) else { return nil }
    return Array(output[..<length])
  }

  @Test("writes streams that zlib reads, by every method and mixture")
  func zlibReads() throws {
    var generator = Deterministic(seed: 8)
    let mixtures: [[Deflater.Method]] = [
      [.stored], [.runs], [.matches], [.stored, .runs], [.runs, .stored],
      [.stored, .stored, .stored, .runs], [.runs, .matches, .stored, .matches, .runs],
    ]
    let deflater = try Deflater()
    for methods in mixtures {
      for count in [0, 1, 2, 63, 1000, 70_000] {
        for bytes in [
          generator.bytes(count), generator.bytes(count).map { $0 & 3 },
          [UInt8](repeating: 9, count: count),
        ] {
          let stream = try #require(try deflate(bytes, methods, room: nil, with: deflater))
          #expect(StockZlib.inflate(stream, upTo: count + 1) == bytes, "\(methods), \(count)")
          #expect(stream[0] == 0x78)
          #expect((Int(stream[0]) << 8 + Int(stream[1])) % 31 == 0)
        }
      }
    }
  }

  @Test("gives the same stream, whatever the same coder wrote before")
  func independentOfThePast() throws {
    var generator = Deterministic(seed: 9)
    let deflater = try Deflater()
    let bytes = generator.bytes(5000).map { $0 & 15 }
    for methods in [[.matches], [.runs, .stored]] as [[Deflater.Method]] {
      let alone = try deflate(bytes, methods)
      _ = try deflate(generator.bytes(3000), [.stored, .runs], room: nil, with: deflater)
      #expect(try deflate(bytes, methods, room: nil, with: deflater) == alone)
      // Also after a stream that did not fit.
      #expect(try deflate(bytes, [.stored], room: 100, with: deflater) == nil)
      #expect(try deflate(bytes, methods, room: nil, with: deflater) == alone)
    }
  }

  @Test("tells where a stream does not fit, to the byte")
  func exactRoom() throws {
    var generator = Deterministic(seed: 10)
    let bytes = generator.bytes(2000).map { $0 & 31 }
    for methods in [[.stored], [.runs], [.matches], [.runs, .stored]] as [[Deflater.Method]] {
      let length = try #require(try deflate(bytes, methods)).count
      #expect(try deflate(bytes, methods, room: length)?.count == length)
      #expect(try deflate(bytes, methods, room: length - 1) == nil)
      #expect(try deflate(bytes, methods, room: 1) == nil)
    }
  }

  @Test("finds what each method is there for")
  func methods() throws {
    var generator = Deterministic(seed: 11)
    let noise = generator.bytes(4096)
    #expect(try #require(try deflate(noise, [.stored])).count <= 4096 + 16)
    let repeated = noise[..<1024] + noise[..<1024] + noise[..<1024]
    #expect(try #require(try deflate(Array(repeated), [.matches])).count < 1200)
    #expect(try #require(try deflate([UInt8](repeating: 7, count: 4096), [.runs])).count < 40)
  }
}
