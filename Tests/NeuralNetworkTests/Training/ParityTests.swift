import Testing

@testable import NeuralNetwork

/// The same numbers as PyTorch, to 10⁻⁵ of the largest of each tensor.
@Suite struct ParityTests {
  private static let tolerance = 1e-5

  /// All but two: where smoothing meets class weights, PyTorch weighs what each class receives by the weight
  /// of that class. Here a row has one weight, that of its own class (rule A6); `GradientTests` have it.
  private static let cases = ParityFixtures.layers.filter {
    $0.loss.classWeights == nil || $0.loss.labelSmoothing == nil
  }

  /// Outputs, loss, gradients, running statistics, and outputs by these statistics.
  @Test(arguments: cases) func layers(_ c: ParityFixtures.LayersCase) throws {
    let topology = try c.topology
    let batch = try EngineBatch(
      topology.network(c.parameters), loss: c.loss.loss, data: c.data, weights: c.weights)
    let loss = batch.pass(0..<c.rows)
    Self.expect([loss], [c.float64.loss], "loss")
    Self.expect(batch.outputs(c.rows), c.float64.outputs, "outputs")
    let largest = c.float64.gradients.values.joined().map(abs).max() ?? 0
    for (names, gradients) in zip(topology.trainedNames, batch.gradients(c.rows)) {
      for (name, gradient) in zip(names, gradients) {
        // Zero but for rounding, which is that of the other gradients.
        let vanishes = (c.float64.gradients[name] ?? []).allSatisfy { abs($0) < 1e-12 * largest }
        Self.expect(
          gradient, c.float64.gradients[name], "gradient of \(name)", size: vanishes ? largest : nil
        )
      }
    }
    let network = batch.engine.network.named
    for (name, expected) in c.float64.running ?? [:] { Self.expect(network[name], expected, name) }
    guard let expected = c.float64.evaluation else { return }
    let judgement = batch.engine.evaluate(batch.data)
    Self.expect([judgement.loss], [expected.loss], "loss by running statistics")
    Self.expect(
      judgement.outputs.map(Double.init), expected.outputs, "outputs by running statistics")
    Self.expect(
      batch.engine.network.outputs(for: batch.data.inputs, rows: c.rows, threads: 1)
        .map(Double.init), expected.outputs, "outputs of the network")
  }

  /// Every parameter after one step and after ten.
  @Test(arguments: ParityFixtures.optimizers.cases)
  func optimizers(_ c: ParityFixtures.OptimizerCase) throws {
    let file = ParityFixtures.optimizers
    let topology = try Topology(inputs: file.inputs, layers: file.layers.map { try $0.layer })
    let optimizer = try c.optimizer.optimizer(rate: c.learningRate)
    let batch = try EngineBatch(
      topology.network(file.parameters), loss: .meanSquaredError,
      data: .of(
        file.batches.flatMap { $0.x.inRows(file.rows) },
        values: file.batches.flatMap { $0.targets.inRows(file.rows) }),
      rows: file.rows, optimizer: optimizer, keepsGradients: c.bound?.norm != nil)
    var state = OptimizerState()
    for step in 0..<file.batches.count {
      batch.pass((step * file.rows)..<((step + 1) * file.rows), step: step + 1)
      let constants = state.next(optimizer, rate: c.learningRate, clipping: c.bound)
      batch.engine.update(
        file.rows, share: 1 / Float(file.rows), constants: constants, bound: c.bound?.norm,
        threads: 1)
      guard let expected = [0: c.float64.after1, 9: c.float64.after10][step] else { continue }
      let network = batch.engine.network.named
      #expect(Set(network.keys) == Set(expected.keys))
      for (name, values) in expected {
        Self.expect(network[name], values, "\(name) after step \(step + 1)")
      }
    }
  }

  private static func expect(
    _ found: [Double]?, _ expected: [Double]?, _ what: String, size: Double? = nil
  ) {
    guard let found, let expected, found.count == expected.count else {
      Issue.record("\(what): \(found?.count ?? 0) numbers for \(expected?.count ?? 0)")
      return
    }
    let distance = zip(found, expected).map { abs($0 - $1) }.max() ?? 0
    let size = size ?? expected.map(abs).max() ?? 0
    #expect(distance <= tolerance * size, "\(what)")
  }
}
