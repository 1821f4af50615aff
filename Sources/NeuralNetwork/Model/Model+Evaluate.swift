extension Model {
  /// Judges the model by rows whose truth is known.
  ///
  /// The loss is that of the training, or the usual one for the last activation. It is taken on
  /// scaled targets, as in training; the other measures are in the units of the columns.
  ///
  /// - Throws: `count` for a data set of another width; `invalid` for one of another task or other
  ///   labels.
  public func evaluate(_ data: Dataset, threads: Int = 1) throws(NetworkError) -> Evaluation {
    let topology = network.topology
    let loss = training?.loss ?? Defaults.loss(for: topology, task: data.task)
    try loss.validate(for: topology)
    let rows = try PreparedRows(
      data, topology: topology, inputScaling: inputScaling, outputScaling: outputScaling)
    if let labels, data.labels != labels {
      throw NetworkError(
        .invalid(
          expected: "the classes \(labels.joined(separator: ", "))",
          found: data.labels.map { $0.joined(separator: ", ") } ?? "values"),
        field: "targets")
    }
    return withStandardFloatingPoint {
      let engine = TrainingEngine(
        network: network, state: OptimizerState(), optimizer: .sgd(learningRate: 1), loss: loss,
        rows: min(rows.count, 256), threads: threads, seed: 0, keepsGradients: false)
      let judgement = engine.evaluate(rows)
      let outputs = judgement.outputs
      let measures: Evaluation.Measures =
        switch data.targets {
        case .classes(let indices):
          classificationMeasures(outputs, classes: indices, labels: data.labels ?? [])
        case .values(let values):
          regressionMeasures(outputs, values: values)
        }
      return Evaluation(rows: data.count, loss: judgement.loss, measures: measures)
    }
  }

  private func classificationMeasures(
    _ outputs: [Float], classes: [Int], labels: [String]
  ) -> Evaluation.Measures {
    let width = network.topology.outputs
    var confusion = [[Int]](
      repeating: Array(repeating: 0, count: labels.count), count: labels.count)
    for (row, truth) in classes.enumerated() {
      confusion[truth][classIndex(of: outputs[(row * width)..<((row + 1) * width)])] += 1
    }
    let right = labels.indices.reduce(0) { $0 + confusion[$1][$1] }
    return .classification(
      accuracy: Double(right) / Double(classes.count), labels: labels, confusion: confusion)
  }

  private func regressionMeasures(_ outputs: [Float], values: [Double]) -> Evaluation.Measures {
    let width = network.topology.outputs
    let count = Double(values.count)
    var means = [BlockSum](repeating: BlockSum(), count: width)
    for (i, value) in values.enumerated() { means[i % width].add(value) }
    var absolute = BlockSum()
    var squared = BlockSum()
    var variance = BlockSum()
    for (i, value) in values.enumerated() {
      let column = i % width
      let said = outputScaling?.undo(outputs[i], column: column) ?? Double(outputs[i])
      let distance = value - means[column].total / (count / Double(width))
      absolute.add((said - value).magnitude)
      squared.add((said - value) * (said - value))
      variance.add(distance * distance)
    }
    return .regression(
      meanAbsoluteError: absolute.total / count,
      rootMeanSquaredError: (squared.total / count).squareRoot(),
      r2: variance.total > 0 ? 1 - squared.total / variance.total : nil)
  }
}
