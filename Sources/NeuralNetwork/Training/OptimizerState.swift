/// What an optimizer remembers from step to step.
struct OptimizerState: Sendable {
  /// The number of steps taken.
  private(set) var step = 0
  /// β₁ᵗ and β₂ᵗ, each the last times β: `pow` would be a mathematical library's.
  private(set) var beta1Power = 1.0
  private(set) var beta2Power = 1.0
  /// Adam's running means of the gradient and of its square, shaped as the parameters.
  private(set) var first: [[[Float]]] = []
  private(set) var second: [[[Float]]] = []

  /// Takes one step: changes `parameters` by `gradients`, which have their shape.
  mutating func update(
    _ parameters: inout [[[Float]]], gradients: [[[Float]]], optimizer: Optimizer
  ) {
    step += 1
    switch optimizer {
    case .sgd(let rate):
      let rate = -Float(rate)
      for layer in parameters.indices {
        for tensor in parameters[layer].indices {
          descend(&parameters[layer][tensor], gradients[layer][tensor], rate)
        }
      }
    case .adam(let rate, let beta1, let beta2, let epsilon):
      if first.isEmpty {
        first = parameters.map { $0.map { Array(repeating: 0, count: $0.count) } }
        second = first
      }
      beta1Power *= beta1
      beta2Power *= beta2
      let step = AdamStep(
        rate: -Float(rate / (1 - beta1Power)), root: Float((1 - beta2Power).squareRoot()),
        beta1: Float(beta1), rest1: Float(1 - beta1), beta2: Float(beta2),
        rest2: Float(1 - beta2), epsilon: Float(epsilon))
      for layer in parameters.indices {
        for tensor in parameters[layer].indices {
          step.apply(
            to: &parameters[layer][tensor], gradients[layer][tensor],
            &first[layer][tensor], &second[layer][tensor])
        }
      }
    }
  }
}

/// w ← fma(rate, g, w), the rate negative.
private func descend(_ parameter: inout [Float], _ gradient: [Float], _ rate: Float) {
  let g = gradient.span
  var w = parameter.mutableSpan
  for i in 0..<w.count { w[i] = w[i].addingProduct(rate, g[i]) }
}

/// The constants of one step of Adam, in single precision.
private struct AdamStep {
  let rate, root, beta1, rest1, beta2, rest2, epsilon: Float

  func apply(
    to parameter: inout [Float], _ gradient: [Float], _ first: inout [Float],
    _ second: inout [Float]
  ) {
    let g = gradient.span
    var w = parameter.mutableSpan
    var m = first.mutableSpan
    var v = second.mutableSpan
    for i in 0..<w.count {
      m[i] = (beta1 * m[i]).addingProduct(rest1, g[i])
      v[i] = (beta2 * v[i]).addingProduct(rest2, g[i] * g[i])
      w[i] = w[i].addingProduct(rate, m[i] / (v[i].squareRoot() / root + epsilon))
    }
  }
}
