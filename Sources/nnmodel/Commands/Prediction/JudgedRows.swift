import ModelFormat
import NeuralNetwork

/// Rows whose truth is known, and how well a model does on them.
struct JudgedRows {
  let model: Model
  let rows: Dataset
  let evaluation: Evaluation

  /// Reads a model and rows for it, and judges the one by the others.
  ///
  /// - Throws: `Failure` for a model that does not say what its outputs are, or rows that do not suit it.
  init(
    _ path: String, _ input: DataInput, threads: Int? = nil
  ) throws {
    let model = try ModelInput.model(path, limits: input.limits)
    guard let outputs = model.outputs else {
      throw Failure(
        .data,
        "\(Wording.input(path)): does not say what its outputs stand for, so they cannot be judged")
    }
    let rows = try input.rows(judging: model, outputs: outputs)
    evaluation = try input.told { () throws(NetworkError) in
      try model.evaluate(rows, threads: threads ?? availableProcessors)
    }
    (self.model, self.rows) = (model, rows)
  }

  /// What is true and what the model says of it, for each output column of numbers; none of classes.
  func values() throws(NetworkError) -> [(column: Column, truth: [Double], predicted: [Double])] {
    guard case .values(let truth) = rows.targets else { return [] }
    let said = try model.predictions(for: rows.features, threads: availableProcessors)
    return rows.outputs.enumerated().map { index, column in
      let predicted = said.map { prediction in
        if case .values(let values) = prediction { values[index] } else { Double.nan }
      }
      let own = stride(from: index, to: truth.count, by: rows.outputs.count).map { truth[$0] }
      return (column, own, predicted)
    }
  }
}
