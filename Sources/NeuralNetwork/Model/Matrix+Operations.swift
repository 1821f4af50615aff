extension Matrix {
  /// The matrix product, with the sums of `product` in spec/arithmetic.md, rule A2.
  ///
  /// - Throws: `shapes` unless `self` has as many columns as `other` has rows.
  public func product(_ other: Matrix) throws(NetworkError) -> Matrix {
    guard columns == other.rows else {
      throw NetworkError(.shapes(left: shape, right: other.shape))
    }
    var result = [Float](repeating: 0, count: rows * other.columns)
    withStandardFloatingPoint {
      NeuralNetwork.product(
        .rows(elements, width: columns), other.elements, into: &result, rows: rows,
        depth: columns, columns: other.columns, threads: 1)
    }
    return try Matrix(rows: rows, columns: other.columns, elements: result)
  }

  /// The elements of both, multiplied one by one (the Hadamard product).
  ///
  /// - Throws: `shapes` unless both have one shape.
  public func hadamard(_ other: Matrix) throws(NetworkError) -> Matrix {
    try combined(with: other, *)
  }

  /// The elements of both, added one by one.
  ///
  /// - Throws: `shapes` unless both have one shape.
  public func adding(_ other: Matrix) throws(NetworkError) -> Matrix {
    try combined(with: other, +)
  }

  /// The elements of `other` taken from those of `self`.
  ///
  /// - Throws: `shapes` unless both have one shape.
  public func subtracting(_ other: Matrix) throws(NetworkError) -> Matrix {
    try combined(with: other, -)
  }

  /// `scalar` added to each element.
  public func adding(_ scalar: Float) -> Matrix {
    map { $0 + scalar }
  }

  /// `scalar` taken from each element.
  public func subtracting(_ scalar: Float) -> Matrix {
    map { $0 - scalar }
  }

  /// Each element multiplied by `scalar`.
  public func multiplied(by scalar: Float) -> Matrix {
    map { $0 * scalar }
  }

  /// Rows and columns exchanged.
  public var transpose: Matrix {
    var result = Matrix(rows: columns, columns: rows)
    for row in 0..<rows {
      for column in 0..<columns { result[column, row] = self[row, column] }
    }
    return result
  }
}
