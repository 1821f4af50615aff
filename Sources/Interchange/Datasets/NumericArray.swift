public import NeuralNetwork

/// Numbers in rows of any shape, as scientific programs keep data sets.
public struct NumericArray: Equatable, Sendable {
  /// The number of rows, then the shape of each.
  public let shape: [Int]
  /// The elements, row after row, the last dimension running fastest.
  public let elements: [Double]

  /// An array of given elements.
  ///
  /// - Precondition: there are as many elements as the shape asks for.
  public init(shape: [Int], elements: [Double]) {
    precondition(elements.count == shape.reduce(1, *), "as many elements as the shape asks for")
    self.shape = shape
    self.elements = elements
  }

  /// The number of rows; one for a single number.
  public var rows: Int { shape.first ?? 1 }

  /// The numbers of a row.
  public var width: Int { shape.dropFirst().reduce(1, *) }

  /// The columns of a row: `pixel_0` … of pictures, which have two dimensions or more each, else
  /// `column_1` … as in a table without a header.
  ///
  /// What a file declares may be more of them than memory holds: `checkColumns(of:)` asks first.
  public var columns: [Column] { (0..<width).map { Column(name: columnName($0)) } }

  /// What a column is called, which is counted from 0.
  func columnName(_ index: Int) -> String {
    shape.count > 2 ? "pixel_\(index)" : "column_\(index + 1)"
  }
}
