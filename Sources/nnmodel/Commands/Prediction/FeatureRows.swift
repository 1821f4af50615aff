import Interchange
import NeuralNetwork

/// Rows to predict, one by one, wherever they come from.
struct FeatureRows {
  private var table: FeatureReader?
  private var array: NumericArray?
  private var next = 0

  /// The rows of a table, read as they are asked for.
  init(_ table: FeatureReader) { self.table = table }

  /// The rows of an array.
  init(_ array: NumericArray) { self.array = array }

  /// Appends the numbers of the next row; `false` at the end.
  mutating func appendRow(to rows: inout [Double]) throws(NetworkError) -> Bool {
    if let isThere = try table?.appendRow(to: &rows) { return isThere }
    guard let array, next < array.rows else { return false }
    rows += array.elements[(next * array.width)..<((next + 1) * array.width)]
    next += 1
    return true
  }
}

extension DataInput {
  /// The rows of the one input, for a model to predict from.
  ///
  /// - Throws: `Failure` for rows that are not as wide as the model's.
  func features(for model: Model) throws -> FeatureRows {
    let width = model.network.topology.inputs
    if let size = layout.imageSize {
      let images = try told { () throws(NetworkError) in
        try RawImages.read(paths[0], size: size.size, limits: limits)
      }
      guard images.width == width else {
        throw Failure(
          .data,
          "\(name): the model takes \(Wording.counted(width, "input")), but an image has "
            + Wording.counted(images.width, "pixel"))
      }
      return FeatureRows(images)
    }
    switch try open() {
    case .table(let reader):
      return FeatureRows(
        try told { () throws(NetworkError) in
          try FeatureReader(reader, columns: model.inputs, width: width)
        })
    case .arrays(let rows, _):
      guard rows.width == width else {
        throw Failure(
          .data,
          "\(name): the model takes \(Wording.counted(width, "input")), but a row has "
            + Wording.counted(rows.width, "number"))
      }
      try told { () throws(NetworkError) in try rows.checkFinite() }
      return FeatureRows(rows)
    }
  }
}
