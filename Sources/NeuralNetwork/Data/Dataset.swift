/// Rows to learn from or to be judged by: input numbers, and what the network should say.
///
/// Always sound: the rows are complete, every number is finite, every class index has a label.
public struct Dataset: Equatable, Sendable {
  /// What the network should say, row by row.
  public enum Targets: Equatable, Sendable {
    /// The index of each row's class among the labels of the output column.
    case classes([Int])
    /// The values of the output columns, row after row.
    case values([Double])

    /// The number of indices or values.
    var count: Int {
      switch self {
      case .classes(let indices): indices.count
      case .values(let values): values.count
      }
    }
  }

  /// The columns of the input, in the network's order. One of classes takes an input a label.
  public internal(set) var inputs: [Column]
  /// The columns of the output: one of classes, or one or more of numbers.
  public internal(set) var outputs: [Column]
  /// The input numbers, unscaled, row after row: `count` × `width`.
  public let features: [Double]
  /// What the network should say.
  public let targets: Targets
  /// The numbers of a row of features: the inputs that a network for these rows has.
  public let width: Int
  /// The rows of a table that were left out since a value was missing in them; a subset knows of
  /// none.
  public let omittedRows: Int
  /// How much each row counts in training; `nil` where all count alike.
  public internal(set) var weights: [Double]?
  /// Where in `features` a mean stands in for a number that was missing, ascending.
  let holes: [Int]

  /// A data set of given numbers.
  ///
  /// - Throws: `noRows`; `count` for a number of features or targets that does not fit the columns;
  ///   `invalid` for a number that is not finite, an index without a label, or output columns that
  ///   do not suit the targets.
  public init(
    inputs: [Column], outputs: [Column], features: [Double], targets: Targets
  ) throws(NetworkError) {
    try self.init(
      inputs: inputs, outputs: outputs, features: features, targets: targets, holes: [],
      omittedRows: 0)
  }

  /// As the public initialiser, with what became of values that were missing.
  init(
    inputs: [Column], outputs: [Column], features: [Double], targets: Targets, holes: [Int],
    omittedRows: Int
  ) throws(NetworkError) {
    self.inputs = inputs
    self.outputs = outputs
    self.features = features
    self.targets = targets
    self.holes = holes
    self.omittedRows = omittedRows
    width = inputs.inputWidth
    try validate()
  }

  /// The number of rows.
  public var count: Int { features.count / width }

  /// What there is to learn.
  public var task: LearningTask {
    switch targets {
    case .classes: .classification
    case .values: .regression
    }
  }

  /// The labels of the classes, in the order of the outputs; `nil` for regression.
  public var labels: [String]? { outputs.first?.labels }

  /// The features of one row.
  ///
  /// - Precondition: `index` is one of `0 ..< count`.
  public func row(_ index: Int) -> ArraySlice<Double> {
    features[(index * width)..<((index + 1) * width)]
  }

  /// The data set of some of the rows, in the order given.
  ///
  /// - Throws: `noRows` for none.
  /// - Precondition: each is one of `0 ..< count`.
  public func subset(_ rows: [Int]) throws(NetworkError) -> Dataset {
    let outputWidth = outputs.count
    let targets: Targets =
      switch targets {
      case .classes(let indices): .classes(rows.map { indices[$0] })
      case .values(let values):
        .values(rows.flatMap { values[($0 * outputWidth)..<(($0 + 1) * outputWidth)] })
      }
    var subset = try Dataset(
      inputs: inputs, outputs: outputs, features: rows.flatMap { row($0) }, targets: targets,
      holes: holes(in: rows), omittedRows: 0)
    subset.weights = weights.map { weights in rows.map { weights[$0] } }
    return subset
  }

  /// The same rows, each of which counts as much in training as `weights` says.
  ///
  /// - Throws: `count` unless there is a weight a row; `invalid` for one that is not a positive finite
  ///   number.
  public func weighted(by weights: [Double]) throws(NetworkError) -> Dataset {
    guard weights.count == count else {
      throw NetworkError(.count(expected: count, found: weights.count), field: "weights of rows")
    }
    if let wrong = weights.first(where: { !($0 > 0 && $0 < .infinity) }) {
      throw NetworkError(
        .invalid(expected: "a number > 0", found: "\(wrong)"), field: "weights of rows")
    }
    var weighted = self
    weighted.weights = weights
    return weighted
  }

  private func validate() throws(NetworkError) {
    guard !inputs.isEmpty, !outputs.isEmpty else {
      throw NetworkError(
        .invalid(expected: "at least one column", found: "none"),
        field: inputs.isEmpty ? "inputs" : "targets")
    }
    try inputs.validateAsInputs()
    guard !features.isEmpty else { throw NetworkError(.noRows) }
    guard features.count % width == 0 else {
      throw NetworkError(
        .count(expected: (count + 1) * width, found: features.count), field: "features")
    }
    if let index = features.firstIndex(where: { !$0.isFinite }) {
      throw NetworkError(
        .invalid(expected: "a finite number", found: "\(features[index])"),
        field: inputs.name(ofInput: index % width))
    }
    try validateClasses()
    switch targets {
    case .classes(let indices):
      guard outputs.count == 1, let labels = outputs[0].labels else {
        throw NetworkError(
          .invalid(expected: "one column of classes", found: "other columns"), field: "targets")
      }
      guard indices.count == count else {
        throw NetworkError(.count(expected: count, found: indices.count), field: "targets")
      }
      if let index = indices.first(where: { !labels.indices.contains($0) }) {
        throw NetworkError(
          .invalid(expected: "a class of 0 ..< \(labels.count)", found: String(index)),
          field: outputs[0].name)
      }
    case .values(let values):
      guard outputs.allSatisfy({ $0.kind == .number }) else {
        throw NetworkError(
          .invalid(expected: "columns of numbers", found: "a column of classes"),
          field: "targets")
      }
      guard values.count == count * outputs.count else {
        throw NetworkError(
          .count(expected: count * outputs.count, found: values.count), field: "targets")
      }
      if let index = values.firstIndex(where: { !$0.isFinite }) {
        throw NetworkError(
          .invalid(expected: "a finite number", found: "\(values[index])"),
          field: outputs[index % outputs.count].name)
      }
    }
  }

  /// Every input of classes is 1 for one label and 0 for the others.
  private func validateClasses() throws(NetworkError) {
    for (column, start) in zip(inputs, inputs.inputStarts) {
      guard let labels = column.labels else { continue }
      for row in 0..<count {
        let block = features[(row * width + start)..<(row * width + start + labels.count)]
        guard block.allSatisfy({ $0 == 0 || $0 == 1 }), block.count(where: { $0 == 1 }) == 1 else {
          throw NetworkError(
            .invalid(expected: "1 for one label and 0 for the others", found: "others"),
            field: column.name)
        }
      }
    }
  }
}
