import Testing

@testable import NeuralNetwork

@Suite struct NetworkTests {
  /// Exact in single precision, so that numpy begins from the same numbers.
  static let weights: [LayerParameters] = [
    .dense(
      weights: try! Matrix([
        [0.5, -0.25, 0.75], [-1.0, 0.125, 0.5], [0.25, 0.375, -0.625], [1.5, -0.5, 0.0625],
      ]), bias: [0.125, -0.25, 0.5, -0.0625]),
    .dense(
      weights: try! Matrix([[0.75, -0.5, 0.25, -1.25], [-0.375, 1.0, 0.5, 0.625]]),
      bias: [0.25, -0.125]),
  ]
  static let batch = try! Matrix([[1.0, 2.0, -0.5], [-0.75, 0.25, 1.5]])

  static func network(_ hidden: Activation, _ output: Activation) throws -> Network {
    try Network(
      topology: Topology(inputs: 3, layers: [.dense(4, hidden), .dense(2, output)]),
      parameters: weights)
  }

  /// The values are numpy's, in double precision: `h = f(X @ W1.T + b1); y = h @ W2.T + b2`, then
  /// `e = exp(y - max); e / sum(e)`.
  @Test(arguments: [
    (
      Activation.linear, [0.6328125, -0.12109375, 1.609375, -0.17578125],
      [0.6800292550948656, 0.31997074490513444, 0.8563323913156724, 0.14366760868432768]
    ),
    (
      .sigmoid,
      [-0.06830195652478, 0.7384659264500696, 0.18551096832232317, 0.7256322454257832],
      [0.3085796675652453, 0.6914203324347548, 0.36815937056972287, 0.6318406294302772]
    ),
    (
      .tanh, [0.24586918674023583, -0.1665940198354987, 1.2523388287379495, -0.2875162243014049],
      [0.601678362248205, 0.3983216377517949, 0.8234436532104424, 0.17655634678955756]
    ),
    (
      .relu, [0.1953125, 1.03515625, 0.21875, 0.8515625],
      [0.3015676930738543, 0.6984323069261458, 0.3468730857796916, 0.6531269142203084]
    ),
    (
      .softmax,
      [0.26102267749169233, 0.3346707379592923, 0.2005872772933113, 0.35506515199164546],
      [0.4815963026588496, 0.5184036973411503, 0.4614571478607848, 0.5385428521392152]
    ),
  ])
  func forwardAgreesWithNumPy(hidden: Activation, linear: [Double], softmax: [Double]) throws {
    for (output, expected) in [(Activation.linear, linear), (.softmax, softmax)] {
      let outputs = try Self.network(hidden, output).forward(Self.batch)
      #expect(outputs.shape == [2, 2])
      for (value, wanted) in zip(outputs.elements, expected) {
        #expect(abs(Double(value) - wanted) < 3e-7)
      }
    }
  }

  @Test func parametersComeBackInFileOrder() throws {
    let network = try Self.network(.tanh, .linear)
    #expect(network.weights(ofLayer: 0).shape == [4, 3])
    #expect(network.weights(ofLayer: 0)[3, 0] == 1.5)
    #expect(network.bias(ofLayer: 1) == [0.25, -0.125])
    let copy = try Network(
      topology: network.topology, parameters: [0, 1].map { network.parameters(ofLayer: $0) })
    #expect(copy == network)
    let bare = Network(inputs: 2, layers: [.dense(1, .linear, bias: false)], seed: 1)
    #expect(bare.bias(ofLayer: 0) == nil)
  }

