import NeuralNetwork
import Testing

@Suite struct EvaluationTests {
  /// A network whose outputs are softmax of its inputs, and rows of classes.
  private func evaluation(_ rows: [[Double]], classes: [Int]) throws -> Evaluation {
    let width = rows[0].count
    let labels = (0..<width).map { "class \($0)" }
    let identity = (0..<width).map { row in (0..<width).map { $0 == row ? Float(1) : 0 } }
    let model = try Model(
      network: Network(
        topology: Topology(inputs: width, layers: [.dense(width, .softmax)]),
        parameters: [.dense(weights: Matrix(identity), bias: Array(repeating: 0, count: width))]),
      outputs: [Column(name: "c", kind: .classes(labels: labels))])
    return try model.evaluate(
      Dataset(
        inputs: labels.map { Column(name: $0) }, outputs: model.outputs!,
        features: rows.flatMap { $0 }, targets: .classes(classes)))
  }

  @Test func ofFiveClassesThreeGuessesAreJudged() throws {
    let evaluation = try evaluation(
      [[5, 4, 3, 2, 1], [5, 4, 3, 2, 1], [1, 2, 3, 4, 5], [1, 1, 1, 1, 1]], classes: [2, 3, 4, 0])
    guard case .classification(let measures) = evaluation.measures else {
      Issue.record("no measures of classes")
      return
    }
    #expect(measures.topK?.k == 3)
    #expect(measures.topK?.accuracy == 0.75)
    #expect(measures.accuracy == 0.5)
    #expect(measures.labels.count == 5)
    #expect(measures.confusion.counts[2] == [1, 0, 0, 0, 0])
    #expect(evaluation.description.hasSuffix(", accuracy 0.5"))
  }

  @Test func ofFourClassesTheyAreNot() throws {
    let evaluation = try evaluation([[4, 3, 2, 1]], classes: [1])
    guard case .classification(let measures) = evaluation.measures else {
      Issue.record("no measures of classes")
      return
    }
    #expect(measures.topK == nil)
    #expect(measures.accuracy == 0)
  }
}
