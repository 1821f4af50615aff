import Glibc
import TestSupport
import Testing

@testable import ModelFormat

/// What `auto` chooses for a chunk is as small as anything that the format can say of it, or nearly.
struct ChunkChoiceTests {
  /// Tensors as they come from training and elsewhere.
  enum Content: CaseIterable {
    case weights, halves, brains, doubles, moments, pruned, indices, labels, shorts, equal, noise,
      bytes
    case embedding

    var type: ElementType {
      switch self {
      case .weights, .moments, .pruned, .equal, .noise, .embedding: .f32
      case .halves: .f16
      case .brains: .bf16
      case .doubles: .f64
      case .indices: .i64
      case .labels: .i32
      case .shorts: .i16
      case .bytes: .u8
      }
    }

    func raw(_ count: Int, using generator: inout Deterministic) -> [UInt8] {
      func normal(_ scale: Double = 0.03) -> Double {
        let a = Double(generator.next() >> 11) * 0x1p-53 + 0x1p-54
        let b = Double(generator.next() >> 11) * 0x1p-53
        return scale * (-2 * log(a)).squareRoot() * cos(2 * .pi * b)
      }
      func bytes(_ pattern: UInt64, _ size: Int) -> [UInt8] {
        (0..<size).map { UInt8(truncatingIfNeeded: pattern >> UInt64(8 * $0)) }
      }
      return (0..<count).flatMap { index -> [UInt8] in
        switch self {
        case .weights: bytes(UInt64(Float(normal()).bitPattern), 4)
        case .halves: bytes(UInt64(Float16(normal()).bitPattern), 2)
        case .brains: bytes(UInt64(Float(normal()).bitPattern >> 16), 2)
        case .doubles: bytes(normal().bitPattern, 8)
        case .moments:
          // Of each input that is never on, a whole row is zero.
          bytes(index / 128 % 7 < 3 ? 0 : UInt64(Float(normal(1e-5)).bitPattern), 4)
        case .pruned:
          bytes(generator.next() % 5 > 0 ? 0 : UInt64(Float(normal()).bitPattern), 4)
        case .indices: bytes(generator.next() % 50_000, 8)
        case .labels: bytes(UInt64(index / 40 % 10), 4)
        case .shorts: bytes(UInt64(UInt16(bitPattern: Int16(normal(200)))), 2)
        case .equal: bytes(0x3F80_0000, 4)
        case .noise: bytes(generator.next(), 4)
        case .bytes: [UInt8(truncatingIfNeeded: Int(128 + normal(10)))]
        case .embedding:
          // The same few values, in any order.
          bytes(UInt64((Float(generator.next() % 16) / 16).bitPattern), 4)
        }
      }
    }
  }

  /// The shortest of all streams that anybody made, and raw.
  private func best(_ raw: [UInt8], _ size: Int) throws -> Int {
    var best = raw.count
    var encoder = ZlibStreamEncoder()
    var output: [UInt8] = []
    for rotated in [nil, false, true] as [Bool?] {
      var planes = raw
      if let rotated {
        if size == 1 { continue }
        var span = planes.mutableSpan
        BytePlanes.split(raw.span, size: size, rotated: rotated, into: &span)
      }
      best = min(best, StockZlib.deflate(planes, level: 6).count)
      for matches in [ZlibStreamEncoder.Matches.never, .whereLikely, .tried] {
        let length = try encoder.encode(
          planes.span, planes: rotated == nil ? 1 : size, matches: matches, isSparse: true,
          limit: raw.count - 1, into: &output)
        best = min(best, length ?? raw.count)
      }
    }
    return best
  }

  @Test("is within a hundredth of the best there is", arguments: Content.allCases)
  func nearTheBest(_ content: Content) throws {
    var generator = Deterministic(seed: 63)
    for count in [100, 1000, 30_000] {
      let raw = content.raw(count, using: &generator)
      var encoder = ChunkEncoder(.auto)
      var buffer: [UInt8] = []
      let (_, length) = try encoder.encode(raw.span, content.type, into: &buffer)
      let best = try best(raw, content.type.size)
      // Some bytes more are not worth a thought: codes of planes, where a single block would do with one.
      let bound = best * 101 / 100 + 80
      #expect(length <= bound, "\(count): \(length), best \(best) of \(raw.count)")
    }
  }

  @Test("comes to the entropy of exponents, and leaves mantissas alone")
  func weights() throws {
    var generator = Deterministic(seed: 64)
    let raw = Content.weights.raw(1 << 17, using: &generator)
    var planes = [UInt8](repeating: 0, count: raw.count)
    var span = planes.mutableSpan
    BytePlanes.split(raw.span, size: 4, rotated: true, into: &span)
    var counts = [Double](repeating: 0, count: 256)
    for byte in planes[(3 << 17)...] { counts[Int(byte)] += 1 }
    let bits = counts.filter { $0 > 0 }.reduce(0) { $0 - $1 * log2($1 / 0x1p17) }
    var encoder = ChunkEncoder(.auto)
    var buffer: [UInt8] = []
    let (encoding, length) = try encoder.encode(raw.span, .f32, into: &buffer)
    #expect(encoding == .rotatedZlib)
    #expect(Double(length) < Double(3 << 17) + bits / 8 * 1.02 + 200)
    #expect(Double(length) > Double(3 << 17) + bits / 8)
  }
}
