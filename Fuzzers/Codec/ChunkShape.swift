import FuzzSupport

/// What becomes of an input's bytes: a fuzzer's inputs are short, and what a coder does with large chunks is to
/// be tried as well.
enum ChunkShape: CaseIterable {
  /// The bytes as they are.
  case plain
  /// Each plane drawn by chance from some of the bytes, which are its distribution; stretch by stretch from
  /// others.
  case drawn
  /// Each byte so often as the next one says.
  case runs
  /// All of them again and again.
  case repeated

  /// The powers of two that a chunk's length is: seldom so long that it takes many blocks.
  private static let lengths = [7, 8, 8, 9, 10, 11, 14, 17]

  /// Makes a chunk of at most 128 KiB.
  func bytes(from cursor: inout Cursor, elementSize size: Int) -> [UInt8] {
    let length = self == .plain ? 0 : 1 << Self.lengths[cursor.next() & 7]
    let seed = Array(cursor.rest)
    if seed.isEmpty { return [] }
    switch self {
    case .plain: return seed
    case .repeated: return (0..<length).map { seed[$0 % seed.count] }
    case .runs:
      var bytes: [UInt8] = []
      for index in seed.indices where bytes.count < length {
        let count = index + 1 < seed.count ? Int(seed[index + 1]) : 0
        // Of all lengths, up to some that take several matches.
        bytes += [UInt8](repeating: seed[index], count: 1 + (count < 192 ? count & 15 : count * 8))
      }
      return bytes
    case .drawn: return Self.draw(length, from: seed, size)
    }
  }

  private static func draw(_ length: Int, from seed: [UInt8], _ size: Int) -> [UInt8] {
    var state = seed.reduce(0x9E37_79B9_7F4A_7C15 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01B3
    }
    let window = max(1, seed.count / size)
    return (0..<length).map { index in
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      let start = (index % size) * window + index >> 15
      return seed[(start + Int(state >> 33) % window) % seed.count]
    }
  }
}
