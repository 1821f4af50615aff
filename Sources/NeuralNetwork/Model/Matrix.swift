/// A matrix of single-precision numbers, stored row after row.
///
/// The currency between a caller and a network: rows are samples, or the outputs of a layer's
/// weights.
public struct Matrix: Equatable, Sendable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// The elements, row after row; always `rows` × `columns` of them.
  public private(set) var elements: [Float]

  /// A matrix whose elements are all `value`.
  ///
  /// - Precondition: `rows` and `columns` are not negative.
  public init(rows: Int, columns: Int, repeating value: Float = 0) {
    precondition(rows >= 0 && columns >= 0, "a matrix has no negative size")
    self.rows = rows
    self.columns = columns
    elements = Array(repeating: value, count: rows * columns)
  }

  /// The matrix of `elements`, row after row.
  ///
  /// - Throws: `count` unless there are `rows` × `columns` elements.
  public init(rows: Int, columns: Int, elements: [Float]) throws(NetworkError) {
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    guard rows >= 0, columns >= 0, !overflow, elements.count == count else {
      throw NetworkError(
        .count(expected: overflow ? .max : count, found: elements.count),
        field: "elements of a \(rows) × \(columns) matrix")
    }
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// The matrix whose rows are `rows`.
  ///
  /// - Throws: `count` unless all rows have the length of the first.
  public init(_ rows: [[Float]]) throws(NetworkError) {
    let columns = rows.first?.count ?? 0
    for (index, row) in rows.enumerated() where row.count != columns {
      throw NetworkError(.count(expected: columns, found: row.count), field: "row \(index)")
    }
    self.rows = rows.count
    self.columns = columns
    elements = rows.flatMap { $0 }
  }

  /// The matrix of one column, `elements` from top to bottom.
  public init(column elements: [Float]) {
    rows = elements.count
    columns = 1
    self.elements = elements
  }

  /// Rows and columns.
  public var shape: [Int] { [rows, columns] }

  /// The elements as one array a row.
  public var rowArrays: [[Float]] {
    (0..<rows).map { Array(row($0)) }
  }

  /// The elements of one row.
  ///
  /// - Precondition: `index` is one of `0 ..< rows`.
  public func row(_ index: Int) -> ArraySlice<Float> {
    precondition(index >= 0 && index < rows, "row \(index) of \(rows)")
    return elements[(index * columns)..<((index + 1) * columns)]
  }

  /// One element.
  ///
  /// - Precondition: `row` and `column` lie in the matrix.
  public subscript(row: Int, column: Int) -> Float {
    get {
      precondition(row >= 0 && row < rows && column >= 0 && column < columns, "outside the matrix")
      return elements[row * columns + column]
    }
    set {
      precondition(row >= 0 && row < rows && column >= 0 && column < columns, "outside the matrix")
      elements[row * columns + column] = newValue
    }
  }

  /// Replaces each element by `transform` of it.
  public mutating func apply(_ transform: (Float) -> Float) {
    for index in elements.indices { elements[index] = transform(elements[index]) }
  }

  /// The matrix of `transform` of each element.
  public func map(_ transform: (Float) -> Float) -> Matrix {
    var result = self
    result.apply(transform)
    return result
  }

  /// Lets `body` write the elements, whose number must stay what it is.
  mutating func replaceElements(_ body: (inout [Float]) -> Void) {
    body(&elements)
    precondition(elements.count == rows * columns, "the number of elements changed")
  }

  /// The elements of `self` and `other` combined one by one.
  ///
  /// - Throws: `shapes` unless both have one shape.
  func combined(
    with other: Matrix, _ operation: (Float, Float) -> Float
  ) throws(NetworkError) -> Matrix {
    guard shape == other.shape else {
      throw NetworkError(.shapes(left: shape, right: other.shape))
    }
    var result = self
    for index in elements.indices {
      result.elements[index] = operation(elements[index], other.elements[index])
    }
    return result
  }
}
