import Testing

@testable import NeuralNetwork

/// Every activation, hidden and last, with every loss that it admits.
@Suite struct GradientTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let hidden: Activation
    let output: Activation
    let loss: Loss
    let bias: Bool
    var testDescription: String {
      "\(hidden) \(output) \(loss)\(bias ? "" : ", no bias")"
    }
  }

  static let cases: [Case] = Activation.allCases.flatMap { hidden in
    Activation.allCases.flatMap { output in
      Loss.allCases.flatMap { loss in
        [true, false].compactMap { bias in
          let layers = [Layer.dense(4, hidden, bias: bias), .dense(3, output, bias: bias)]
          guard let topology = try? Topology(inputs: 3, layers: layers),
            (try? loss.validate(for: topology)) != nil
          else { return nil }
          return Case(hidden: hidden, output: output, loss: loss, bias: bias)
        }
      }
    }
  }

  private let rows = 5
  private let inputs: [Float] = pseudorandom(15, seed: 77)
  private let classes = [0, 2, 1, 1, 0]

  @Test(arguments: cases) func agreesWithTheReference(_ c: Case) throws {
    let network = try network(c)
    let reference = ReferenceNetwork(network, loss: c.loss)
    let (inputRows, targetRows) = doubles
    let exact = reference.gradient(inputRows, targetRows)
    let gradients = gradients(network, c.loss)
    for layer in 0..<2 {
      let (width, units) = (layer == 0 ? 3 : 4, layer == 0 ? 4 : 3)
      let stored = transposed(gradients[layer][0], rows: width, columns: units).map(Double.init)
      #expect(relativeError(stored, exact.weights[layer].flatMap { $0 }) <= 1e-3)
      if c.bias {
        #expect(relativeError(gradients[layer][1].map(Double.init), exact.biases[layer]) <= 1e-3)
      }
    }
  }

  /// The reference itself against central differences of its loss.
  @Test(arguments: cases) func referenceAgreesWithDifferences(_ c: Case) throws {
    let reference = ReferenceNetwork(try network(c), loss: c.loss)
    let (inputRows, targetRows) = doubles
    let exact = reference.gradient(inputRows, targetRows)
    let h = 1e-5
    func slope(_ change: (inout ReferenceNetwork, Double) -> Void) -> Double {
      var (up, down) = (reference, reference)
      change(&up, h)
      change(&down, -h)
      return (up.meanLoss(inputRows, targetRows) - down.meanLoss(inputRows, targetRows)) / (2 * h)
    }
    for layer in 0..<2 {
      var byWeight: [Double] = []
      var byBias: [Double] = []
      for j in reference.weights[layer].indices {
        byBias.append(slope { $0.biases[layer][j] += $1 })
        for k in reference.weights[layer][j].indices {
          byWeight.append(slope { $0.weights[layer][j][k] += $1 })
        }
      }
      #expect(relativeError(exact.weights[layer].flatMap { $0 }, byWeight) <= 1e-6)
      if c.bias { #expect(relativeError(exact.biases[layer], byBias) <= 1e-6) }
    }
  }

  private func network(_ c: Case) throws -> Network {
    let topology = try Topology(
      inputs: 3, layers: [.dense(4, c.hidden, bias: c.bias), .dense(3, c.output, bias: c.bias)])
    return try Network(
      topology: topology,
      parameters: [
        .dense(
          weights: Matrix(rows: 4, columns: 3, elements: pseudorandom(12, seed: 5)),
          bias: c.bias ? [0.3, -0.2, 0.1, 0.4] : nil),
        .dense(
          weights: Matrix(rows: 3, columns: 4, elements: pseudorandom(12, seed: 6)),
          bias: c.bias ? [-0.1, 0.2, 0.3] : nil),
      ])
  }

  private func gradients(_ network: Network, _ loss: Loss) -> [[[Float]]] {
    var pass = Pass(topology: network.topology, rows: rows)
    var backward = Backward(network: network, rows: rows)
    pass.forward(inputs, rows: rows, network: network, threads: 1)
    let targets = TargetBatch(kind: .classes(classes), width: 3)
    backward.run(
      network: network, inputs: inputs, pass: pass, rows: rows, threads: 1, isFused: loss.isFused
    ) { loss.error(outputs: pass.outputs, targets: targets, rows: rows, into: &$0) }
    return backward.gradients
  }

  private var doubles: (inputs: [[Double]], targets: [[Double]]) {
    (
      (0..<rows).map { row in inputs[(3 * row)..<(3 * row + 3)].map(Double.init) },
      classes.map { c in (0..<3).map { $0 == c ? 1 : 0 } }
    )
  }

  /// The size of the difference over that of the larger; gradients that vanish agree.
  private func relativeError(_ a: [Double], _ b: [Double]) -> Double {
    let difference = zip(a, b).map { ($0 - $1) * ($0 - $1) }.reduce(0, +).squareRoot()
    let size = max(
      a.map { $0 * $0 }.reduce(0, +).squareRoot(), b.map { $0 * $0 }.reduce(0, +).squareRoot())
    return size < 1e-12 ? 0 : difference / size
  }
}
