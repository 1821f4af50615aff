/// How a gradient changes a parameter.
///
/// Hyper-parameters are double; each is rounded to single precision once, where it is used. With
/// w a parameter, g its gradient and t the number of the step, from 1:
///
///     sgd    w ← fma(−lr, g, w)
///     adam   m ← fma(1 − β₁, g, β₁ · m)        v ← fma(1 − β₂, g · g, β₂ · v)
///            w ← fma(−α, m / (√v / r + ε), w)  α = lr / (1 − β₁ᵗ), r = √(1 − β₂ᵗ)
///
/// 1 − β, α and r are computed in double and then rounded; βᵗ is a running product of doubles.
/// Rule A11 of spec/arithmetic.md.
public enum Optimizer: Equatable, Sendable {
  /// Stochastic gradient descent: a step against the gradient.
  case sgd(learningRate: Double)
  /// Adam, of Kingma and Ba (2015): a step by the running mean of the gradient over the root of
  /// that of its square, both corrected for their start at zero.
  case adam(
    learningRate: Double, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8)

  /// The word of the optimizer in files and on the command line.
  public var word: String {
    switch self {
    case .sgd: "sgd"
    case .adam: "adam"
    }
  }

  /// The size of a step.
  public var learningRate: Double {
    switch self {
    case .sgd(let rate): rate
    case .adam(let rate, _, _, _): rate
    }
  }

  /// Checks the hyper-parameters.
  ///
  /// - Throws: `invalid` for a learning rate or ε that is not a positive finite number, or a β
  ///   outside 0 ..< 1.
  public func validate() throws(NetworkError) {
    try Self.check(learningRate, "a number > 0 and < 2^53", "learning rate") { $0 > 0 }
    switch self {
    case .sgd: break
    case .adam(_, let beta1, let beta2, let epsilon):
      try Self.check(beta1, "a number of 0 ..< 1", "beta1") { $0 >= 0 && $0 < 1 }
      try Self.check(beta2, "a number of 0 ..< 1", "beta2") { $0 >= 0 && $0 < 1 }
      try Self.check(epsilon, "a number > 0", "epsilon") { $0 > 0 }
    }
  }

  private static func check(
    _ value: Double, _ expected: String, _ field: String, _ isValid: (Double) -> Bool
  ) throws(NetworkError) {
    // No file holds a number of 2^53 or more (H6 of spec/format.md).
    guard value < 0x1p53, isValid(value) else {
      throw NetworkError(.invalid(expected: expected, found: "\(value)"), field: field)
    }
  }
}
