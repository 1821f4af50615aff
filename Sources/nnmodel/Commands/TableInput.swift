import ModelFormat
import NeuralNetwork

/// A table of the user's: a path, or `-` for standard input, and how it is laid out.
struct TableInput {
  var path: String
  var hasHeader: Bool

  /// What errors call it.
  var name: String { path == "-" ? "standard input" : path }

  /// Begins to read the table.
  ///
  /// - Throws: `FormatError` where it cannot be opened; `Failure` for what is wrong in it.
  func open() throws -> CSVReader {
    let source = try OpenTable(path)
    return try told { () throws(NetworkError) in
      try CSVReader(hasHeader: hasHeader) { () throws(NetworkError) in try source.next() }
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

/// Holds the open file for the reader's closure, which cannot own what cannot be copied.
private final class OpenTable {
  private let file: File

  init(_ path: String) throws(FormatError) {
    file = path == "-" ? .standardInput() : try File(opening: path)
  }

  func next() throws(NetworkError) -> [UInt8] {
    do throws(FormatError) {
      return try file.readNext(upTo: 1 << 16)
    } catch {
      throw NetworkError(.file(error))
    }
  }
}
