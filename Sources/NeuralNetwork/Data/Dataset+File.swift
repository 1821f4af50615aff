import ModelFormat

extension Dataset {
  /// Reads a table from a file: a CSV file with a header, one column to learn, all others inputs.
  ///
  /// - Throws: `file` where it cannot be read; what `init(csv:targets:task:categorical:missing:)`
  ///   throws.
  public init(
    csv path: String, target: String, task: LearningTask? = nil, categorical: [String] = [],
    missing: MissingValues = .refuse
  ) throws(NetworkError) {
    try self.init(
      csv: try CSVReader(contentsOf: path), targets: [target], task: task,
      categorical: categorical, missing: missing)
  }
}

extension CSVReader {
  /// Begins to read a table from a file; `-` is standard input.
  ///
  /// - Throws: `file` where it cannot be opened; as ``init(delimiter:hasHeader:source:)``.
  public init(
    contentsOf path: String, delimiter: Delimiter? = nil, hasHeader: Bool = true
  ) throws(NetworkError) {
    let table: OpenTable
    do throws(FormatError) {
      table = try OpenTable(path)
    } catch {
      throw NetworkError(.file(error))
    }
    try self.init(delimiter: delimiter, hasHeader: hasHeader) { () throws(NetworkError) in
      try table.next()
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