  @Test func equalityIsOfBits() throws {
    let zero = LayerParameters.dense(weights: try Matrix([[0]]), bias: nil)
    let minus = LayerParameters.dense(weights: try Matrix([[-0.0]]), bias: nil)
    let odd = LayerParameters.dense(
      weights: try Matrix([[Float(bitPattern: 0xFFC1_2345)]]), bias: nil)
    let topology = try Topology(inputs: 1, layers: [.dense(1, .linear, bias: false)])
    let networks = try [zero, minus, odd, odd].map {
      try Network(topology: topology, parameters: [$0])
    }
    #expect(networks[0] != networks[1])
    #expect(networks[2] == networks[3])
    #expect(networks[2].weights(ofLayer: 0)[0, 0].bitPattern == 0x7FC0_0000)
    #expect(try networks[2].predict([1])[0].bitPattern == 0x7FC0_0000)
  }

  @Test func parametersOfTheWrongSize() throws {
    let topology = try Topology(inputs: 2, layers: [.dense(3, .relu)])
    let turned = LayerParameters.dense(weights: Matrix(rows: 2, columns: 3), bias: [0, 0, 0])
    let error = failure { _ = try Network(topology: topology, parameters: [turned]) }
    #expect(error == NetworkError(.shapes(left: [3, 2], right: [2, 3]), field: "layers.0.weight"))
    for bias: [Float]? in [nil, [0], [0, 0, 0, 0]] {
      let given = LayerParameters.dense(weights: Matrix(rows: 3, columns: 2), bias: bias)
      #expect(
        failure { _ = try Network(topology: topology, parameters: [given]) }?.field
          == "layers.0.bias")
    }
    #expect(
      failure { _ = try Network(topology: topology, parameters: []) }?.reason
        == .count(expected: 1, found: 0))
  }

  @Test func aRowsBitsDependOnNeitherItsBatchNorTheThreads() throws {
    let network = Network(
      inputs: 40, layers: [.dense(50, .tanh), .dense(30, .relu), .dense(20, .softmax)], seed: 3)
    let batch = try Matrix(rows: 37, columns: 40, elements: pseudorandom(37 * 40))
    let together = try network.forward(batch)
    for threads in [2, 4] {
      #expect(try network.forward(batch, threads: threads) == together)
    }
    for row in 0..<37 {
      #expect(try network.predict(Array(batch.row(row))) == Array(together.row(row)))
    }
  }

  @Test func inputsOfTheWrongWidth() throws {
    let network = try Self.network(.relu, .linear)
    #expect(
      failure { _ = try network.predict([1]) }?.reason == .shapes(left: [1, 1], right: [1, 3]))
    #expect(try network.forward(Matrix(rows: 0, columns: 3)).shape == [0, 2])
  }

  /// u · bound with u = 2 · (word >> 8) · 2⁻²⁴ − 1, the words those of (seed, stream 1, layer).
  @Test func initialWeightsAreGlorotAndHeUniform() {
    let network = Network(
      inputs: 30, layers: [.dense(20, .relu), .dense(10, .tanh)], seed: 0xABCDEF)
    for (layer, bound) in [(0, (6.0 / 30).squareRoot()), (1, (6.0 / 30).squareRoot())] {
      let stored = network.weights(ofLayer: layer).transpose.elements
      for block in 0..<3 {
        let words = Philox.block(
          counter: [UInt32(block), 0, UInt32(layer), 1], key: [0xABCDEF, 0])
        for lane in 0..<4 {
          let exact = (Double(words[lane] >> 8) / 8_388_608 - 1) * bound
          #expect(abs(Double(stored[4 * block + lane]) - exact) < 1e-7)
        }
      }
      #expect(Double(stored.map(\.magnitude).max() ?? 0) <= bound + 1e-7)
      #expect(Double(stored.map(\.magnitude).max() ?? 0) > 0.95 * bound)
      #expect(network.bias(ofLayer: layer)?.allSatisfy { $0 == 0 } == true)
    }
    let wide = Network(inputs: 100, layers: [.dense(500, .linear)], seed: 1)
    #expect((wide.weights(ofLayer: 0).elements.max() ?? 1) <= 0.1)  // √(6 / 600)
    #expect((wide.weights(ofLayer: 0).elements.max() ?? 0) > 0.099)
  }
}
