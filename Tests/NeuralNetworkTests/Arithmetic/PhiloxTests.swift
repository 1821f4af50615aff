import Testing

@testable import NeuralNetwork

@Suite struct PhiloxTests {
  /// Random123's tests/kat_vectors, lines `philox4x32 10`.
  @Test(arguments: [
    (
      SIMD4<UInt32>(0, 0, 0, 0), SIMD2<UInt32>(0, 0),
      SIMD4<UInt32>(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)
    ),
    (
      SIMD4<UInt32>(repeating: ~0), SIMD2<UInt32>(repeating: ~0),
      SIMD4<UInt32>(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
    ),
    (
      SIMD4<UInt32>(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
      SIMD2<UInt32>(0xa409_3822, 0x299f_31d0),
      SIMD4<UInt32>(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
    ),
  ])
  func knownAnswers(counter: SIMD4<UInt32>, key: SIMD2<UInt32>, expected: SIMD4<UInt32>) {
    #expect(Philox.block(counter: counter, key: key) == expected)
  }

  /// The words of block n are those of the counter (n, 0, index, stream).
  @Test func sequenceIsTheCounterWrittenDown() {
    var sequence = RandomSequence(seed: 0x1234_5678_9abc_def0, stream: .shuffle, index: 7)
    for block in 0..<3 {
      let expected = Philox.block(
        counter: [UInt32(block), 0, 7, 2], key: [0x9abc_def0, 0x1234_5678])
      for lane in 0..<4 { #expect(sequence.next() == expected[lane]) }
    }
  }

  @Test func unitNumbersAreTheUpper24Bits() {
    var words = RandomSequence(seed: 5, stream: .weights, index: 0)
    var units = words
    for _ in 0..<100 {
      let unit = units.nextUnit()
      #expect(Double(unit) == Double(words.next() >> 8) / 16_777_216)
      #expect(unit >= 0 && unit < 1)
    }
  }

  @Test func boundedNumbersAreEvenlySpread() {
    var random = RandomSequence(seed: 3, stream: .split, index: 0)
    var counts = [0, 0, 0, 0, 0, 0, 0]
    for _ in 0..<7000 { counts[Int(random.next(below: 7))] += 1 }
    // Each count is binomial(7000, 1/7): mean 1000, deviation 29.3; five deviations.
    for count in counts { #expect(abs(count - 1000) < 147) }
  }

  @Test func everyOrderOfThreeIsEquallyLikely() {
    var counts: [[Int]: Int] = [:]
    for index in 0..<6000 {
      var items = [0, 1, 2]
      var random = RandomSequence(seed: 9, stream: .shuffle, index: index)
      random.shuffle(&items)
      counts[items, default: 0] += 1
    }
    #expect(counts.count == 6)
    for count in counts.values { #expect(abs(count - 1000) < 145) }
  }

  @Test func shufflesDependOnSeedStreamAndIndexAlone() {
    func order(_ seed: UInt64, _ stream: RandomStream, _ index: Int) -> [Int] {
      var items = Array(0..<50)
      var random = RandomSequence(seed: seed, stream: stream, index: index)
      random.shuffle(&items)
      return items
    }
    let reference = order(1, .shuffle, 1)
    #expect(order(1, .shuffle, 1) == reference)
    #expect(reference.sorted() == Array(0..<50))
    for other in [order(2, .shuffle, 1), order(1, .split, 1), order(1, .shuffle, 2)] {
      #expect(other != reference)
    }
  }
}
