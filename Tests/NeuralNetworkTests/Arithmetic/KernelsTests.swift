import CKernels
import Testing

@testable import NeuralNetwork

/// Every tier that this processor has against loops written out, bit for bit.
@Suite struct KernelsTests {
  /// All heights up to 30, depths and widths up to 70, then the shapes that have paths of their own: one row
  /// by many panels, and a chain that is cut.
  private static let shapes: [(Int, Int, Int)] =
    (0..<70).map { ($0 % 30 + 1, $0 * 37 % 70 + 1, $0 * 11 % 70 + 1) }
    + [(1, 40, 300), (1, 7, 64), (1, 7, 129), (3, 4099, 20), (1, 8200, 130)]

  /// The chain of rule A2.
  private static func chain(_ count: Int, _ term: (Int) -> (Float, Float)) -> Float {
    (0..<count).reduce(0) { sum, k in
      let (a, b) = term(k)
      return sum.addingProduct(a, b)
    }
  }

  /// Numbers of every size: their products are subnormal, normal or too large, and some are cancelled.
  private static func ofEverySize(_ count: Int, seed: UInt32) -> [Float] {
    let special: [Float] = [0, -0.0, .leastNonzeroMagnitude, -.leastNormalMagnitude, 1, -1, 0x1p63]
    return zip(pseudorandom(count, seed: seed), pseudorandom(count, seed: seed &+ 1)).map {
      x, power in
      let choice = Int(power.magnitude * 40)
      return choice < special.count
        ? special[choice] : Float(sign: .plus, exponent: Int(power * 70), significand: x)
    }
  }

  @Test func theBestTierIsTheFirst() {
    #expect(Kernels.available.map(\.name).contains(Kernels.best.name))
    #expect(Kernels.available.last?.name == "plain")
    #expect(Kernels.named("sse9") == nil)
  }

