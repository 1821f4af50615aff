import NeuralNetwork
import Testing

@Suite struct ModelTests {
  /// One linear output, y = 2a − b + 1 of scaled inputs.
  private func network() throws -> Network {
    try Network(
      topology: Topology(inputs: 2, layers: [.dense(1, .linear)]),
      parameters: [.dense(weights: Matrix([[2, -1]]), bias: [1])])
  }

  @Test func valuesAreScaledOnTheWayInAndUnscaledOnTheWayOut() throws {
    let model = try Model(
      network: network(), outputs: [Column(name: "y")],
      inputScaling: Scaling(mean: [10, 0], deviation: [2, 1]),
      outputScaling: Scaling(mean: [100], deviation: [0.5]))
    // a = (14 − 10) / 2 = 2, b = 3: 2 · 2 − 3 + 1 = 2; 2 · 0.5 + 100.
    #expect(try model.predict([14, 3]) == .values([101]))
    #expect(try model.outputs(for: [14, 3, 10, 1]).elements == [2, 0])
    #expect(model.task == .regression)
  }

  @Test func oneSigmoidTellsTwoClasses() throws {
    let model = try Model(
      network: Network(
        topology: Topology(inputs: 1, layers: [.dense(1, .sigmoid)]),
        parameters: [.dense(weights: Matrix([[1]]), bias: [0])]),
      outputs: [Column(name: "answer", kind: .classes(labels: ["no", "yes"]))])
    #expect(
      try model.predict([0])
        == .classification(label: "no", index: 0, probabilities: [0.5, 0.5]))
    guard case .classification("yes", 1, let p) = try model.predict([2]) else {
      Issue.record("not yes")
      return
    }
    #expect(abs(p[1] - 0.880797) < 1e-6)  // 1 / (1 + e⁻²)
    #expect(p[0] == 1 - p[1])
  }

  @Test func evaluationCountsEveryRow() throws {
    // Outputs are the inputs themselves: the class is that of the larger input.
    let model = try Model(
      network: Network(
        topology: Topology(inputs: 2, layers: [.dense(2, .softmax)]),
        parameters: [.dense(weights: Matrix([[1, 0], [0, 1]]), bias: [0, 0])]),
      outputs: [Column(name: "larger", kind: .classes(labels: ["left", "right"]))])
    let data = try Dataset(
      inputs: [Column(name: "l"), Column(name: "r")],
      outputs: [Column(name: "larger", kind: .classes(labels: ["left", "right"]))],
      features: [1, 0, 0, 1, 0, 2, 3, 3], targets: .classes([0, 1, 0, 1]))
    let evaluation = try model.evaluate(data, threads: 2)
    #expect(evaluation.rows == 4)
    #expect(
      evaluation.measures
        == .classification(
          ClassificationMeasures(
            confusion: try ConfusionMatrix(
              labels: ["left", "right"], truth: [0, 0, 1, 1], told: [0, 1, 0, 1]))))
    // log(1 + e⁻¹) twice, log(1 + e²), log 2; over four.
    #expect(abs(evaluation.loss - (2 * 0.3132616875 + 2.1269280110 + 0.6931471806) / 4) < 1e-7)
    let other = try Dataset(
      inputs: data.inputs, outputs: [Column(name: "larger", kind: .classes(labels: ["a", "b"]))],
      features: data.features, targets: data.targets)
    #expect(failure { _ = try model.evaluate(other) }?.field == "targets")
  }

  @Test func examplesProveATransfer() throws {
    let bare = try Model(network: network())
    #expect(try bare.reproducesExamples() == nil)
    let rows = [0.5, 0.25, -1, 3]
    let outputs = try bare.outputs(for: rows).elements
    for (change, expected) in [(UInt32(0), true), (1, false)] {
      let model = try Model(
        network: network(),
        examples: Examples(
          inputs: rows,
          outputs: [Float(bitPattern: outputs[0].bitPattern ^ change), outputs[1]]))
      #expect(try model.reproducesExamples() == expected)
    }
  }

  @Test func partsThatDoNotFit() throws {
    let network = try network()
    func field(
      inputs: [Column]? = nil, outputs: [Column]? = nil, inputScaling: Scaling? = nil,
      outputScaling: Scaling? = nil, examples: Examples? = nil
    ) -> String? {
      failure {
        _ = try Model(
          network: network, inputs: inputs, outputs: outputs, inputScaling: inputScaling,
          outputScaling: outputScaling, examples: examples)
      }?.field
    }
    let x = Column(name: "x")
    let one = try Scaling(mean: [0], deviation: [1])
    #expect(field(inputs: [x]) == "inputs of the columns")
    let colours = Column(name: "c", kind: .classes(labels: ["r", "g"]))
    #expect(field(inputs: [x, colours]) == "inputs of the columns")
    #expect(field(inputs: [colours]) == nil)
    #expect(field(inputs: [Column(name: "d", kind: .classes(labels: ["r", "r"]))]) == "d")
    #expect(field(inputs: [x, Column(name: "f", fill: 0x1p53)]) == "f")
    #expect(field(outputs: [Column(name: "g", fill: 1)]) == "g")
    #expect(field(outputs: [x, x]) == "output columns")
    #expect(field(inputScaling: one) == "columns of the input scaling")
    #expect(
      field(outputScaling: try Scaling(mean: [], deviation: [])) == "columns of the output scaling")
    let classes = { Column(name: "c", kind: .classes(labels: $0)) }
    #expect(field(outputs: [classes(["a", "b", "c"])]) == "labels")
    #expect(field(outputs: [classes(["a", "a"])]) == "labels")
    #expect(field(outputs: [classes(["a", "b"])], outputScaling: one) == "output scaling")
    #expect(field(examples: Examples(inputs: [1], outputs: [1])) == "inputs of the examples")
    #expect(field(examples: Examples(inputs: [1, 2], outputs: [])) == "outputs of the examples")
    #expect(field(outputs: [classes(["a", "b"])]) == nil)
  }

  @Test func rowsThatDoNotFit() throws {
    let model = try Model(network: network(), inputs: [Column(name: "a"), Column(name: "b")])
    #expect(failure { _ = try model.predict([1]) }?.reason == .count(expected: 2, found: 1))
    #expect(
      failure { _ = try model.outputs(for: [1, 2, 3]) }?.reason == .count(expected: 4, found: 3))
    #expect(failure { _ = try model.predict([1, .nan]) }?.field == "b")
  }
}
