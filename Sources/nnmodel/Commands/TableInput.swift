import NeuralNetwork

/// A table of the user's: a path, or `-` for standard input, and how it is laid out.
struct TableInput {
  var path: String
  var hasHeader: Bool

  /// What errors call it.
  var name: String { Wording.input(path) }

  /// Begins to read the table.
  ///
  /// - Throws: `FormatError` where it cannot be opened; `Failure` for what is wrong in it.
  func open() throws -> CSVReader {
    try told { () throws(NetworkError) in
      try CSVReader(contentsOf: path, hasHeader: hasHeader)
    }
  }

  /// Tells the table's name in what goes wrong with it.
  func told<Result: ~Copyable>(
    _ body: () throws(NetworkError) -> Result
  ) throws -> Result {
    do throws(NetworkError) {
      return try body()
    } catch {
      throw error.about(name)
    }
  }
}
