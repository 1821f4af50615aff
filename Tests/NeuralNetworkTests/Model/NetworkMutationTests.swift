import Testing

@testable import NeuralNetwork

@Suite struct NetworkMutationTests {
  private let parent = Network(
    inputs: 40, layers: [.dense(50, .relu), .layerNorm(), .dense(3, .softmax)], seed: 1)

  /// About the share asked for is moved, by no more than asked for, and evenly to both sides.
  @Test func someParametersAreMovedALittle() throws {
    let child = try parent.mutated(rate: 0.25, amount: 0.5, seed: 9)
    let distances = zip(
      child.weights(ofLayer: 0).elements, parent.weights(ofLayer: 0).elements
    ).map { $0 - $1 }
    let moved = distances.filter { $0 != 0 }
    #expect((400...600).contains(moved.count))  // of 2,000
    #expect(moved.allSatisfy { abs($0) <= 0.5001 })
    let mean = moved.reduce(0, +) / Float(moved.count)
    #expect(abs(mean) < 0.05)
    #expect(moved.contains { $0 > 0.4 } && moved.contains { $0 < -0.4 })
  }

  /// The two words of an element, written out with the generator.
  @Test func aBiasIsItsSequence() throws {
    let child = try parent.mutated(rate: 0.5, amount: 1, seed: 0x1_0000_0002)
    let words = (0..<3).map {
      Philox.block(counter: SIMD4(UInt32($0), 1, 2, 5), key: SIMD2(2, 1))
    }
    let flat = words.flatMap { [$0[0], $0[1], $0[2], $0[3]] }
    for unit in 0..<3 {
      let isMoved = flat[2 * unit] >> 8 < 1 << 23
      let distance = 2 * Float(flat[2 * unit + 1] >> 8) * 0x1p-24 - 1
      #expect(child.bias(ofLayer: 2)?[unit] == (isMoved ? distance : 0))
    }
  }

  @Test func noneAndAll() throws {
    #expect(try parent.mutated(rate: 0, seed: 1) == parent)
    #expect(try parent.mutated(rate: 1, seed: 1) == parent.mutated(rate: 1, seed: 1))
    #expect(try parent.mutated(rate: 1, seed: 1) != parent.mutated(rate: 1, seed: 2))
  }

  @Test func numbersOutsideTheirDomain() {
    #expect(failure { _ = try parent.mutated(rate: 1.5, seed: 1) }?.field == "rate")
    #expect(failure { _ = try parent.mutated(rate: .nan, seed: 1) }?.field == "rate")
    #expect(failure { _ = try parent.mutated(rate: 1, amount: -1, seed: 1) }?.field == "amount")
  }
}
