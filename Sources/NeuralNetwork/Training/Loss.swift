/// What training makes small.
///
/// For one row with outputs y, sums z before the last activation, targets t and n outputs:
///
///     mean-squared-error    L = Σ (y − t)² / n                    ∂L/∂y = (y − t) · 2/n
///     mean-absolute-error   L = Σ |y − t| / n                     ∂L/∂y = sign(y − t) · 1/n
///     huber                 L = Σ h(y − t) / n                    ∂L/∂y = min(max(y − t, −δ), δ) · 1/n
///                           h(d) = |d| ≤ δ ? d²/2 : δ · (|d| − δ/2)
///     binary-cross-entropy  L = Σ [max(z, 0) − z·t + log1p(e^−|z|)] / n
///                           y = sigmoid(z), fused                 ∂L/∂z = (y − t) · 1/n
///     cross-entropy         L = log Σ eᶻ⁻ᵐ − Σ t · (z − m), m = max z
///                           y = softmax(z), fused                 ∂L/∂z = y − t
///
/// With label smoothing s the targets of cross-entropy are t ← (1 − s) · t + s/n. The loss of a batch is the
/// mean over its rows, weighted where rows have weights. Rule A6 of spec/arithmetic.md.
public struct Loss: Hashable, Sendable {
  /// The formula; the raw value is its word in files and on the command line.
  public enum Kind: String, Vocabulary {
    /// For values.
    case meanSquaredError = "mean-squared-error"
    /// For values with outliers.
    case meanAbsoluteError = "mean-absolute-error"
    /// Squared near the target, absolute far from it (Huber, 1964).
    case huber
    /// For each output a yes or no of its own; needs sigmoid outputs.
    case binaryCrossEntropy = "binary-cross-entropy"
    /// For one of several classes; needs softmax outputs.
    case crossEntropy = "cross-entropy"

    /// What the words name, for an error.
    public static let noun = "loss"
  }

  /// The formula.
  public let kind: Kind
  /// δ of ``Kind/huber``: up to where it is squared.
  public let delta: Double
  /// s of ``Kind/crossEntropy``: what the right class gives up to all.
  public let labelSmoothing: Double

  /// A loss of that kind; its settings are at their usual values, if they are not given.
  public init(_ kind: Kind, delta: Double = 1, labelSmoothing: Double = 0) {
    self.kind = kind
    self.delta = delta
    self.labelSmoothing = labelSmoothing
  }

  /// The mean of the squared differences; for values.
  public static let meanSquaredError = Loss(.meanSquaredError)
  /// The mean of the absolute differences; for values with outliers.
  public static let meanAbsoluteError = Loss(.meanAbsoluteError)
  /// Squared up to `delta`, absolute beyond; for values with outliers.
  public static func huber(delta: Double = 1) -> Loss { Loss(.huber, delta: delta) }
  /// The negative logarithm of the probability of each yes or no; needs sigmoid outputs.
  public static let binaryCrossEntropy = Loss(.binaryCrossEntropy)
  /// The negative logarithm of the probability of the right class; needs softmax outputs.
  public static let crossEntropy = Loss(.crossEntropy)
  /// Cross-entropy towards targets that are not quite sure (Szegedy et al., 2016).
  public static func crossEntropy(labelSmoothing: Double) -> Loss {
    Loss(.crossEntropy, labelSmoothing: labelSmoothing)
  }

  /// Checks that the loss is defined on the outputs of `topology`, and its settings.
  ///
  /// - Throws: `invalid`, naming the activation that the last layer needs, or the setting.
  public func validate(for topology: Topology) throws(NetworkError) {
    let found = topology.layers.last?.activation
    switch kind {
    case .meanSquaredError, .meanAbsoluteError: break
    case .huber:
      guard delta > 0, delta < 0x1p53 else {
        throw NetworkError(.invalid(expected: "a delta above 0", found: "\(delta)"), field: "huber")
      }
    case .binaryCrossEntropy:
      guard found == .sigmoid else {
        throw NetworkError(
          .invalid(expected: "a last layer with sigmoid", found: found?.word ?? "none"),
          field: kind.rawValue)
      }
    case .crossEntropy:
      guard found == .softmax, topology.outputs > 1 else {
        throw NetworkError(
          .invalid(
            expected: "a last layer of at least two outputs with softmax",
            found: "\(topology.outputs) with \(found?.word ?? "none")"), field: kind.rawValue)
      }
      guard labelSmoothing >= 0, labelSmoothing < 1 else {
        throw NetworkError(
          .invalid(expected: "a label smoothing of 0 ..< 1", found: "\(labelSmoothing)"),
          field: kind.rawValue)
      }
    }
  }

  /// Whether it tells classes, rather than values, right from wrong.
  public var isForClasses: Bool { kind == .binaryCrossEntropy || kind == .crossEntropy }

  /// Whether the error is taken by the sums z, past the last activation.
  var isFused: Bool { isForClasses }
}
