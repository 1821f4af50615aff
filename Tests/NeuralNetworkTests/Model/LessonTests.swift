import Foundation
import NeuralNetwork
import TestSupport
import Testing

/// The lesson by hand, as FromTheLessonToTheLibrary.md writes it, against the lesson's own library.
@Suite struct LessonTests {
  /// Fixtures/peers/toynn/xor-trace.json.
  private struct Trace: Decodable {
    struct Step: Decodable {
      let call: Int
      let sample: Int
      let before: [Double]
      let parameters: [String: [Double]]
    }
    let learningRate: Float
    let inputs: [[Float]]
    let targets: [[Float]]
    let parameters: [String: [Float]]
    let steps: [Step]
  }

  /// A network of one hidden layer, in nothing but operations of matrices.
  private struct ByHand {
    var hiddenWeights: Matrix
    var hiddenBias: Matrix
    var outputWeights: Matrix
    var outputBias: Matrix

    private func sigmoid(_ z: Float) -> Float { 1 / (1 + exp(-z)) }

    func forward(_ x: Matrix) throws -> (hidden: Matrix, output: Matrix) {
      let hidden = try hiddenWeights.product(x).adding(hiddenBias).map(sigmoid)
      return (hidden, try outputWeights.product(hidden).adding(outputBias).map(sigmoid))
    }

    mutating func train(_ x: Matrix, target: Matrix, rate: Float) throws {
      let (hidden, output) = try forward(x)
      let error = try target.subtracting(output)
      let gradient = try output.map { $0 * (1 - $0) }.hadamard(error).multiplied(by: rate)
      try outputWeights.add(gradient.product(hidden.transpose))
      try outputBias.add(gradient)

      let hiddenError = try outputWeights.transpose.product(error)
      let hiddenGradient = try hidden.map { $0 * (1 - $0) }.hadamard(hiddenError)
        .multiplied(by: rate)
      try hiddenWeights.add(hiddenGradient.product(x.transpose))
      try hiddenBias.add(hiddenGradient)
    }

    var parameters: [String: [Float]] {
      [
        "layers.0.weight": hiddenWeights.elements, "layers.0.bias": hiddenBias.elements,
        "layers.1.weight": outputWeights.elements, "layers.1.bias": outputBias.elements,
      ]
    }
  }

  @Test func fortyCallsAreThoseOfTheLessonsLibrary() throws {
    let trace = try JSONDecoder().decode(
      Trace.self, from: Data(Fixtures.bytes("peers/toynn/xor-trace.json")))
    func first(_ name: String) throws -> [Float] { try #require(trace.parameters[name]) }
    var network = try ByHand(
      hiddenWeights: Matrix(rows: 4, columns: 2, elements: first("layers.0.weight")),
      hiddenBias: Matrix(column: first("layers.0.bias")),
      outputWeights: Matrix(rows: 1, columns: 4, elements: first("layers.1.weight")),
      outputBias: Matrix(column: first("layers.1.bias")))
    let steps = trace.steps.filter { $0.call <= 40 }
    #expect(steps.map(\.call) == Array(1...40))
    for step in steps {
      let x = Matrix(column: trace.inputs[step.sample])
      let before = try network.forward(x).output.elements[0]
      #expect(abs(Double(before) - step.before[0]) < 1e-6)
      try network.train(
        x, target: Matrix(column: trace.targets[step.sample]), rate: trace.learningRate)
      for (name, values) in network.parameters {
        for (ours, truth) in zip(values, try #require(step.parameters[name])) {
          #expect(abs(Double(ours) - truth) < 1e-6, "call \(step.call), \(name)")
        }
      }
    }
  }

  @Test func theNetworkMadeByHandLearnsItsTask() throws {
    var network = ByHand(
      hiddenWeights: .random(rows: 4, columns: 2, seed: 1, index: 0),
      hiddenBias: .random(rows: 4, columns: 1, seed: 1, index: 1),
      outputWeights: .random(rows: 1, columns: 4, seed: 1, index: 2),
      outputBias: .random(rows: 1, columns: 1, seed: 1, index: 3))
    let corners: [[Float]] = [[0, 0], [0, 1], [1, 0], [1, 1]]
    for step in 0..<10_000 {
      let corner = corners[step % 4]
      let target: Float = corner[0] == corner[1] ? 0 : 1
      try network.train(Matrix(column: corner), target: Matrix(column: [target]), rate: 0.5)
    }
    let outputs = try corners.map { try network.forward(Matrix(column: $0)).output.elements[0] }
    #expect(outputs.map { $0 > 0.5 } == [false, true, true, false])
  }

  /// The article's second half: the same network, trained by the library.
  @Test func theLibraryLearnsTheLessonsTask() throws {
    let corners: [Double] = [0, 0, 0, 1, 1, 0, 1, 1]
    let xor = try Dataset(
      inputs: [Column(name: "a"), Column(name: "b")], outputs: [Column(name: "a xor b")],
      features: corners, targets: .values([0, 1, 1, 0]))
    let network = Network(
      inputs: 2, layers: [.dense(4, .sigmoid), .dense(1, .sigmoid)], seed: 1,
      initialization: .uniform)
    var trainer = Trainer(
      network, loss: .meanSquaredError, optimizer: .sgd(learningRate: 0.5), batchSize: .count(1),
      scaling: .none)
    try trainer.fit(xor, epochs: 2500)
    let outputs = try trainer.model().outputs(for: corners).elements
    #expect(outputs.map { $0 > 0.5 } == [false, true, true, false])
  }
}
