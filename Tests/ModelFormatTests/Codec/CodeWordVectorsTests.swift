import CKernels
import Glibc
import TestSupport
import Testing

/// `nn_write_words` beside one who writes each bit for itself.
struct CodeWordVectorsTests {
  /// Some symbols, and words for all there are.
  struct Plane: CustomTestStringConvertible {
    let lengthsOfWords: ClosedRange<Int>
    let lastSymbol: UInt8

    /// Whether vectors can write any of them, whichever are side by side: no four are shorter than a byte, or no
    /// eight are shorter than that or longer than 64 bits.
    var isEasy: Bool {
      lengthsOfWords.lowerBound >= 2
        || lengthsOfWords.lowerBound == 1 && lengthsOfWords.upperBound <= 8
    }

    var testDescription: String { "words of \(lengthsOfWords) bits, symbols to \(lastSymbol)" }
  }

  static let planes = [
    Plane(lengthsOfWords: 2...7, lastSymbol: 255),
    Plane(lengthsOfWords: 2...14, lastSymbol: 255),
    Plane(lengthsOfWords: 2...14, lastSymbol: 127),
    Plane(lengthsOfWords: 1...1, lastSymbol: 255),
    Plane(lengthsOfWords: 1...8, lastSymbol: 140),
    Plane(lengthsOfWords: 14...14, lastSymbol: 127),
    Plane(lengthsOfWords: 1...15, lastSymbol: 255),
    Plane(lengthsOfWords: 1...15, lastSymbol: 100),
    Plane(lengthsOfWords: 7...9, lastSymbol: 255),
    Plane(lengthsOfWords: 13...16, lastSymbol: 255),
    Plane(lengthsOfWords: 16...16, lastSymbol: 255),
    Plane(lengthsOfWords: 0...3, lastSymbol: 255),
  ]

  @Test(
    "writes the same bits as one who writes each for itself: any number of symbols, from any bit on",
    arguments: planes)
  func everySize(_ plane: Plane) throws {
    let most = 5000
    let written = (0..<8).map { Written(plane, count: most, from: $0) }
    let output = GuardedBytes(count: 2 * most + 256)
    for count in 0...most {
      let input = GuardedBytes(count: count)
      for written in written {
        let vectors = try written.check(input, output)
        if plane.isEasy { try #require(vectors == (ProcessorFlags.hasVBMI ? count / 64 * 64 : 0)) }
      }
    }
  }

  @Test("writes into the room that it was given, and nowhere else", arguments: [2...14, 16...16])
  func everyRoom(_ lengths: ClosedRange<Int>) throws {
    let count = 1000
    let plane = Plane(lengthsOfWords: lengths, lastSymbol: 255)
    let input = GuardedBytes(count: count)
    for bit in 0..<8 {
      let written = Written(plane, count: count, from: bit)
      let needed = written.bytes.count
      for room in 0...needed + 300 {
        let vectors = try written.check(input, GuardedBytes(count: room))
        let isAmple = room >= needed + 128
        if isAmple && ProcessorFlags.hasVBMI { try #require(vectors == count / 64 * 64) }
      }
    }
  }
}

/// What is to be written.
private struct Written {
  let symbols: [UInt8]
  let words: [UInt16]
  let lengths: [UInt8]
  /// Some bits that were there before, then the words.
  let bytes: [UInt8]
  /// Where each symbol's word begins, and the last one ends.
  let positions: [Int]

  init(_ plane: CodeWordVectorsTests.Plane, count: Int, from bit: Int) {
    var random = Deterministic(seed: UInt64(bit + 1))
    let lengths = (0..<256).map { _ in Int.random(in: plane.lengthsOfWords, using: &random) }
    let words = lengths.map { UInt16(truncatingIfNeeded: random.next() & (1 << UInt64($0) - 1)) }
    symbols = (0..<count).map { _ in UInt8.random(in: 0...plane.lastSymbol, using: &random) }
    var bits = BitString()
    bits.append(random.next(), count: bit)
    var positions = [bit]
    for symbol in symbols {
      bits.append(UInt64(words[Int(symbol)]), count: lengths[Int(symbol)])
      positions.append(bits.bits.count)
    }
    self.words = words
    self.lengths = lengths.map { UInt8($0) }
    self.positions = positions
    bytes = bits.bytes
  }

  /// Has as many of the symbols written as the input is long, and expects all that is to be right. Where the
  /// function stops, it is asked again 64 symbols later.
  ///
  /// - Returns: how many symbols were written.
  func check(_ input: GuardedBytes, _ output: GuardedBytes) throws -> Int {
    let (source, target) = unsafe (input.bytes, output.bytes)
    let count = source.count
    _ = unsafe source.update(fromContentsOf: symbols[..<count])
    var (sum, index) = (0, 0)
    while index <= count {
      let (byte, bit) = (positions[index] / 8, positions[index] % 8)
      guard let start = target.baseAddress, byte <= target.count else { return sum }
      let before = byte < bytes.count ? UInt64(bytes[byte]) & (1 << UInt64(bit) - 1) : 0
      var state = unsafe nn_bits(
        next: start + byte, room: target.count - byte, bits: before, count: UInt64(bit))
      let written = unsafe nn_write_words(
        &state, words, lengths, source.baseAddress.map { unsafe $0 + index }, count - index)
      try #require(written % 64 == 0 && written <= count - index)
      let (end, rest) = (positions[index + written] / 8, positions[index + written] % 8)
      try unsafe #require(state.next == start + end && state.room == target.count - end)
      let bits = rest > 0 ? UInt64(bytes[end]) & (1 << UInt64(rest) - 1) : 0
      try unsafe #require(state.count == rest && state.bits == bits)
      try unsafe #require(
        bytes.withUnsafeBufferPointer {
          unsafe memcmp($0.baseAddress! + byte, start + byte, end - byte)
        }
          == 0, "symbols \(index)..<\(index + written) of \(count)")
      sum += written
      index += written + 64
    }
    return sum
  }
}
