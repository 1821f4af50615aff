extension Matrix {
  /// The matrix product, with the sums of `product` in spec/arithmetic.md, rule A2.
  ///
  /// - Throws: `shapes` unless `self` has as many columns as `other` has rows.
  public func product(_ other: Matrix) throws(NetworkError) -> Matrix {
    guard columns == other.rows else {
      throw NetworkError(.shapes(left: shape, right: other.shape))
    }
    let layout = PanelLayout(rows: other.rows, columns: other.columns)
    let panels = layout.panels(fromTransposed: other.transpose.elements)
    let result = Rows(count: rows, width: other.columns)
    withStandardFloatingPoint {
      FloatBuffer.withElements(of: elements) {
        Kernels.current.product(
          Rows(unpadded: $0, width: columns), rows: 0..<rows, weights: panels, layout: layout,
          into: result)
      }
    }
    return try Matrix(
      rows: rows, columns: other.columns,
      elements: (0..<rows).flatMap { row in (0..<other.columns).map { result[row, $0] } })
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

  /// Adds the elements of `other` to those of `self`.
  ///
  /// - Throws: `shapes` unless both have one shape.
  public mutating func add(_ other: Matrix) throws(NetworkError) {
    self = try adding(other)
  }

  /// Takes the elements of `other` from those of `self`.
  ///
  /// - Throws: `shapes` unless both have one shape.
  public mutating func subtract(_ other: Matrix) throws(NetworkError) {
    self = try subtracting(other)
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
