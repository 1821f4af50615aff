import CKernels

/// The constants of one step, in single precision, as the kernels take them.
typealias OptimizerStep = nn_step

/// What an optimizer remembers from step to step.
struct OptimizerState: Sendable {
  /// The number of steps taken.
  private(set) var step = 0
  /// β₁ᵗ and β₂ᵗ, each the last times β: `pow` would be a mathematical library's.
  private(set) var beta1Power = 1.0
  private(set) var beta2Power = 1.0
  /// For each tensor of each layer what the optimizer keeps of its gradient (momentum, or the mean) and of
  /// its square; empty for an optimizer that keeps none. As with a network's, no buffer here is changed.
  var first: [[FloatBuffer]] = []
  var second: [[FloatBuffer]] = []

  /// The state before the first step.
  init() {}

  /// A state that was kept; ``first`` and ``second`` are filled in by themselves.
  init(step: Int, beta1Power: Double, beta2Power: Double) {
    self.step = step
    self.beta1Power = beta1Power
    self.beta2Power = beta2Power
  }

  /// Counts a step, and gives its constants in single precision (rule A11).
  mutating func next(
    _ optimizer: Optimizer, rate: Double, clipping: GradientClipping?
  ) -> OptimizerStep {
    step += 1
    var constants = OptimizerStep(
      kind: NN_SGD, rate: -Float(rate), weight_decay: 0, shrink: 1, scale: 1, clip: .infinity,
      momentum: 0, rest1: 0, decay: 0, rest2: 0, root: 1, epsilon: 0)
    if case .value(let bound) = clipping { constants.clip = Float(bound) }
    switch optimizer {
    case .sgd(_, let momentum, let nesterov, let weightDecay):
      constants.kind = nesterov ? NN_NESTEROV : momentum > 0 ? NN_MOMENTUM : NN_SGD
      constants.momentum = Float(momentum)
      constants.weight_decay = Float(weightDecay)
    case .rmsprop(_, let decay, let epsilon, let weightDecay):
      constants.kind = NN_RMSPROP
      (constants.decay, constants.rest2) = (Float(decay), Float(1 - decay))
      constants.epsilon = Float(epsilon)
      constants.weight_decay = Float(weightDecay)
    case .adagrad(_, let epsilon, let weightDecay):
      constants.kind = NN_ADAGRAD
      constants.epsilon = Float(epsilon)
      constants.weight_decay = Float(weightDecay)
    case .adam(_, let beta1, let beta2, let epsilon, let weightDecay):
      setAdam(&constants, rate, beta1, beta2, epsilon)
      constants.weight_decay = Float(weightDecay)
    case .adamw(_, let beta1, let beta2, let epsilon, let weightDecay):
      setAdam(&constants, rate, beta1, beta2, epsilon)
      constants.shrink = Float(1 - rate * weightDecay)
    }
    return constants
  }

  /// Counts steps that need no constants of their own.
  mutating func count(steps: Int) { step += steps }

  private mutating func setAdam(
    _ constants: inout OptimizerStep, _ rate: Double, _ beta1: Double, _ beta2: Double,
    _ epsilon: Double
  ) {
    beta1Power *= beta1
    beta2Power *= beta2
    constants.kind = NN_ADAM
    constants.rate = -Float(rate / (1 - beta1Power))
    constants.root = Float(1 / (1 - beta2Power).squareRoot())
    (constants.momentum, constants.rest1) = (Float(beta1), Float(1 - beta1))
    (constants.decay, constants.rest2) = (Float(beta2), Float(1 - beta2))
    constants.epsilon = Float(epsilon)
  }
}

extension Optimizer {
  /// Whether it keeps something of the gradient, and of its square.
  var keeps: (first: Bool, second: Bool) {
    switch self {
    case .sgd(_, let momentum, _, _): (momentum > 0, false)
    case .rmsprop, .adagrad: (false, true)
    case .adam, .adamw: (true, true)
    }
  }
}
