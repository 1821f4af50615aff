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
  }

  /// The columns of the input, in the network's order.
  public let inputs: [Column]
  /// The columns of the output: one of classes, or one or more of numbers.
  public let outputs: [Column]
  /// The input numbers, unscaled, row after row: `count` × `inputs.count`.
  public let features: [Double]
  /// What the network should say.
  public let targets: Targets

  /// A data set of given numbers.
  ///
  /// - Throws: `noRows`; `count` for a number of features or targets that does not fit the columns;
  ///   `invalid` for a number that is not finite, an index without a label, or output columns that
  ///   do not suit the targets.
  public init(
    inputs: [Column], outputs: [Column], features: [Double], targets: Targets
  ) throws(NetworkError) {
    self.inputs = inputs
    self.outputs = outputs
    self.features = features
    self.targets = targets
    try validate()
  }

  /// The number of rows.
  public var count: Int { features.count / inputs.count }

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
    features[(index * inputs.count)..<((index + 1) * inputs.count)]
  }

  /// The data set of some of the rows, in the order given.
  ///
  /// - Throws: `noRows` for none.
  /// - Precondition: each is one of `0 ..< count`.
  public func subset(_ rows: [Int]) throws(NetworkError) -> Dataset {
    let width = outputs.count
    let targets: Targets =
      switch targets {
      case .classes(let indices): .classes(rows.map { indices[$0] })
      case .values(let values):
        .values(rows.flatMap { values[($0 * width)..<(($0 + 1) * width)] })
      }
    return try Dataset(
      inputs: inputs, outputs: outputs, features: rows.flatMap { row($0) }, targets: targets)
  }

  private func validate() throws(NetworkError) {
    guard !inputs.isEmpty, !outputs.isEmpty else {
      throw NetworkError(
        .invalid(expected: "at least one column", found: "none"),
        field: inputs.isEmpty ? "inputs" : "targets")
    }
    guard !features.isEmpty else { throw NetworkError(.noRows) }
    guard features.count % inputs.count == 0 else {
      throw NetworkError(
        .count(expected: (count + 1) * inputs.count, found: features.count), field: "features")
    }
    if let index = features.firstIndex(where: { !$0.isFinite }) {
      throw NetworkError(
        .invalid(expected: "a finite number", found: "\(features[index])"),
        field: inputs[index % inputs.count].name)
    }
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
}
