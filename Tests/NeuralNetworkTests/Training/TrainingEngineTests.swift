import Testing

@testable import NeuralNetwork

@Suite struct TrainingEngineTests {
  private static let rows = 13
  private static let inputs = 20
  private static let rates = [0.3, 0.625]

  private static func engine(
    _ layers: [Layer], seed: UInt64, threads: Int = 1
  ) throws -> (TrainingEngine, PreparedRows) {
    let topology = try Topology(inputs: inputs, layers: layers)
    let data = try Dataset(
      inputs: (0..<inputs).map { Column(name: "x\($0)") },
      outputs: (0..<topology.outputs).map { Column(name: "y\($0)") },
      features: pseudorandom(rows * inputs, seed: 61).map { Double($0) },
      targets: .values(pseudorandom(rows * topology.outputs, seed: 62).map { Double($0) }))
    let engine = TrainingEngine(
      network: Network(topology: topology, seed: 1), state: OptimizerState(),
      optimizer: .sgd(learningRate: 1), loss: .meanSquaredError, rows: rows, threads: threads,
      seed: seed, keepsGradients: false)
    for row in 0..<rows { engine.order[row] = row }
    return (
      engine, try PreparedRows(data, topology: topology, inputScaling: nil, outputScaling: nil)
    )
  }

  /// Rule A17, with the words taken from the generator by hand.
  private static func mask(
    _ rate: Double, row: Int, number: Int, width: Int, layer: Int, step: Int, seed: UInt64
  ) -> Float {
    let word = row * ((width + 15) / 16 * 16) + number
    let block = Philox.block(
      counter: [UInt32(word / 4), UInt32(layer), UInt32(step), 4],
      key: [UInt32(truncatingIfNeeded: seed), UInt32(seed >> 32)])
    let unit = Double(block[word % 4] >> 8) / 16_777_216
    return unit >= Double(Float(rate)) ? Float(1 / (1 - rate)) : 0
  }

  @Test(arguments: [1, 3]) func dropoutIsItsSequence(threads: Int) throws {
    let seed: UInt64 = 0x1234_5678_9ABC_DEF0
    let (engine, data) = try Self.engine(
      [.dropout(rate: Self.rates[0]), .dense(18, .linear), .dropout(rate: Self.rates[1])],
      seed: seed,
      threads: threads)
    let targets = pseudorandom(Self.rows * 18, seed: 62)
    for step in [1, 7] {
      engine.passRows(Self.rows, of: data, step: step, threads: threads)
      for row in 0..<Self.rows {
        for i in 0..<Self.inputs {
          let factor = Self.mask(
            Self.rates[0], row: row, number: i, width: 20, layer: 0, step: step, seed: seed)
          #expect(engine.layers[0].outputs[row, i] == data.inputs[row * 20 + i] * factor)
        }
        for i in 0..<18 {
          let factor = Self.mask(
            Self.rates[1], row: row, number: i, width: 18, layer: 2, step: step, seed: seed)
          let output = engine.layers[1].outputs[row, i] * factor
          #expect(engine.layers[2].outputs[row, i] == output)
          // What enters the dense layer from behind is the error of the output, times the same.
          let error = (output - targets[row * 18 + i]) * (2 / Float(18))
          #expect(engine.layers[1].errors[row, i] == error * factor)
        }
      }
    }
  }

  @Test func dropoutKeepsTheShareThatItSays() throws {
    let (engine, data) = try Self.engine([.dropout(rate: 0.3)], seed: 5)
    var kept = 0
    for step in 1...40 {
      engine.passRows(Self.rows, of: data, step: step, threads: 1)
      kept += engine.layers[0].mask?.elements(Self.rows).count { $0 > 0 } ?? 0
    }
    // Binomial(10,400, 0.7): mean 7,280, deviation 46.7; five deviations.
    #expect(abs(kept - 7280) < 234)
  }

  @Test func outsideTrainingDropoutDoesNothing() throws {
    let (engine, data) = try Self.engine([.dropout(rate: 0.9), .activation(.relu)], seed: 5)
    let network = Network(
      inputs: Self.inputs, layers: [.dropout(rate: 0.9), .activation(.relu)], seed: 1)
    let expected = data.inputs.map { max($0, 0) }
    #expect(engine.evaluate(data).outputs == expected)
    #expect(
      try network.forward(Matrix(rows: Self.rows, columns: Self.inputs, elements: data.inputs))
        .elements
        == expected)
  }

  /// What is judged on the way is what a network that went another way says.
  @Test(arguments: [1, 4]) func evaluationAgreesWithTheForwardPass(threads: Int) throws {
    let layers: [Layer] = [
      .dense(33, .gelu), .layerNorm(), .activation(.silu), .dense(17, .softmax), .batchNorm(),
      .dropout(rate: 0.5), .dense(5, .softplus),
    ]
    let (engine, data) = try Self.engine(layers, seed: 5, threads: threads)
    let before = engine.network
    let outputs = try before.forward(
      Matrix(rows: Self.rows, columns: Self.inputs, elements: data.inputs))
    let judgement = engine.evaluate(data)
    #expect(bits(judgement.outputs) == bits(outputs.elements))
    let targets = pseudorandom(Self.rows * 5, seed: 62)
    let loss = zip(outputs.elements, targets).reduce(0.0) {
      $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1))
    }
    #expect(abs(judgement.loss - loss / Double(targets.count)) < 1e-12)
    #expect(judgement.accuracy == nil)
    #expect(engine.network == before)
  }
}
