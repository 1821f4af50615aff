import Glibc
import Testing

@testable import NeuralNetwork

@Suite struct ProductsTests {
  /// One chain of the C library's fmaf an output, from +0, k ascending.
  @Test func everyOutputIsOneChain() {
    let (rows, depth, columns) = (5, 37, 19)
    let a = pseudorandom(rows * depth, seed: 2)
    let b = pseudorandom(depth * columns, seed: 3)
    var c = [Float](repeating: .nan, count: rows * columns)
    product(
      .rows(a, width: depth), b, into: &c, rows: rows, depth: depth, columns: columns, threads: 1)
    for i in 0..<rows {
      for j in 0..<columns {
        var sum: Float = 0
        for k in 0..<depth { sum = fmaf(a[i * depth + k], b[k * columns + j], sum) }
        #expect(c[i * columns + j].bitPattern == sum.bitPattern)
      }
    }
  }

  @Test func transposedOperandIsTheSameProduct() {
    let (rows, depth, columns) = (6, 11, 4)
    let a = pseudorandom(rows * depth)
    let b = pseudorandom(depth * columns, seed: 8)
    var straight = [Float](repeating: 0, count: rows * columns)
    var turned = straight
    product(
      .rows(a, width: depth), b, into: &straight, rows: rows, depth: depth, columns: columns,
      threads: 1)
    product(
      .columns(transposed(a, rows: rows, columns: depth), width: rows), b, into: &turned,
      rows: rows, depth: depth, columns: columns, threads: 1)
    #expect(straight == turned)
  }

  @Test(arguments: [2, 3, 4, 64]) func threadsChangeNoBit(threads: Int) {
    let (rows, depth, columns) = (33, 64, 40)
    #expect(rows * depth * columns > minimumParallelWork)
    let a = pseudorandom(rows * depth)
    let b = pseudorandom(depth * columns, seed: 4)
    var one = [Float](repeating: 0, count: rows * columns)
    var many = one
    product(
      .rows(a, width: depth), b, into: &one, rows: rows, depth: depth, columns: columns,
      threads: 1)
    product(
      .rows(a, width: depth), b, into: &many, rows: rows, depth: depth, columns: columns,
      threads: threads)
    #expect(one == many)
  }

  @Test func anEmptySumIsPositiveZero() {
    var c: [Float] = [-0.0]
    product(.rows([-0.0], width: 1), [1], into: &c, rows: 1, depth: 1, columns: 1, threads: 1)
    #expect(c[0].bitPattern == 0)
  }
}
