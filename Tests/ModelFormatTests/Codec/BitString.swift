/// Bits one after another, each for itself, as one writes them on paper.
struct BitString: Equatable {
  private(set) var bits: [Bool] = []

  init() {}

  /// The bits of some bytes, the lowest of each first.
  init(of bytes: [UInt8]) {
    bits = bytes.flatMap { byte in (0..<8).map { byte >> $0 & 1 == 1 } }
  }

  /// Appends a number, its lowest bit first.
  mutating func append(_ value: UInt64, count: Int) {
    for bit in 0..<count { bits.append(value >> UInt64(bit) & 1 == 1) }
  }

  /// Appends a code word, its first bit first.
  mutating func append(word: String) {
    bits += word.map { $0 == "1" }
  }

  /// Zeros up to the next whole byte.
  mutating func align() {
    while bits.count % 8 != 0 { bits.append(false) }
  }

  /// A number of so many bits, from a position on; zeros where there are none.
  func value(at position: Int, count: Int) -> UInt64 {
    (0..<count).reduce(0) { value, bit in
      position + bit < bits.count && bits[position + bit] ? value | 1 << UInt64(bit) : value
    }
  }

  /// Whole bytes, the last one filled up with zeros.
  var bytes: [UInt8] {
    stride(from: 0, to: bits.count, by: 8).map { UInt8(value(at: $0, count: 8)) }
  }
}
