/// What training makes small; the raw value is its word in files and on the command line.
///
/// For one row with outputs y, sums z before the last activation, targets t and n outputs:
///
///     mean-squared-error    L = Σ (y − t)² / n                    ∂L/∂y = (y − t) · 2/n
///     binary-cross-entropy  L = Σ [max(z, 0) − z·t + log1p(e^−|z|)] / n
///                           y = sigmoid(z), fused                 ∂L/∂z = (y − t) · 1/n
///     cross-entropy         L = log Σ eᶻ⁻ᵐ − (zₜ − m), m = max z
///                           y = softmax(z), fused                 ∂L/∂z = y − t
///
/// The loss of a batch is the mean over its rows. Rule A6 of spec/arithmetic.md.
public enum Loss: String, Vocabulary {
  /// The mean of the squared differences; for values.
  case meanSquaredError = "mean-squared-error"
  /// The negative logarithm of the probability of each yes or no; needs sigmoid outputs.
  case binaryCrossEntropy = "binary-cross-entropy"
  /// The negative logarithm of the probability of the right class; needs softmax outputs.
  case crossEntropy = "cross-entropy"

  /// What the words name, for an error.
  public static let noun = "loss"

  /// Checks that the loss is defined on the outputs of `topology`.
  ///
  /// - Throws: `invalid`, naming the activation that the last layer needs.
  public func validate(for topology: Topology) throws(NetworkError) {
    let found = topology.outputActivation
    switch self {
    case .meanSquaredError: return
    case .binaryCrossEntropy where found == .sigmoid: return
    case .crossEntropy where found == .softmax && topology.outputs > 1: return
    case .binaryCrossEntropy:
      throw NetworkError(
        .invalid(expected: "a last layer with sigmoid", found: found.rawValue), field: rawValue)
    case .crossEntropy:
      throw NetworkError(
        .invalid(
          expected: "a last layer of at least two outputs with softmax",
          found: "\(topology.outputs) with \(found.rawValue)"), field: rawValue)
    }
  }

  /// Whether the error is taken by the sums z, past the last activation.
  var isFused: Bool { self != .meanSquaredError }

  /// The error of one batch, by z if fused, else by y.
  func error(outputs y: [Float], targets: TargetBatch, rows: Int, into errors: inout [Float]) {
    let width = targets.width
    let share: Float =
      switch self {
      case .meanSquaredError: 2 / Float(width)
      case .binaryCrossEntropy: 1 / Float(width)
      case .crossEntropy: 1
      }
    for row in 0..<rows {
      for j in 0..<width {
        let i = row * width + j
        errors[i] = (y[i] - targets.value(row: row, output: j)) * share
      }
    }
  }

  /// The loss of row `row`, in double precision from the single-precision outputs.
  func value(outputs y: [Float], sums z: [Float], targets: TargetBatch, row: Int) -> Double {
    let width = targets.width
    let base = row * width
    switch self {
    case .meanSquaredError:
      var sum = BlockSum()
      for j in 0..<width {
        let difference = Double(y[base + j]) - Double(targets.value(row: row, output: j))
        sum.add(difference * difference)
      }
      return sum.total / Double(width)
    case .binaryCrossEntropy:
      var sum = BlockSum()
      for j in 0..<width {
        let z = z[base + j]
        let tail = ElementaryFunctions.log1p(ElementaryFunctions.exp(-z.magnitude))
        let product = Double(z) * Double(targets.value(row: row, output: j))
        sum.add(Double(z > 0 ? z : 0) - product + Double(tail))
      }
      return sum.total / Double(width)
    case .crossEntropy:
      var largest = z[base]
      for j in 0..<width where z[base + j] > largest { largest = z[base + j] }
      var sum = RowSum()
      for j in 0..<width { sum.add(ElementaryFunctions.exp(z[base + j] - largest), at: j) }
      let right = z[base + targets.classIndex(row: row)]
      return Double(ElementaryFunctions.log(sum.total)) - (Double(right) - Double(largest))
    }
  }
}
