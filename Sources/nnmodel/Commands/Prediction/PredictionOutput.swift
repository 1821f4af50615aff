import Interchange
import ModelFormat
import NeuralNetwork

/// Where predictions go as they are made: standard output, or a file that appears when all are told.
struct PredictionOutput: ~Copyable {
  /// What predictions are told as.
  enum Form {
    /// CSV with a header.
    case csv
    /// The network's outputs as CSV without a header.
    case raw
    /// An object a row.
    case jsonLines
    /// A matrix of NumPy's: of classes the probabilities, of others the values.
    case npy
    /// The network's outputs as a matrix.
    case rawArray

    /// What the name of a file promises.
    init?(fileName: String) {
      let name = fileName.lowercased()
      if name.hasSuffix(".csv") {
        self = .csv
      } else if name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson") {
        self = .jsonLines
      } else if name.hasSuffix(".npy") {
        self = .npy
      } else {
        return nil
      }
    }

    var isArray: Bool { self == .npy || self == .rawArray }
  }

  private let model: Model
  private let form: Form
  private let format: PredictionFormat
  private let terminal: Terminal
  private var file: GrowingFile?
  private var array: NPYWriter?

  /// - Parameter path: the file, or `-` for standard output, which takes no array.
  /// - Throws: `FormatError` with `system`, or `OutputError`.
  init(of model: Model, as form: Form, to path: String, on terminal: Terminal) throws {
    self.model = model
    self.form = form
    self.terminal = terminal
    format = PredictionFormat(model)
    let isValues = form == .npy && model.labels == nil
    array =
      form.isArray
      ? try NPYWriter(
        replacing: path,
        columns: form == .npy ? format.numberCount : model.network.topology.outputs,
        isDouble: isValues) : nil
    file = form.isArray || path == "-" ? nil : try GrowingFile(replacing: path)
    if form == .csv { try write(CSVOutput.row(format.header)) }
  }

  /// Predicts rows and tells them.
  ///
  /// - Throws: `NetworkError` for rows that cannot be predicted; `FormatError` or `OutputError` for what cannot be
  ///   written.
  mutating func tell(_ rows: [Double], threads: Int) throws {
    switch form {
    case .raw, .rawArray:
      let outputs = try model.outputs(for: rows, threads: threads)
      for row in 0..<outputs.rows {
        if form == .rawArray {
          try array?.append(outputs.row(row).lazy.map { Double($0) })
        } else {
          try write(outputs.row(row).map { NumberFormat.shortest($0) }.joined(separator: ","))
        }
      }
    case .csv:
      for prediction in try model.predictions(for: rows, threads: threads) {
        try write(CSVOutput.row(format.fields(prediction)))
      }
    case .jsonLines:
      for prediction in try model.predictions(for: rows, threads: threads) {
        let json = format.json(prediction)
        // In a file every reader of JSON expects UTF-8, whatever the locale.
        if file == nil { try terminal.print(json) } else { try write(json.text()) }
      }
    case .npy:
      for prediction in try model.predictions(for: rows, threads: threads) {
        switch prediction {
        case .classification(_, _, let probabilities):
          try array?.append(probabilities.lazy.map { Double($0) })
        case .values(let values): try array?.append(values)
        }
      }
    }
  }

  /// Puts a file in its place.
  ///
  /// - Throws: `FormatError` with `system`.
  consuming func finish() throws {
    try array.take()?.finish()
    try file.take()?.finish()
  }

  private mutating func write(_ line: String) throws {
    if file == nil {
      try terminal.row(line)
    } else {
      try file?.append((line + "\n").utf8)
    }
  }
}

/// JSON lines: an object each, which their first character shows.
struct JSONLines: OutputKind {
  var noun: String { "JSON lines" }

  init() {}

  init?(toTell path: String) throws(FormatError) {
    let front = try File(opening: path).readNext(upTo: 1)
    guard front.first == UInt8(ascii: "{") else { return nil }
  }
}
