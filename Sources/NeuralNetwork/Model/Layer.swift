/// One entry of a network's list of layers.
///
/// Each kind has a shape rule and a list of parameters; a new kind is a new case and an answer to
/// each `switch` over this type.
public enum Layer: Equatable, Sendable {
  /// Each output is an activation of a weighted sum of all inputs, plus a bias.
  case dense(units: Int, activation: Activation, bias: Bool)

  /// A dense layer of `units` outputs.
  public static func dense(_ units: Int, _ activation: Activation, bias: Bool = true) -> Layer {
    .dense(units: units, activation: activation, bias: bias)
  }

  /// The number of outputs for `inputs` inputs.
  func outputs(inputs: Int) -> Int {
    switch self {
    case .dense(let units, _, _): units
    }
  }

  /// The sizes of the parameters in memory order, weight first.
  func parameterShapes(inputs: Int) -> [[Int]] {
    switch self {
    case .dense(let units, _, let bias): bias ? [[inputs, units], [units]] : [[inputs, units]]
    }
  }

  /// What the layer applies last; `nil` for a kind without an activation.
  public var activation: Activation? {
    switch self {
    case .dense(_, let activation, _): activation
    }
  }
}
