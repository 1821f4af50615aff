@testable import NeuralNetwork

/// Rule A11 of spec/arithmetic.md written out for a row of parameters, one number after the other.
struct ReferenceStep {
  private(set) var weights: [Float]
  private let optimizer: Optimizer
  private let clipping: GradientClipping?
  private let scale: Float
  private var first, second: [Float]
  private var powers = (1.0, 1.0)

  /// An optimizer of each kind, with each of its settings.
  static let optimizers: [Optimizer] = [
    .sgd(learningRate: 0.1), .sgd(learningRate: 0.1, weightDecay: 0.2),
    .sgd(learningRate: 0.1, momentum: 0.9),
    .sgd(learningRate: 0.1, momentum: 0.8, nesterov: true, weightDecay: 0.1),
    .rmsprop(learningRate: 0.01), .rmsprop(learningRate: 0.01, decay: 0.5, weightDecay: 0.1),
    .adagrad(learningRate: 0.1), .adagrad(learningRate: 0.1, epsilon: 1e-3, weightDecay: 0.1),
    .adam(learningRate: 0.01),
    .adam(learningRate: 0.01, beta1: 0.8, beta2: 0.9, epsilon: 1e-2, weightDecay: 0.1),
    .adamw(learningRate: 0.01), .adamw(learningRate: 0.01, beta1: 0, beta2: 0.5, weightDecay: 0.3),
  ]

  init(_ optimizer: Optimizer, _ weights: [Float], clipping: GradientClipping?, scale: Float) {
    self.optimizer = optimizer
    self.weights = weights
    self.clipping = clipping
    self.scale = scale
    first = Array(repeating: 0, count: weights.count)
    second = first
  }

  /// One step by the gradient.
  mutating func take(_ gradient: [Float]) {
    if case .adam(_, let beta1, let beta2, _, _) = optimizer { raise(beta1, beta2) }
    if case .adamw(_, let beta1, let beta2, _, _) = optimizer { raise(beta1, beta2) }
    for i in weights.indices { take(gradient[i] * scale, i) }
  }

  private mutating func raise(_ beta1: Double, _ beta2: Double) {
    powers = (powers.0 * beta1, powers.1 * beta2)
  }

  private mutating func take(_ unbounded: Float, _ i: Int) {
    var g = unbounded
    if case .value(let bound) = clipping { g = min(max(g, -Float(bound)), Float(bound)) }
    let w = weights[i]
    switch optimizer {
    case .sgd(let lr, let momentum, let nesterov, let decay):
      g = Self.fma(Float(decay), w, g)
      var v = g
      if momentum > 0 {
        v = Self.flushed(Self.fma(Float(momentum), first[i], g))
        first[i] = v
        if nesterov { v = Self.fma(Float(momentum), v, g) }
      }
      weights[i] = Self.fma(-Float(lr), v, w)
    case .rmsprop(let lr, let alpha, let epsilon, let decay):
      g = Self.fma(Float(decay), w, g)
      second[i] = Self.flushed(Self.fma(Float(1 - alpha), g * g, Float(alpha) * second[i]))
      weights[i] = Self.fma(-Float(lr), g / (second[i].squareRoot() + Float(epsilon)), w)
    case .adagrad(let lr, let epsilon, let decay):
      g = Self.fma(Float(decay), w, g)
      second[i] = Self.fma(g, g, second[i])
      weights[i] = Self.fma(-Float(lr), g / (second[i].squareRoot() + Float(epsilon)), w)
    case .adam(let lr, let beta1, let beta2, let epsilon, let decay):
      g = Self.fma(Float(decay), w, g)
      weights[i] = Self.fma(
        -Float(lr / (1 - powers.0)), moments(g, i, beta1, beta2, epsilon), w)
    case .adamw(let lr, let beta1, let beta2, let epsilon, let decay):
      weights[i] = Self.fma(
        -Float(lr / (1 - powers.0)), moments(g, i, beta1, beta2, epsilon), w * Float(1 - lr * decay)
      )
    }
  }

  private mutating func moments(
    _ g: Float, _ i: Int, _ beta1: Double, _ beta2: Double, _ epsilon: Double
  ) -> Float {
    first[i] = Self.flushed(Self.fma(Float(1 - beta1), g, Float(beta1) * first[i]))
    second[i] = Self.flushed(Self.fma(Float(1 - beta2), g * g, Float(beta2) * second[i]))
    let rho = Float(1 / (1 - powers.1).squareRoot())
    return first[i] / Self.fma(second[i].squareRoot(), rho, Float(epsilon))
  }

  private static func fma(_ a: Float, _ b: Float, _ c: Float) -> Float { c.addingProduct(a, b) }
  private static func flushed(_ x: Float) -> Float { x.magnitude < 0x1p-126 ? 0 : x }
}
