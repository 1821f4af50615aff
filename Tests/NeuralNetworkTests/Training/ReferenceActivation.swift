import Glibc

@testable import NeuralNetwork

/// Activations in double precision by other formulas than the library's, and their whole Jacobians.
extension Activation {
  /// y of a row z.
  func reference(_ z: [Double]) -> [Double] {
    if self == .softmax {
      let total = z.map { exp($0) }.reduce(0, +)
      return z.map { exp($0) / total }
    }
    return z.map { referenceValue($0) }
  }

  /// ∂y[i] / ∂z[j] of a row z.
  func referenceJacobian(_ z: [Double]) -> [[Double]] {
    let y = reference(z)
    return z.indices.map { i in
      z.indices.map { j in
        if self == .softmax { return y[i] * ((i == j ? 1 : 0) - y[j]) }
        return i == j ? referenceSlope(z[i]) : 0
      }
    }
  }

  private func referenceValue(_ z: Double) -> Double {
    switch self {
    case .linear, .softmax: z
    case .sigmoid: 1 / (1 + exp(-z))
    case .tanh: sinh(z) / cosh(z)
    case .relu: max(z, 0)
    case .leakyRelu(let slope): max(z, 0) + slope * min(z, 0)
    case .elu: z > 0 ? z : exp(z) - 1
    case .gelu: z * erfc(-z / 2.0.squareRoot()) / 2
    case .geluTanh: z / (1 + exp(-2 * Self.inner(z)))
    case .silu: z / (1 + exp(-z))
    case .softplus: log(1 + exp(z))
    }
  }

  private func referenceSlope(_ z: Double) -> Double {
    switch self {
    case .linear, .softmax: return 1
    case .sigmoid: return exp(-z) / pow(1 + exp(-z), 2)
    case .tanh: return 1 / pow(cosh(z), 2)
    case .relu: return z > 0 ? 1 : 0
    case .leakyRelu(let slope): return z > 0 ? 1 : slope
    case .elu: return z > 0 ? 1 : exp(z)
    case .gelu:
      return erfc(-z / 2.0.squareRoot()) / 2 + z * exp(-z * z / 2) / (2 * Double.pi).squareRoot()
    case .geluTanh:
      let e = exp(-2 * Self.inner(z))
      let byZ = (2 / Double.pi).squareRoot() * (1 + 3 * 0.044715 * z * z)
      return 1 / (1 + e) + z * 2 * byZ * e / pow(1 + e, 2)
    case .silu: return (1 + exp(-z) + z * exp(-z)) / pow(1 + exp(-z), 2)
    case .softplus: return exp(z) / (1 + exp(z))
    }
  }

  /// The argument of the tanh in gelu's approximation; ½(1 + tanh u) is the logistic function of 2u.
  private static func inner(_ z: Double) -> Double {
    (2 / Double.pi).squareRoot() * (z + 0.044715 * z * z * z)
  }
}
