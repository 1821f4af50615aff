/// How weights are drawn before training; the raw value is its word on the command line.
///
/// All are uniform in ±b, drawn from Philox, with n inputs and m outputs:
///
///     glorot   b = √(6 / (n + m))    Glorot, Bengio (2010)
///     he       b = √(6 / n)          He et al. (2015)
///     lecun    b = √(3 / n)          LeCun et al. (1998)
///     uniform  b = 1
///     zeros    b = 0
///
/// Rule A10 of spec/arithmetic.md.
public enum Initialization: String, Vocabulary {
  /// He before relu and its relatives, else Glorot.
  case automatic
  /// Keeps the size of signals in both directions, where slopes are near 1.
  case glorot
  /// Makes up for the half that relu takes away.
  case he
  /// Keeps the size of signals forward.
  case lecun
  /// What a network built by hand begins with.
  case uniform
  /// All alike: hidden units then stay alike, so it suits a single layer only.
  case zeros

  /// What the words name, for an error.
  public static let noun = "initialisation"

  /// The bound for a layer.
  func bound(inputs: Int, outputs: Int, activation: Activation) -> Float {
    switch self {
    case .automatic:
      switch activation {
      case .relu, .leakyRelu, .elu, .gelu, .geluTanh, .silu:
        Initialization.he.bound(inputs: inputs, outputs: outputs, activation: activation)
      case .linear, .sigmoid, .tanh, .softplus, .softmax:
        Initialization.glorot.bound(inputs: inputs, outputs: outputs, activation: activation)
      }
    case .glorot: (6 / Float(inputs + outputs)).squareRoot()
    case .he: (6 / Float(inputs)).squareRoot()
    case .lecun: (3 / Float(inputs)).squareRoot()
    case .uniform: 1
    case .zeros: 0
    }
  }

  /// The weights of layer `layer`: number i of the sequence belongs to input i / outputs and output
  /// i mod outputs.
  func weights(
    _ layout: PanelLayout, activation: Activation, seed: UInt64, layer: Int
  ) -> FloatBuffer {
    let bound = bound(inputs: layout.rows, outputs: layout.columns, activation: activation)
    var random = RandomSequence(seed: seed, stream: .weights, index: layer)
    let buffer = FloatBuffer(count: layout.count)
    for row in 0..<layout.rows {
      for column in 0..<layout.columns {
        buffer[layout.position(row: row, column: column)] = (2 * random.nextUnit() - 1) * bound
      }
    }
    return buffer
  }
}
