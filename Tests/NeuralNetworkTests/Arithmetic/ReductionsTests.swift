import Testing

@testable import NeuralNetwork

@Suite struct ReductionsTests {
  /// The rule written out: partial results by index mod 16, then four levels of a tree.
  @Test(arguments: [1, 7, 16, 17, 100]) func rowSumFollowsTheTree(count: Int) {
    let values = pseudorandom(count).map { $0 * 1e3 + 1 }
    var partial = [Float](repeating: 0, count: 16)
    for (i, value) in values.enumerated() { partial[i % 16] += value }
    let eight = (0..<8).map { partial[$0] + partial[$0 + 8] }
    let four = (0..<4).map { eight[$0] + eight[$0 + 4] }
    let expected = (four[0] + four[2]) + (four[1] + four[3])
    var sum = RowSum()
    for (i, value) in values.enumerated() { sum.add(value, at: i) }
    #expect(sum.total.bitPattern == expected.bitPattern)
  }

  @Test func blockSumFollowsTheBlocks() {
    let values = pseudorandom(3000).map { Double($0) * 1e8 + 1e-3 }
    var expected = 0.0
    for start in stride(from: 0, to: values.count, by: 1024) {
      var block = 0.0
      for value in values[start..<min(start + 1024, values.count)] { block += value }
      expected += block
    }
    var sum = BlockSum()
    for value in values { sum.add(value) }
    #expect(sum.total == expected)
    #expect(BlockSum().total == 0)
  }

  @Test func lowestIndexAmongEqualMaxima() {
    #expect(indexOfMaximum([1, 3, 3, 2]) == 1)
    #expect(indexOfMaximum([.nan, 1, .nan]) == 1)
    #expect(indexOfMaximum([-.infinity, -.infinity]) == 0)
  }
}
