import NeuralNetwork

/// An activation of FANN by its number (fann_data.h, `fann_activationfunc_enum`).
struct FANNActivation: Equatable {
  let number: Int

  static let linear = FANNActivation(number: 0)
  static let sigmoid = FANNActivation(number: 3)
  static let sigmoidSymmetric = FANNActivation(number: 5)

  /// Numbers in their order; the last two came after version 2.2.0.
  private static let names = [
    "FANN_LINEAR", "FANN_THRESHOLD", "FANN_THRESHOLD_SYMMETRIC", "FANN_SIGMOID",
    "FANN_SIGMOID_STEPWISE", "FANN_SIGMOID_SYMMETRIC", "FANN_SIGMOID_SYMMETRIC_STEPWISE",
    "FANN_GAUSSIAN", "FANN_GAUSSIAN_SYMMETRIC", "FANN_GAUSSIAN_STEPWISE", "FANN_ELLIOT",
    "FANN_ELLIOT_SYMMETRIC", "FANN_LINEAR_PIECE", "FANN_LINEAR_PIECE_SYMMETRIC",
    "FANN_SIN_SYMMETRIC", "FANN_COS_SYMMETRIC", "FANN_SIN", "FANN_COS", "FANN_LINEAR_PIECE_RECT",
    "FANN_LINEAR_PIECE_RECT_LEAKY",
  ]

  /// The names of those that have a counterpart.
  static let readable = names.indices.map(FANNActivation.init).filter { $0.counterpart != nil }
    .map(\.name)

  /// FANN's own name; the number alone for one that is not known.
  var name: String {
    Self.names.indices.contains(number) ? Self.names[number] : "activation \(number)"
  }

  /// Our activation, and by what its argument is multiplied beside the steepness s: the sigmoid is
  /// 1 / (1 + e^(−2·s·x)). Nil where there is no exact counterpart.
  var counterpart: (activation: Activation, factor: Double)? {
    switch number {
    case 0: (.linear, 1)
    case 3: (.sigmoid, 2)
    case 5: (.tanh, 1)
    case 18: (.relu, 1)
    case 19: (.leakyRelu(slope: 0.01), 1)
    default: nil
    }
  }

  /// Whether FANN's bounds of sums, ±150 / steepness, can be seen in the values: of a curve that has come so close to
  /// its own bounds there that single precision tells no difference, they cannot.
  func showsBounds(steepness: Double) -> Bool { ![3, 5].contains(number) || steepness > 15 }
}
