import CKernels

@testable import NeuralNetwork

/// The functions of the kernels (rule A7 of spec/arithmetic.md), one number at a time.
enum ElementaryFunctions {
  /// e to the power of `x`.
  static func exp(_ x: Float) -> Float { value(of: NN_EXP, x) }
  /// eˣ − 1, without the loss of a small result beside 1.
  static func expm1(_ x: Float) -> Float { value(of: NN_EXPM1, x) }
  /// The natural logarithm of `x`; NaN below zero, −∞ at zero.
  static func log(_ x: Float) -> Float { value(of: NN_LOG, x) }
  /// The natural logarithm of 1 + `x`, without the loss of a small `x` beside 1.
  static func log1p(_ x: Float) -> Float { value(of: NN_LOG1P, x) }
  /// The hyperbolic tangent.
  static func tanh(_ x: Float) -> Float { value(of: NN_FTANH, x) }
  /// 1 / (1 + e⁻ˣ).
  static func sigmoid(_ x: Float) -> Float { value(of: NN_LOGISTIC, x) }
  /// The error function.
  static func erf(_ x: Float) -> Float { value(of: NN_ERF, x) }
  /// log(1 + e^−|x|), by which softplus exceeds max(x, 0).
  static func softplusTail(_ x: Float) -> Float { value(of: NN_LOG1P_EXP, x) }
  /// The normal distribution, ½ · (1 + erf(x / √2)).
  static func normal(_ x: Float) -> Float { value(of: NN_NORMAL, x) }
  /// Its density, e^(−x²/2) / √(2π).
  static func gauss(_ x: Float) -> Float { value(of: NN_GAUSS, x) }

  private static func value(of function: nn_function, _ x: Float) -> Float {
    let buffer = FloatBuffer(count: FloatBuffer.panel)
    buffer[0] = x
    Kernels.current.map(function, buffer, 0..<1, into: buffer)
    return buffer[0]
  }
}
