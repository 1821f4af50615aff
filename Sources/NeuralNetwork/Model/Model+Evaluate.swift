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
    let judgement = withStandardFloatingPoint {
      let engine = TrainingEngine(
        network: network, state: OptimizerState(), optimizer: .sgd(learningRate: 1), loss: loss,
        rows: min(rows.count, 256), threads: threads, seed: 0, keepsGradients: false)
      return engine.evaluate(rows)
    }
    let measures: Evaluation.Measures =
      switch data.targets {
      case .classes(let indices):
        .classification(
          try classificationMeasures(
            judgement.outputs, classes: indices, labels: data.labels ?? []))
      case .values(let values):
        .regression(try regressionMeasures(judgement.outputs, values: values))
      }
    return Evaluation(rows: data.count, loss: judgement.loss, measures: measures)
  }

  private func classificationMeasures(
    _ outputs: [Float], classes: [Int], labels: [String]
  ) throws(NetworkError) -> ClassificationMeasures {
    let outputs = try Matrix(
      rows: classes.count, columns: network.topology.outputs, elements: outputs)
    var confusion = ConfusionMatrix(labels: labels)
    for (row, truth) in classes.enumerated() {
      confusion.add(truth: truth, told: classIndex(of: outputs.row(row)))
    }
    // Of four classes or fewer, three guesses would say little.
    let topK =
      labels.count > 4 ? try TopKAccuracy(outputs: outputs, classes: classes, k: 3) : nil
    return ClassificationMeasures(confusion: confusion, topK: topK)
  }

  private func regressionMeasures(
    _ outputs: [Float], values: [Double]
  ) throws(NetworkError) -> RegressionMeasures {
    let width = network.topology.outputs
    let said = withStandardFloatingPoint {
      outputs.enumerated().map { index, output in
        outputScaling?.undo(output, column: index % width) ?? Double(output)
      }
    }
    return try RegressionMeasures(predicted: said, actual: values, outputs: width)
  }
}