  @Test(arguments: shapes) func everyOutputIsOneChain(_ rows: Int, _ depth: Int, _ columns: Int) {
    let a = pseudorandom(rows * depth, seed: 2)
    let b = pseudorandom(columns * depth, seed: 3)  // [columns, depth]
    let bias = pseudorandom(columns, seed: 4)
    let layout = PanelLayout(rows: depth, columns: columns)
    let weights = layout.panels(fromTransposed: b)
    let expected = (0..<rows).flatMap { i in
      (0..<columns).map { j in Self.chain(depth) { (a[i * depth + $0], b[j * depth + $0]) } }
    }
    let y = Rows(count: rows, width: columns)
    for kernels in Kernels.available {
      kernels.product(
        Rows(a, width: depth), rows: 0..<rows, weights: weights, layout: layout, into: y)
      #expect(bits(y.elements(rows)) == bits(expected), "\(kernels.name)")
      kernels.product(
        Rows(a, width: depth), rows: 0..<rows, weights: weights, layout: layout,
        bias: FloatBuffer(bias), activation: .relu, into: y)
      #expect(
        bits(y.elements(rows))
          == bits(expected.enumerated().map { max($1 + bias[$0 % columns], 0) }), "\(kernels.name)")
    }
  }

  /// With what is hard for a fused multiply-add that is not the processor's.
  @Test(arguments: shapes) func tiersAgreeOnProducts(_ rows: Int, _ depth: Int, _ columns: Int) {
    let x = Rows(Self.ofEverySize(rows * depth, seed: 5), width: depth)
    let layout = PanelLayout(rows: depth, columns: columns)
    let weights = layout.panels(fromTransposed: Self.ofEverySize(depth * columns, seed: 7))
    let results = Kernels.available.map { kernels in
      let y = Rows(count: rows + 1, width: columns)
      kernels.product(x, rows: 0..<rows, weights: weights, layout: layout, into: y, at: 1)
      return bits(y.elements(rows + 1))
    }
    #expect(results.allSatisfy { $0 == results[0] })
    #expect(results[0].prefix(columns).allSatisfy { $0 == 0 })
  }

  @Test(arguments: [(1, 1, 1), (3, 5, 7), (7, 50, 33), (20, 17, 16), (33, 100, 40), (5, 49, 70)])
  func gradientsAreChainsOverTheRows(_ rows: Int, _ inputs: Int, _ outputs: Int) {
    let x = pseudorandom(rows * inputs, seed: 8)
    let d = pseudorandom(rows * outputs, seed: 9)
    let layout = PanelLayout(rows: inputs, columns: outputs)
    let start = layout.panels(fromTransposed: pseudorandom(inputs * outputs, seed: 10))
    let share = 1 / Float(rows)
    let expected = layout.panels(
      fromTransposed: (0..<outputs).flatMap { j in
        (0..<inputs).map { i in
          Self.chain(rows) { (x[$0 * inputs + i], d[$0 * outputs + j]) } * share
        }
      })
    var state = OptimizerState()
    let step = state.next(.adam(learningRate: 0.1), rate: 0.1, clipping: nil)
    for kernels in Kernels.available {
      func gradient(
        _ panels: Range<Int>, _ weights: FloatBuffer, _ transposed: FloatBuffer?,
        _ gradient: FloatBuffer?, _ first: FloatBuffer, _ second: FloatBuffer
      ) {
        kernels.gradient(
          panels: panels, layout: layout, inputs: Rows(x, width: inputs),
          errors: Rows(d, width: outputs), rows: rows, share: share, weights: weights,
          transposed: transposed, gradient: gradient, first: first, second: second, step: step,
          scratch: FloatBuffer(count: Kernels.scratchSize(rows: rows)))
      }
      let alone = FloatBuffer(count: layout.count)
      let (first, second) = (FloatBuffer(count: layout.count), FloatBuffer(count: layout.count))
      let weights = start.copy()
      gradient(0..<layout.panels, weights, nil, alone, first, second)
      #expect(alone.isEqual(to: expected), "\(kernels.name)")
      #expect(weights.isEqual(to: start))
      kernels.step(step, weights, gradient: alone, first: first, second: second)

      let (fused, moments) = (start.copy(), [first.copy(), second.copy()])
      for moment in moments { moment.assign(FloatBuffer(count: layout.count)) }
      let transposed = FloatBuffer(count: layout.transposed.count)
      kernels.transpose(fused, layout: layout, into: transposed)
      for panel in 0..<layout.panels {
        gradient(panel..<(panel + 1), fused, transposed, nil, moments[0], moments[1])
      }
      #expect(fused.isEqual(to: weights), "\(kernels.name)")
      #expect(moments[0].isEqual(to: first) && moments[1].isEqual(to: second))
      for output in 0..<outputs {
        for input in 0..<inputs {
          #expect(
            transposed[layout.transposed.position(row: output, column: input)]
              == fused[layout.position(row: input, column: output)])
        }
      }
    }
  }

  @Test(arguments: [1, 2, 7, 40]) func columnSumsRunOverTheRowsInOrder(rows: Int) {
    let values = pseudorandom(rows * 35, seed: 12)
    let expected = (0..<35).map { j in
      (0..<rows).reduce(Float(0)) { $0 + values[$1 * 35 + j] } * 0.3
    }
    for kernels in Kernels.available {
      let sums = FloatBuffer(count: 35)
      kernels.columnSums(Rows(values, width: 35), count: rows, factor: 0.3, into: sums)
      #expect(bits(sums.elements.prefix(35)) == bits(expected), "\(kernels.name)")
    }
  }

  @Test(arguments: ReferenceStep.optimizers)
  func tiersAgreeOnSteps(_ optimizer: Optimizer) {
    let start = pseudorandom(48, seed: 13)
    for (clipping, scale) in [(nil, 1), (.value(0.25), 1), (nil, 0.3), (.value(0.1), 0.3)]
      as [(GradientClipping?, Float)]
    {
      var reference = ReferenceStep(optimizer, start, clipping: clipping, scale: scale)
      var state = OptimizerState()
      let memory = Kernels.available.map { _ in
        (FloatBuffer(start), FloatBuffer(count: 48), FloatBuffer(count: 48))
      }
      for t in 0..<6 {
        // The last gradients are tiny, so that what is remembered comes below the normal numbers.
        let gradient = pseudorandom(48, seed: 14 &+ UInt32(t)).map { $0 * (t < 4 ? 1 : 0x1p-130) }
        var step = state.next(optimizer, rate: optimizer.learningRate, clipping: clipping)
        step.scale = scale
        reference.take(gradient)
        for (kernels, (w, first, second)) in zip(Kernels.available, memory) {
          kernels.step(
            step, w, gradient: FloatBuffer(gradient), first: optimizer.keeps.first ? first : nil,
            second: optimizer.keeps.second ? second : nil)
          #expect(bits(w.elements) == bits(reference.weights), "\(kernels.name), step \(t)")
        }
      }
    }
  }

  @Test(arguments: Activation.all + [.leakyRelu(slope: 0.3)])
  func tiersAgreeOnActivations(_ activation: Activation) {
    let special: [Float] = [0, -0.0, .infinity, -.infinity, .nan, 0x1p-133, -88, 89, 1e30, -1e30]
    for width in [1, 3, 16, 17, 40] {
      let count = 3 * width
      let sums = (special + pseudorandom(count, seed: 15).map { $0 * 9 }).prefix(count)
      let results = Kernels.available.map { kernels in
        let (z, y) = (Rows(Array(sums), width: width), Rows(count: 3, width: width))
        let errors = Rows(pseudorandom(count, seed: 16), width: width)
        kernels.activate(activation, z, rows: 0..<3, into: y)
        kernels.deactivate(activation, errors, rows: 1..<3, outputs: y, sums: z)
        return [bits(y.elements(3)), bits(errors.elements(3))]
      }
      #expect(results.allSatisfy { $0 == results[0] })
      #expect(results[0][1].prefix(width) == bits(pseudorandom(width, seed: 16))[...])
    }
  }

  @Test(arguments: 1...40) func softmaxSumsByTheTree(width: Int) {
    let sums = pseudorandom(2 * width, seed: 17).map { $0 * 6 }
    for kernels in Kernels.available {
      let (z, y) = (Rows(sums, width: width), Rows(count: 2, width: width))
      let (largest, sum) = (FloatBuffer(count: 2), FloatBuffer(count: 2))
      let errors = Rows(pseudorandom(2 * width, seed: 18), width: width)
      let before = errors.elements(2)
      kernels.softmax(z, rows: 0..<2, into: y, largest: largest, sum: sum)
      kernels.deactivate(.softmax, errors, rows: 0..<2, outputs: y, sums: z)
      for row in 0..<2 {
        let z = sums[(row * width)..<((row + 1) * width)]
        let most = z.max() ?? 0
        let powers = z.map { ElementaryFunctions.exp($0 - most) }
        let total = Self.tree(powers) { sum, power in sum + power }
        let outputs = powers.map { $0 / total }
        #expect(largest[row] == most)
        #expect(sum[row].bitPattern == total.bitPattern)
        #expect(bits(outputs) == bits((0..<width).map { y[row, $0] }), "\(kernels.name)")
        let dy = before[(row * width)..<((row + 1) * width)]
        let mean = Self.tree(Array(zip(dy, outputs))) { $0.addingProduct($1.0, $1.1) }
        #expect(
          bits(zip(dy, outputs).map { $1 * ($0 - mean) })
            == bits((0..<width).map { errors[row, $0] }), "\(kernels.name)")
      }
    }
  }

  /// Rule A4 written out.
  private static func tree<Term>(_ terms: [Term], _ add: (Float, Term) -> Float) -> Float {
    var p = [Float](repeating: 0, count: 16)
    for (i, term) in terms.enumerated() { p[i % 16] = add(p[i % 16], term) }
    for half in [8, 4, 2, 1] { for i in 0..<half { p[i] += p[i + half] } }
    return p[0]
  }
}
