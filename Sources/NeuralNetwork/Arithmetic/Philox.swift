/// The counter-based generator Philox4x32-10 of Salmon, Moraes, Dror and Shaw ("Parallel random
/// numbers: as easy as 1, 2, 3", SC11).
///
/// A random number here is a pure function of a seed and a position: "the shuffle of epoch 7" can
/// be computed without the six before it, so a resumed run replays nothing.
/// Rule A9 of spec/arithmetic.md.
public enum Philox {
  private static let multiplier0: UInt32 = 0xD251_1F53
  private static let multiplier1: UInt32 = 0xCD9E_8D57
  private static let weyl0: UInt32 = 0x9E37_79B9
  private static let weyl1: UInt32 = 0xBB67_AE85

  /// The four words of a counter under a key, after ten rounds.
  public static func block(
    counter: SIMD4<UInt32>, key: SIMD2<UInt32>
  ) -> SIMD4<UInt32> {
    // Eight plain numbers: the compiler takes lanes of vectors apart and puts them together again.
    var (x0, x1, x2, x3) = (counter[0], counter[1], counter[2], counter[3])
    var (k0, k1) = (key[0], key[1])
    for _ in 0..<10 {
      let product0 = UInt64(multiplier0) &* UInt64(x0)
      let product1 = UInt64(multiplier1) &* UInt64(x2)
      x0 = UInt32(truncatingIfNeeded: product1 >> 32) ^ x1 ^ k0
      x1 = UInt32(truncatingIfNeeded: product1)
      x2 = UInt32(truncatingIfNeeded: product0 >> 32) ^ x3 ^ k1
      x3 = UInt32(truncatingIfNeeded: product0)
      k0 &+= weyl0
      k1 &+= weyl1
    }
    return SIMD4(x0, x1, x2, x3)
  }
}

/// What a sequence of random numbers is for; each purpose draws from its own numbers.
enum RandomStream: UInt32 {
  case weights = 1
  case shuffle = 2
  case split = 3
  case dropout = 4
  case mutation = 5
}

/// The sequence of 32-bit words of (seed, stream, index).
///
/// Block n of part p has the key (low, high half of the seed) and the counter (low half of n, its high half
/// plus p, index, stream); its four words follow one another.
struct RandomSequence {
  private let key: SIMD2<UInt32>
  private let stream: UInt32
  private let index: UInt32
  private let part: UInt32
  private var position: UInt64
  private var words = SIMD4<UInt32>()

  /// The sequence for `stream`; `index` counts what there are several of: layers, epochs, classes, steps;
  /// `part` what each of these has several of.
  ///
  /// - Parameter position: the word to begin with, a multiple of 4.
  init(seed: UInt64, stream: RandomStream, index: Int, part: Int = 0, position: Int = 0) {
    key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    self.stream = stream.rawValue
    self.index = UInt32(truncatingIfNeeded: index)
    self.part = UInt32(truncatingIfNeeded: part)
    self.position = UInt64(position)
  }

  /// The next word.
  mutating func next() -> UInt32 {
    let lane = Int(position & 3)
    if lane == 0 {
      let number = position >> 2
      words = Philox.block(
        counter: SIMD4(
          UInt32(truncatingIfNeeded: number), UInt32(truncatingIfNeeded: number >> 32) &+ part,
          index,
          stream),
        key: key)
    }
    position += 1
    return words[lane]
  }

  /// The next number of [0, 1): the upper 24 bits of a word, times 2⁻²⁴, exactly.
  mutating func nextUnit() -> Float {
    Float(next() >> 8) * 0x1p-24
  }

  /// The next whole number of 0 ..< `bound`, each equally likely: the upper half of word × bound,
  /// drawing again where the lower half shows a word that would favour some numbers.
  mutating func next(below bound: UInt32) -> UInt32 {
    while true {
      let product = next().multipliedFullWidth(by: bound)
      // The remainder, which costs a division, is below the bound.
      if product.low >= bound || product.low >= (0 &- bound) % bound { return product.high }
    }
  }

  /// Puts `items` into a random order, each order equally likely: Fisher and Yates, from the last
  /// position down.
  mutating func shuffle<Item>(_ items: inout [Item]) {
    var last = items.count - 1
    while last > 0 {
      items.swapAt(last, Int(next(below: UInt32(last + 1))))
      last -= 1
    }
  }
}
