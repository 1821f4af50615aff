public import ModelFormat

/// A matrix that is written to an npy file row by row, however many rows will come.
///
/// The front is written again at the end, when the number of rows is known: version 1, in C order.
public struct NPYWriter: ~Copyable {
  private var file: GrowingFile
  private let columns: Int
  private let isDouble: Bool
  private var count = 0

  /// Creates the file.
  ///
  /// - Parameters:
  ///   - columns: numbers in a row.
  ///   - isDouble: whether they are f64; else they are f32.
  /// - Throws: `FormatError` with `system`.
  public init(replacing path: String, columns: Int, isDouble: Bool) throws(FormatError) {
    self.columns = columns
    self.isDouble = isDouble
    var file = try GrowingFile(replacing: path)
    try file.append(Self.front(rows: 0, columns, isDouble: isDouble))
    self.file = file
  }

  /// Appends numbers of rows; where the file is of f32, they are rounded.
  ///
  /// - Throws: `FormatError` with `system`.
  public mutating func append(_ numbers: some Sequence<Double>) throws(FormatError) {
    var bytes: [UInt8] = []
    for number in numbers {
      if isDouble {
        bytes.append(littleEndian: number.bitPattern)
      } else {
        bytes.append(littleEndian: Float(number).bitPattern)
      }
      count += 1
    }
    try file.append(bytes)
  }

  /// Puts the file in its place.
  ///
  /// - Throws: `FormatError` with `system`.
  /// - Precondition: whole rows have come.
  public consuming func finish() throws(FormatError) {
    precondition(count % columns == 0, "a row is not whole")
    let front = Self.front(rows: count / columns, columns, isDouble: isDouble)
    try file.finish(front: front)
  }

  private static func front(rows: Int, _ columns: Int, isDouble: Bool) -> [UInt8] {
    NumPyHeader.bytes(isDouble ? "<f8" : "<f4", [rows, columns])
  }
}
