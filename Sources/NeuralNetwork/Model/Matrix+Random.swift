extension Matrix {
  /// A matrix of random numbers, each of −1 ..< 1 with the same probability.
  ///
  /// A pure function of `seed` and `index`: element i is 2 · u − 1 with u number i of the sequence
  /// that the first weights of layer `index` are drawn from. Rules A9 and A10 of spec/arithmetic.md.
  ///
  /// - Parameter index: tells the matrices of one seed apart.
  /// - Precondition: no argument is negative.
  public static func random(rows: Int, columns: Int, seed: UInt64, index: Int = 0) -> Matrix {
    precondition(index >= 0, "matrices are counted from 0")
    var matrix = Matrix(rows: rows, columns: columns)
    var random = RandomSequence(seed: seed, stream: .weights, index: index)
    matrix.apply { _ in 2 * random.nextUnit() - 1 }
    return matrix
  }
}
