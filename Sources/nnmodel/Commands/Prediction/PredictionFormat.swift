import NeuralNetwork

/// How predictions are told: names for what the network's outputs stand for.
struct PredictionFormat {
  private let labels: [String]?
  private let names: [String]

  init(_ model: Model) {
    labels = model.labels
    names =
      model.outputs?.map(\.name) ?? (1...model.network.topology.outputs).map { "output_\($0)" }
  }

  /// The first row of CSV.
  var header: [String] {
    labels.map { ["prediction"] + $0.map { "p(\($0))" } } ?? names
  }

  /// Numbers that are told of a row: the probabilities, or the values.
  var numberCount: Int { labels?.count ?? names.count }

  /// A row of CSV.
  func fields(_ prediction: Prediction) -> [String] {
    switch prediction {
    case .classification(let label, _, let probabilities):
      [label] + probabilities.map { NumberFormat.shortest($0) }
    case .values(let values): values.map { NumberFormat.shortest($0) }
    }
  }

  /// An object with names.
  func json(_ prediction: Prediction) -> JSONOutput {
    switch prediction {
    case .classification(let label, _, let probabilities):
      let members = zip(labels ?? [], probabilities).map {
        JSONOutput.Member(key: $0, value: .single($1))
      }
      return ["prediction": .string(label), "probabilities": .object(members)]
    case .values(let values):
      return .object(
        zip(names, values).map { JSONOutput.Member(key: $0, value: .number($1)) })
    }
  }
}
