/// One entry of a network's list of layers.
///
/// Each kind has a rule for its width and a list of tensors; a new kind is a new case and an answer to
/// each `switch` over this type.
public enum Layer: Equatable, Sendable {
  /// Each output is an activation of a weighted sum of all inputs, plus a bias.
  case dense(units: Int, activation: Activation, bias: Bool)
  /// An activation by itself, for one that does not follow a dense layer directly.
  case activation(Activation)
  /// In training, sets inputs to 0 at random, each with probability `rate`, and multiplies the others by
  /// 1 / (1 − rate); otherwise nothing (Srivastava et al., 2014).
  case dropout(rate: Double)
  /// Each row brought to mean 0 and variance 1, then multiplied by a gain and moved by a shift, one of each
  /// an input (Ba, Kiros, Hinton, 2016).
  case layerNorm(epsilon: Double = 1e-5)
  /// Each input brought to mean 0 and variance 1 over the batch, otherwise by running statistics of the
  /// batches seen, then gain and shift (Ioffe, Szegedy, 2015). `momentum` is the weight of a new batch.
  case batchNorm(momentum: Double = 0.1, epsilon: Double = 1e-5)

  /// A dense layer of `units` outputs.
  public static func dense(_ units: Int, _ activation: Activation, bias: Bool = true) -> Layer {
    .dense(units: units, activation: activation, bias: bias)
  }

  /// The number of outputs for `inputs` inputs.
  func outputs(inputs: Int) -> Int {
    switch self {
    case .dense(let units, _, _): units
    case .activation, .dropout, .layerNorm, .batchNorm: inputs
    }
  }

  /// What the layer applies last; `nil` for a kind without an activation.
  public var activation: Activation? {
    switch self {
    case .dense(_, let activation, _), .activation(let activation): activation
    case .dropout, .layerNorm, .batchNorm: nil
    }
  }

  /// Checks the settings.
  ///
  /// - Throws: `invalid` for a number outside its domain.
  public func validate() throws(NetworkError) {
    switch self {
    case .dense(_, let activation, _), .activation(let activation): try activation.validate()
    case .dropout(let rate):
      try Self.check(rate >= 0 && rate < 1, rate, "a rate of 0 ..< 1", "dropout")
    case .layerNorm(let epsilon):
      try Self.check(epsilon > 0 && epsilon < 0x1p53, epsilon, "an epsilon above 0", "layer-norm")
    case .batchNorm(let momentum, let epsilon):
      try Self.check(epsilon > 0 && epsilon < 0x1p53, epsilon, "an epsilon above 0", "batch-norm")
      try Self.check(
        momentum > 0 && momentum <= 1, momentum, "a momentum above 0, at most 1", "batch-norm")
    }
  }

  private static func check(
    _ isValid: Bool, _ value: Double, _ expected: String, _ field: String
  ) throws(NetworkError) {
    if !isValid {
      throw NetworkError(.invalid(expected: expected, found: "\(value)"), field: field)
    }
  }

  /// The tensors of the layer, in the order in which a network holds them.
  func tensors(inputs: Int) -> [LayerTensor] {
    switch self {
    case .dense(let units, _, let bias):
      let weight = LayerTensor(
        name: "weight", shape: [units, inputs], panels: PanelLayout(rows: inputs, columns: units))
      return bias ? [weight, LayerTensor(name: "bias", shape: [units])] : [weight]
    case .activation, .dropout: return []
    case .layerNorm:
      return [
        LayerTensor(name: "weight", shape: [inputs], start: 1),
        LayerTensor(name: "bias", shape: [inputs]),
      ]
    case .batchNorm:
      return [
        LayerTensor(name: "weight", shape: [inputs], start: 1),
        LayerTensor(name: "bias", shape: [inputs]),
        LayerTensor(name: "mean", shape: [inputs], isTrained: false),
        LayerTensor(name: "variance", shape: [inputs], start: 1, isTrained: false),
      ]
    }
  }
}

/// One tensor of a layer: its name and shape in files, and how it lies in memory.
struct LayerTensor {
  /// The last part of its name.
  let name: String
  /// The sizes in files: `[outputs, inputs]` of weights, else one width.
  let shape: [Int]
  /// How weights lie in memory; `nil` for a plain row.
  var panels: PanelLayout?
  /// What all elements are before training, of a tensor that is not drawn at random.
  var start: Float = 0
  /// Whether it has a gradient; running statistics have none.
  var isTrained = true

  /// Its name in files (spec/format.md §9).
  func fullName(inLayer index: Int) -> String { "layers.\(index).\(name)" }

  /// The number of elements.
  var count: Int { shape.reduce(1, *) }

  /// What ``buffer(_:)`` takes, and what it is made of.
  var byteCount: Int { 4 * ((panels?.count ?? 0) + count) }

  /// The buffer for elements in the order of files; any NaN becomes the one that is stored.
  func buffer(_ elements: [Float]) -> FloatBuffer {
    if let panels { return panels.panels(fromTransposed: elements) }
    let buffer = FloatBuffer(count: count)
    buffer.assign(elements.map(\.withCanonicalNaN), from: 0, length: count, at: 0)
    return buffer
  }

  /// The elements of a buffer in the order of files.
  func elements(_ buffer: FloatBuffer) -> [Float] {
    panels?.transposedElements(of: buffer) ?? (0..<count).map { buffer[$0] }
  }
}
