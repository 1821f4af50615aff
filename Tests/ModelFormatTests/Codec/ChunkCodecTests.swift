import TestSupport
import Testing

@testable import ModelFormat

struct ChunkCodecTests {
  private func encode(
    _ raw: [UInt8], _ type: ElementType, _ compression: Compression
  ) throws -> (encoding: ChunkEncoding, stored: [UInt8]) {
    var encoder = ChunkEncoder(compression)
    return try encode(raw, type, with: &encoder)
  }

  private func encode(
    _ raw: [UInt8], _ type: ElementType, with encoder: inout ChunkEncoder
  ) throws -> (encoding: ChunkEncoding, stored: [UInt8]) {
    var buffer: [UInt8] = []
    let (encoding, count) = try encoder.encode(raw.span, type, into: &buffer)
    return (encoding, encoding == .raw ? raw : Array(buffer[..<count]))
  }

  private func decode(
    _ stored: [UInt8], _ encoding: ChunkEncoding, _ size: Int, _ count: Int
  ) -> (fault: String?, raw: [UInt8]) {
    var decoder = ChunkDecoder()
    var raw = [UInt8](repeating: 0, count: count)
    var span = raw.mutableSpan
    let fault = decoder.decode(stored.span, encoding, elementSize: size, into: &span)
    return (fault, raw)
  }

  /// The raw bytes of a chunk as zlib alone and the formula of the specification give them.
  private func independentlyDecoded(
    _ stored: [UInt8], _ encoding: ChunkEncoding, _ size: Int, _ count: Int
  ) -> [UInt8]? {
    switch encoding {
    case .raw: return stored
    case .zlib: return StockZlib.inflate(stored, upTo: count + 1)
    case .shuffledZlib, .rotatedZlib:
      guard let shuffled = StockZlib.inflate(stored, upTo: count + 1) else { return nil }
      let elements = count / size
      let joined = (0..<count).map { shuffled[$0 % size * elements + $0 / size] }
      if encoding == .shuffledZlib { return joined }
      return joined.indices.map { index in
        let element = index / size * size
        return joined[index] >> 1 | joined[element + (index + 1) % size] << 7
      }
    }
  }

  /// Chunks of all sorts: noise, constants, weights, counters.
  private func samples(_ size: Int) -> [[UInt8]] {
    var generator = Deterministic(seed: UInt64(size))
    var samples: [[UInt8]] = []
    for elements in [1, 2, 3, 511, 512, 2048, 9000] {
      samples.append(generator.bytes(elements * size))
      samples.append([UInt8](repeating: 0, count: elements * size))
      samples.append(
        (0..<elements * size).map { $0 % size == size - 1 ? 0x3F : generator.bytes(1)[0] })
      samples.append((0..<elements * size).map { UInt8(truncatingIfNeeded: $0 / size) })
    }
    return samples
  }

  @Test(
    "writes what zlib and the formula read", arguments: Compression.allCases, ElementType.allCases)
  func readByOthers(_ compression: Compression, _ type: ElementType) throws {
    let size = type.size
    for raw in samples(size) {
      let (encoding, stored) = try encode(raw, type, compression)
      #expect(independentlyDecoded(stored, encoding, size, raw.count) == raw)
      #expect(stored.count <= raw.count)
      if encoding != .raw {
        #expect(stored.count < raw.count)
        let (fault, decoded) = decode(stored, encoding, size, raw.count)
        #expect(fault == nil)
        #expect(decoded == raw)
      }
      switch compression {
      case .auto: if size == 1 { #expect(!encoding.isShuffled) }
      case .raw: #expect(encoding == .raw)
      case .zlib: #expect(!encoding.isShuffled)
      }
    }
  }

  @Test("leaves noise as it is", arguments: Compression.allCases, ElementType.allCases)
  func noiseFallsBackToRaw(_ compression: Compression, _ type: ElementType) throws {
    var generator = Deterministic(seed: 13)
    for count in [0, 1, 2, 4096, 1 << 16] where count % type.size == 0 {
      let noise = generator.bytes(count)
      let (encoding, stored) = try encode(noise, type, compression)
      #expect(encoding == .raw)
      #expect(stored == noise)
    }
  }

  @Test("makes weights smaller by their exponents alone")
  func weights() throws {
    // Sign and exponent of numbers about 0.01 repeat; the rest is noise.
    var generator = Deterministic(seed: 14)
    let raw = (0..<16_384).flatMap { _ -> [UInt8] in
      let value = (Float(generator.next() >> 40) / 0x1p24 - 0.5) * 0.02
      return (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }
    let (encoding, stored) = try encode(raw, .f32, .auto)
    #expect(encoding == .rotatedZlib)
    #expect(stored.count < raw.count * 9 / 10)
    #expect(stored.count > raw.count / 2)
  }

  @Test("codes one chunk after another as if each were alone")
  func manyChunks() throws {
    var encoder = ChunkEncoder(.auto)
    for raw in samples(4).reversed() {
      let alone = try encode(raw, .f32, .auto)
      let next = try encode(raw, .f32, with: &encoder)
      #expect(next.encoding == alone.encoding)
      #expect(next.stored == alone.stored)
    }
  }

  @Test("tells what is wrong with a stream, shuffled or not")
  func faults() {
    let raw = [UInt8](repeating: 1, count: 64)
    let stream = StockZlib.deflate(raw, level: 6)
    for encoding in [ChunkEncoding.zlib, .shuffledZlib, .rotatedZlib] {
      #expect(decode(stream, encoding, 4, 64).fault == nil)
      #expect(decode(stream, encoding, 4, 60).fault == "it inflates to more than 60 bytes")
      #expect(
        decode(stream, encoding, 4, 68).fault == "it inflates to 64 bytes instead of 68")
      #expect(decode(stream + [0], encoding, 4, 64).fault == "1 bytes follow its end")
    }
  }

  @Test("reads elements that were rotated before their planes were coded", arguments: [2, 4, 8])
  func rotated(_ size: Int) {
    for raw in samples(size) {
      var planes = [UInt8](repeating: 0, count: raw.count)
      var span = planes.mutableSpan
      BytePlanes.split(raw.span, size: size, rotated: true, into: &span)
      let stored = StockZlib.deflate(planes, level: 6)
      #expect(independentlyDecoded(stored, .rotatedZlib, size, raw.count) == raw)
      let (fault, decoded) = decode(stored, .rotatedZlib, size, raw.count)
      #expect(fault == nil)
      #expect(decoded == raw)
    }
  }

  @Test("names encodings as the specification does")
  func names() {
    #expect(ChunkEncoding.allCases.map(\.rawValue) == [0, 1, 2, 3])
    #expect(
      ChunkEncoding.allCases.map(\.name) == ["raw", "zlib", "shuffle+zlib", "rotate+shuffle+zlib"])
  }
}
