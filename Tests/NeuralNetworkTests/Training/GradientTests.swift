import Testing

@testable import NeuralNetwork

/// Every layer, activation and loss: the library against a reference, the reference against differences.
@Suite struct GradientTests {
  private static let rows = 7

  @Test(arguments: GradientCase.all) func agreesWithTheReference(_ c: GradientCase) throws {
    let problem = try Problem(c)
    let batch = try EngineBatch(
      problem.network, loss: c.loss, data: problem.data, weights: c.weights)
    let loss = batch.pass(0..<Self.rows)
    var reference = ReferenceNetwork(problem.network, loss: c.loss)
    for (index, memory) in batch.engine.layers.enumerated() {
      guard let mask = memory.mask else { continue }
      reference.masks[index] = (0..<Self.rows).map { row in
        (0..<mask.width).map { Double(mask[row, $0]) }
      }
    }
    let exact = reference.meanLoss(problem.inputs, problem.targets, problem.weights)
    #expect(abs(loss - exact) <= 1e-5 * max(exact, 1e-3))
    expectAgreement(
      batch.gradients(Self.rows),
      reference.gradient(problem.inputs, problem.targets, problem.weights), within: 1e-3)
  }

  /// The reference itself against central differences of its loss.
  @Test(arguments: GradientCase.all) func referenceAgreesWithDifferences(_ c: GradientCase) throws {
    let problem = try Problem(c)
    var reference = ReferenceNetwork(problem.network, loss: c.loss)
    for (index, layer) in c.layers.enumerated() {
      guard case .dropout(let rate) = layer else { continue }
      let width = problem.network.topology.inputWidth(ofLayer: index)
      let numbers = pseudorandom(Self.rows * width, seed: 31)
      reference.masks[index] = (0..<Self.rows).map { row in
        (0..<width).map { Double(abs(numbers[row * width + $0])) < rate ? 0 : 1 / (1 - rate) }
      }
    }
    let exact = reference.gradient(problem.inputs, problem.targets, problem.weights)
    var differences = exact
    let h = 1e-5
    for layer in exact.indices {
      for place in exact[layer].indices {
        // Of a wide tensor some elements speak for the others.
        let count = exact[layer][place].count
        for element in stride(from: 0, to: count, by: count > 40 ? count / 7 : 1) {
          func loss(_ change: Double) -> Double {
            var changed = reference
            changed.tensors[layer][place][element] += change
            return changed.meanLoss(problem.inputs, problem.targets, problem.weights)
          }
          differences[layer][place][element] = (loss(h) - loss(-h)) / (2 * h)
        }
      }
    }
    expectAgreement(differences, exact, within: 1e-6)
  }

  /// Each tensor of `found` lies near that of `exact`: a distance of at most `tolerance` of its size, or
  /// of a thousandth of all the gradient for one that is zero but for rounding, as that of a bias before a
  /// batch norm.
  private func expectAgreement(
    _ found: [[[Double]]], _ exact: [[[Double]]], within tolerance: Double
  ) {
    let whole = size(exact.joined().joined())
    #expect(found.map { $0.map(\.count) } == exact.map { $0.map(\.count) })
    for (layer, pair) in zip(found, exact).enumerated() {
      for (place, tensor) in zip(pair.0, pair.1).enumerated() {
        let distance = size(zip(tensor.0, tensor.1).map { $0 - $1 })
        #expect(
          distance <= tolerance * max(size(tensor.1), whole / 1000),
          "layer \(layer), tensor \(place)")
      }
    }
  }

  private func size(_ numbers: some Sequence<Double>) -> Double {
    numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// The network, rows and targets of a case.
  private struct Problem {
    let network: Network
    let data: Dataset
    let inputs: [[Double]]
    let targets: [[Double]]
    let weights: [Double]

    init(_ c: GradientCase) throws {
      let topology = try Topology(inputs: c.inputs, layers: c.layers)
      let widths = topology.widths
      network = Network(
        topology: topology,
        tensors: topology.layers.enumerated().map { index, layer in
          layer.tensors(inputs: widths[index]).enumerated().map { place, tensor in
            let numbers = pseudorandom(tensor.count, seed: UInt32(17 * index + place + 5))
            let scale = 1.5 / (tensor.panels == nil ? 1 : Float(widths[index]).squareRoot())
            // Gains and variances are about 1.
            return tensor.buffer(numbers.map { tensor.start == 1 ? 1 + $0 / 2 : $0 * scale })
          }
        })
      let rows = GradientTests.rows
      let numbers = pseudorandom(rows * c.inputs, seed: 77).map { Double($0) * 2 }
      inputs = (0..<rows).map { Array(numbers[($0 * c.inputs)..<(($0 + 1) * c.inputs)]) }
      weights = c.weights ?? Array(repeating: 1, count: rows)
      let outputs = topology.outputs
      if c.loss.kind == .crossEntropy {
        let classes = (0..<rows).map { (7 * $0 + $0 / 3) % outputs }
        targets = classes.map { right in (0..<outputs).map { $0 == right ? 1 : 0 } }
        data = try .of(inputs, classes: classes, of: outputs)
      } else {
        let values = pseudorandom(rows * outputs, seed: 78).map { Double($0) }
        targets = (0..<rows).map { row in
          (0..<outputs).map { j in
            let value = values[row * outputs + j]
            return c.loss.kind == .binaryCrossEntropy ? (value > 0 ? 1 : 0) : value
          }
        }
        data = try .of(inputs, values: targets)
      }
    }
  }
}
