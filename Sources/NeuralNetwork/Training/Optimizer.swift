/// How a gradient changes a parameter.
///
/// Hyper-parameters are double; each is rounded to single precision once, where it is used. With
/// w a parameter, g its gradient, λ the weight decay and t the number of the step, from 1:
///
///     sgd      g ← fma(λ, w, g);  v ← fma(μ, v, g);  w ← fma(−lr, v, w);  nesterov: fma(μ, v, g) for v
///     rmsprop  g ← fma(λ, w, g);  v ← fma(1 − α, g · g, α · v);  w ← fma(−lr, g / (√v + ε), w)
///     adagrad  g ← fma(λ, w, g);  v ← fma(g, g, v);              w ← fma(−lr, g / (√v + ε), w)
///     adam     g ← fma(λ, w, g);  m ← fma(1 − β₁, g, β₁ · m);    v ← fma(1 − β₂, g · g, β₂ · v)
///              w ← fma(−a, m / fma(√v, r, ε), w)    a = lr / (1 − β₁ᵗ), r = 1 / √(1 − β₂ᵗ)
///     adamw    adam without the first, and w · (1 − lr · λ) for the last w
///
/// Constants are computed in double and then rounded; βᵗ is a running product of doubles.
/// Rule A11 of spec/arithmetic.md.
public enum Optimizer: Hashable, Sendable {
  /// Stochastic gradient descent: a step against the gradient, or against a decaying sum of gradients
  /// (Polyak, 1964), looked at one step ahead with `nesterov` (Nesterov, 1983).
  case sgd(
    learningRate: Double, momentum: Double = 0, nesterov: Bool = false, weightDecay: Double = 0)
  /// A step by the gradient over the root of the running mean of its square (Tieleman, Hinton, 2012).
  case rmsprop(
    learningRate: Double, decay: Double = 0.99, epsilon: Double = 1e-8, weightDecay: Double = 0)
  /// A step by the gradient over the root of the sum of all its squares (Duchi, Hazan, Singer, 2011).
  case adagrad(learningRate: Double, epsilon: Double = 1e-10, weightDecay: Double = 0)
  /// Adam, of Kingma and Ba (2015): a step by the running mean of the gradient over the root of
  /// that of its square, both corrected for their start at zero.
  case adam(
    learningRate: Double, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    weightDecay: Double = 0)
  /// Adam with a weight decay that does not pass through the means (Loshchilov, Hutter, 2019).
  case adamw(
    learningRate: Double, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    weightDecay: Double = 0.01)

  /// The word of the optimizer in files and on the command line.
  public var word: String {
    switch self {
    case .sgd: "sgd"
    case .rmsprop: "rmsprop"
    case .adagrad: "adagrad"
    case .adam: "adam"
    case .adamw: "adamw"
    }
  }

  /// The size of a step.
  public var learningRate: Double {
    switch self {
    case .sgd(let rate, _, _, _), .rmsprop(let rate, _, _, _), .adagrad(let rate, _, _),
      .adam(let rate, _, _, _, _), .adamw(let rate, _, _, _, _):
      rate
    }
  }

  /// Checks the hyper-parameters.
  ///
  /// - Throws: `invalid` for a learning rate or ε that is not a positive finite number, a momentum, α or
  ///   β outside 0 ..< 1, a negative weight decay, or `nesterov` without momentum.
  public func validate() throws(NetworkError) {
    try Self.check(learningRate, "a number > 0 and < 2^53", "learning rate") { $0 > 0 }
    switch self {
    case .sgd(_, let momentum, let nesterov, let weightDecay):
      try Self.checkShare(momentum, "momentum")
      try Self.checkDecay(weightDecay)
      if nesterov && momentum == 0 {
        throw NetworkError(
          .invalid(expected: "a momentum above 0", found: "0"), field: "nesterov")
      }
    case .rmsprop(_, let decay, let epsilon, let weightDecay):
      try Self.checkShare(decay, "alpha")
      try Self.checkEpsilon(epsilon)
      try Self.checkDecay(weightDecay)
    case .adagrad(_, let epsilon, let weightDecay):
      try Self.checkEpsilon(epsilon)
      try Self.checkDecay(weightDecay)
    case .adam(_, let beta1, let beta2, let epsilon, let weightDecay),
      .adamw(_, let beta1, let beta2, let epsilon, let weightDecay):
      try Self.checkShare(beta1, "beta1")
      try Self.checkShare(beta2, "beta2")
      try Self.checkEpsilon(epsilon)
      try Self.checkDecay(weightDecay)
    }
  }

  private static func checkShare(_ value: Double, _ field: String) throws(NetworkError) {
    try check(value, "a number of 0 ..< 1", field) { $0 >= 0 && $0 < 1 }
  }

  private static func checkEpsilon(_ value: Double) throws(NetworkError) {
    // One that is 0 in single precision would divide zero by zero.
    try check(value, "a number > 10⁻⁴⁵", "epsilon") { Float($0) > 0 }
  }

  private static func checkDecay(_ value: Double) throws(NetworkError) {
    try check(value, "a number of 0 or more", "weight decay") { $0 >= 0 }
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
