import Interchange
import ModelFormat
import NeuralNetwork

/// Rows of the user's: paths, of which one may be `-` for standard input, and how they are laid out.
struct DataInput {
  /// What is learnt from files of images, where the user does not name it.
  static let defaultTarget = "class"

  var paths: [String]
  var layout = DataLayout()
  /// How much of them is held at the same time.
  var limits: ReaderLimits

  init(_ paths: [String], _ layout: DataLayout, limits: ReaderLimits) {
    self.paths = paths
    self.layout = layout
    self.limits = limits
  }

  /// What errors call it.
  var name: String {
    paths.count == 1 ? Wording.input(paths[0]) : "\(Wording.input(paths[0])) and others"
  }

  /// Rows that are not images: a table to be read, or arrays that have been.
  enum Rows {
    case table(CSVReader)
    case arrays(inputs: NumericArray, labels: NumericArray?)
  }

  /// Opens the one file, and finds out what it is.
  ///
  /// - Throws: `FormatError` where it cannot be opened; `Failure` for what is wrong in it.
  func open() throws -> Rows {
    try told { () throws(NetworkError) in
      switch try DataFile(opening: paths[0], limits: limits) {
      case .table(let source):
        .table(
          try CSVReader(
            delimiter: layout.delimiter?.delimiter, hasHeader: layout.hasHeader, source: source))
      case .arrays(let inputs, let labels): .arrays(inputs: inputs, labels: labels)
      }
    }
  }

  /// What each row of an array is: from the file that the user names for it, else from its own.
  ///
  /// - Throws: `UsageError` where there is neither; as `open()`.
  func truth(_ own: NumericArray?) throws -> NumericArray {
    guard let path = layout.labels else {
      guard let own else {
        throw UsageError("--labels FILE is missing: what each row of \(name) is")
      }
      return own
    }
    do throws(NetworkError) {
      return try DataFile.array(path, for: .labels, limits: limits)
    } catch {
      throw error.about(Wording.input(path))
    }
  }

  /// Refuses `--labels` beside a table.
  func checkTable() throws(UsageError) {
    guard layout.labels == nil else {
      throw UsageError(
        "--labels belongs to arrays, but \(name) is a table: what is learnt is a column of it")
    }
  }

  /// Reads files of images, and tells the label of each.
  ///
  /// - Throws: as `open()`.
  func images(_ size: ImageSize) throws -> [(label: String, images: NumericArray)] {
    let names = layout.classNames.isEmpty ? paths.map(Self.fileName) : layout.classNames
    var left = limits
    return try zip(names, paths).map { label, path in
      do throws(NetworkError) {
        let images = try RawImages.read(path, size: size.size, limits: left)
        left.memory -= 8 * images.elements.count
        return (label, images)
      } catch {
        throw error.about(Wording.input(path))
      }
    }
  }

  /// Reads rows whose truth is known, for a model with these outputs.
  ///
  /// - Throws: as `open()`; `Failure` for images where the model does not tell classes.
  func rows(judging model: Model, outputs: [Column]) throws -> Dataset {
    let width = model.network.topology.inputs
    if let size = layout.imageSize {
      guard let labels = outputs[0].labels else {
        throw Failure(.data, "\(name): images are of classes, but the model tells values")
      }
      let images = try self.images(size)
      return try told { () throws(NetworkError) in
        try Dataset(images: images, target: outputs[0].name, known: labels)
      }
    }
    switch try open() {
    case .table(let reader):
      try checkTable()
      let inputs = model.inputs ?? (1...width).map { Column(name: "column_\($0)") }
      return try told { () throws(NetworkError) in
        try Dataset(csv: reader, inputs: inputs, outputs: outputs, limits: limits)
      }
    case .arrays(let rows, let labels):
      let labels = try truth(labels)
      return try told { () throws(NetworkError) in
        try Dataset(rows: rows, labels: labels, outputs: outputs)
      }
    }
  }

  /// Tells the name of the input in what goes wrong with it.
  func told<Result: ~Copyable>(
    _ body: () throws(NetworkError) -> Result
  ) throws -> Result {
    do throws(NetworkError) {
      return try body()
    } catch {
      throw error.about(name)
    }
  }

  /// The last part of a path, without its extension.
  private static func fileName(_ path: String) -> String {
    let last = path.split(separator: "/").last.map(String.init) ?? path
    guard let dot = last.lastIndex(of: "."), dot != last.startIndex else { return last }
    return String(last[..<dot])
  }
}
