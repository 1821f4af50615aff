/// All that is needed to predict from a person's own table: the network, the columns it reads and
/// speaks of, their scaling, and where it came from.
///
/// A value; what a file holds and what a person saves.
public struct Model: Equatable, Sendable {
  /// The network.
  public let network: Network
  /// The input columns, in the network's order, if they are known. One of classes takes an input
  /// a label.
  public let inputs: [Column]?
  /// The output columns, if they are known: one of classes, or one a network output of numbers.
  public let outputs: [Column]?
  /// How input is scaled before the network sees it.
  public let inputScaling: Scaling?
  /// How outputs are scaled; undone before a person sees them.
  public let outputScaling: Scaling?
  /// Whatever else is to travel along: a title, an author, a licence.
  public var metadata: Metadata
  /// How the network was trained, if it was.
  public var training: TrainingRecord?
  /// Rows that prove a transfer.
  public let examples: Examples?

  /// A model of given parts.
  ///
  /// - Throws: `count` for columns, scalings or examples that do not fit the network; `invalid`
  ///   for output columns that mix classes and numbers, or a scaling of classes. The field names
  ///   the part.
  public init(
    network: Network, inputs: [Column]? = nil, outputs: [Column]? = nil,
    inputScaling: Scaling? = nil, outputScaling: Scaling? = nil,
    metadata: Metadata = [:], training: TrainingRecord? = nil, examples: Examples? = nil
  ) throws(NetworkError) {
    self.network = network
    self.inputs = inputs
    self.outputs = outputs
    self.inputScaling = inputScaling
    self.outputScaling = outputScaling
    self.metadata = metadata
    self.training = training
    self.examples = examples
    try validate()
  }

  /// The labels of the classes, if the output is of classes.
  public var labels: [String]? { outputs?.first?.labels }

  /// What the model does: tells classes, if it knows their labels; else values.
  public var task: LearningTask { labels == nil ? .regression : .classification }

  /// The network's own outputs, nothing undone, for rows of unscaled numbers.
  ///
  /// A row's bits depend neither on the rows beside it nor on `threads`.
  ///
  /// - Parameter rows: the numbers of any number of rows, one after the other.
  /// - Throws: `count` for numbers that are not whole rows; `invalid` for one that is not finite.
  public func outputs(
    for rows: [Double], threads: Int = 1
  ) throws(NetworkError) -> Matrix {
    let width = network.topology.inputs
    guard rows.count % width == 0 else {
      throw NetworkError(
        .count(expected: (rows.count / width + 1) * width, found: rows.count),
        field: "numbers of whole rows")
    }
    if let index = rows.firstIndex(where: { !$0.isFinite }) {
      throw NetworkError(
        .invalid(expected: "a finite number", found: "\(rows[index])"),
        field: inputs?.name(ofInput: index % width) ?? "input \(index % width)")
    }
    let scaled = withStandardFloatingPoint {
      inputScaling.scaled(rows, width: width)
    }
    return try network.forward(
      Matrix(rows: rows.count / width, columns: width, elements: scaled), threads: threads)
  }

  /// What the model says of each row.
  ///
  /// - Throws: as `outputs(for:threads:)`.
  public func predictions(
    for rows: [Double], threads: Int = 1
  ) throws(NetworkError) -> [Prediction] {
    let outputs = try outputs(for: rows, threads: threads)
    return withStandardFloatingPoint {
      (0..<outputs.rows).map { prediction(from: outputs.row($0)) }
    }
  }

  /// What the model says of one row.
  ///
  /// - Throws: `count` for a number of inputs that is not the network's; `invalid` for one that is
  ///   not finite.
  public func predict(_ row: [Double]) throws(NetworkError) -> Prediction {
    guard row.count == network.topology.inputs else {
      throw NetworkError(
        .count(expected: network.topology.inputs, found: row.count), field: "inputs of a row")
    }
    return try predictions(for: row)[0]
  }

  /// Whether the examples give the same bits here; `nil` if the model has none.
  public func reproducesExamples() throws(NetworkError) -> Bool? {
    guard let examples else { return nil }
    let here = try outputs(for: examples.inputs)
    return Examples(inputs: examples.inputs, outputs: here.elements) == examples
  }

  /// The most probable class, or the values with their scaling undone, from one row of outputs.
  ///
  /// One output that stands for two classes is the probability of the second, which is chosen
  /// above a half.
  private func prediction(from row: ArraySlice<Float>) -> Prediction {
    guard let labels else {
      return .values(
        row.enumerated().map { outputScaling?.undo($1, column: $0) ?? Double($1) })
    }
    let probabilities = row.count == 1 ? row.flatMap { [1 - $0, $0] } : Array(row)
    let index = classIndex(of: row)
    return .classification(label: labels[index], index: index, probabilities: probabilities)
  }

  private func validate() throws(NetworkError) {
    let topology = network.topology
    try Self.check(inputs?.inputWidth, topology.inputs, "inputs of the columns")
    try inputs?.validateAsInputs()
    try Self.check(inputScaling?.width, topology.inputs, "columns of the input scaling")
    try Self.check(outputScaling?.width, topology.outputs, "columns of the output scaling")
    if let column = outputs?.first(where: { $0.fill != nil }) {
      throw NetworkError(
        .invalid(expected: "no fill of a target", found: "one"), field: column.name)
    }
    if let labels {
      let labelsNeeded = topology.outputs == 1 ? 2 : topology.outputs
      try Self.check(outputs?.count, 1, "output columns of classes")
      try Self.check(labels.count, labelsNeeded, "labels")
      guard Set(labels.map(Spelling.init)).count == labels.count else {
        throw NetworkError(
          .invalid(expected: "labels that differ", found: "two that are alike"), field: "labels")
      }
      guard outputScaling == nil else {
        throw NetworkError(
          .invalid(expected: "no scaling of classes", found: "one"), field: "output scaling")
      }
    } else if let outputs {
      try Self.check(outputs.count, topology.outputs, "output columns")
      guard outputs.allSatisfy({ $0.kind == .number }) else {
        throw NetworkError(
          .invalid(expected: "classes alone, or numbers", found: "both"), field: "output columns")
      }
    }
    if let examples {
      let rows = examples.inputs.count / topology.inputs
      try Self.check(examples.inputs.count, rows * topology.inputs, "inputs of the examples")
      try Self.check(examples.outputs.count, rows * topology.outputs, "outputs of the examples")
    }
  }

  private static func check(
    _ found: Int?, _ expected: Int, _ field: String
  ) throws(NetworkError) {
    if let found, found != expected {
      throw NetworkError(.count(expected: expected, found: found), field: field)
    }
  }
}

/// The class that one row of outputs speaks for: that of the largest; of a single output, the
/// second above a half.
func classIndex(of row: ArraySlice<Float>) -> Int {
  row.count == 1 ? (row[row.startIndex] > 0.5 ? 1 : 0) : indexOfMaximum(row)
}

extension Scaling? {
  /// Rows of `width` numbers as the network takes them; without a scaling, only rounded.
  func scaled(_ values: [Double], width: Int) -> [Float] {
    guard let self else { return values.map { Float($0) } }
    return values.enumerated().map { self.apply($1, column: $0 % width) }
  }
}
