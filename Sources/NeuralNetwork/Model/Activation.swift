/// What a layer applies to its sums.
///
/// With σ the logistic sigmoid, Φ the normal distribution and φ its density, of one number each but for
/// the last; rule A13 of spec/arithmetic.md:
///
///     linear      x                              relu        x > 0 ? x : +0
///     sigmoid     σ(x) = 1 / (1 + e⁻ˣ)           leaky-relu  x > 0 ? x : slope · x
///     tanh        tanh x                         elu         x > 0 ? x : eˣ − 1
///     softplus    log(1 + eˣ)                    silu        x · σ(x)
///     gelu        x · Φ(x)
///     gelu-tanh   ½ x · (1 + tanh(√(2/π) · (x + 0.044715 x³)))
///     softmax     eˣⁱ / Σ eˣʲ, along the outputs of the layer
public enum Activation: Hashable, Sendable {
  /// The sum itself.
  case linear
  /// Of (0, 1); one output tells the probability of the second of two classes.
  case sigmoid
  /// Of (−1, 1).
  case tanh
  /// No slope below 0; +0 for NaN.
  case relu
  /// A small slope below 0, so that no unit stops learning.
  case leakyRelu(slope: Double = 0.01)
  /// Tends to −1 below 0.
  case elu
  /// The Gaussian error linear unit, exact.
  case gelu
  /// The same by its usual approximation, as some models were trained with.
  case geluTanh
  /// Also called swish.
  case silu
  /// A relu without its corner.
  case softplus
  /// Positive numbers whose sum is 1: the probabilities of classes.
  case softmax

  /// Every activation, those with a setting at its usual value.
  public static let all: [Activation] = [
    .linear, .sigmoid, .tanh, .relu, .leakyRelu(), .elu, .gelu, .geluTanh, .silu, .softplus,
    .softmax,
  ]

  /// The word in files and on the command line.
  public var word: String {
    switch self {
    case .linear: "linear"
    case .sigmoid: "sigmoid"
    case .tanh: "tanh"
    case .relu: "relu"
    case .leakyRelu: "leaky-relu"
    case .elu: "elu"
    case .gelu: "gelu"
    case .geluTanh: "gelu-tanh"
    case .silu: "silu"
    case .softplus: "softplus"
    case .softmax: "softmax"
    }
  }

  /// What the words name, for an error.
  public static let noun = "activation"

  /// The activation that `word` names.
  ///
  /// - Throws: `unknownWord`, which lists the words that are known.
  public init(word: String) throws(NetworkError) {
    guard let found = Self.all.first(where: { $0.word == word }) else {
      throw NetworkError(.unknownWord(word, known: Self.all.map(\.word)), field: Self.noun)
    }
    self = found
  }

  /// Checks the setting.
  ///
  /// - Throws: `invalid` for a slope that is not a finite number from 0 on.
  public func validate() throws(NetworkError) {
    if case .leakyRelu(let slope) = self, !(slope >= 0 && slope < 0x1p53) {
      throw NetworkError(
        .invalid(expected: "a slope of 0 or more", found: "\(slope)"), field: "leaky-relu")
    }
  }

  /// Whether f′ is written on the sums z, so that the way back needs them beside the outputs.
  var needsSums: Bool {
    switch self {
    case .gelu, .geluTanh, .silu, .softplus: true
    case .linear, .sigmoid, .tanh, .relu, .leakyRelu, .elu, .softmax: false
    }
  }
}
