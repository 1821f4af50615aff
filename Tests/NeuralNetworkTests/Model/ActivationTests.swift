import Foundation
import Testing

@testable import NeuralNetwork

@Suite struct ActivationTests {
  @Test func words() throws {
    #expect(
      Activation.all.map(\.word) == [
        "linear", "sigmoid", "tanh", "relu", "leaky-relu", "elu", "gelu", "gelu-tanh", "silu",
        "softplus", "softmax",
      ])
    for activation in Activation.all {
      #expect(try Activation(word: activation.word) == activation)
    }
    let error = failure { _ = try Activation(word: "swoosh") }
    #expect(
      error?.description
        == "activation: unknown word 'swoosh'; known are linear, sigmoid, tanh, relu, leaky-relu, elu, "
        + "gelu, gelu-tanh, silu, softplus, softmax")
  }

  @Test(arguments: [-0.1, .nan, .infinity, 0x1p53]) func slopesOutsideTheirDomain(slope: Double) {
    #expect(failure { try Activation.leakyRelu(slope: slope).validate() }?.field == "leaky-relu")
    #expect(failure { try Activation.leakyRelu(slope: 0).validate() } == nil)
  }

  /// Their textbook formulas in double precision, with the C library's functions.
  private static func formula(_ activation: Activation, _ x: Double) -> Double {
    switch activation {
    case .linear, .softmax: x
    case .sigmoid: 1 / (1 + exp(-x))
    case .tanh: tanh(x)
    case .relu: max(x, 0)
    case .leakyRelu(let slope): x > 0 ? x : slope * x
    case .elu: x > 0 ? x : exp(x) - 1
    case .gelu: x * 0.5 * (1 + erf(x / 2.0.squareRoot()))
    case .geluTanh:
      0.5 * x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
    case .silu: x / (1 + exp(-x))
    case .softplus: log(1 + exp(x))
    }
  }

  @Test(arguments: Activation.all.dropLast() + [.leakyRelu(slope: 0.3)])
  func valuesAndSlopesAreThoseOfTheFormula(_ activation: Activation) {
    let sums = (-60...60).map { Float($0) / 8 + 0.0625 }
    let (z, y) = (Rows(sums, width: sums.count), Rows(count: 1, width: sums.count))
    let errors = Rows(Array(repeating: 2, count: sums.count), width: sums.count)
    Kernels.current.activate(activation, z, rows: 0..<1, into: y)
    Kernels.current.deactivate(activation, errors, rows: 0..<1, outputs: y, sums: z)
    for (i, x) in sums.map(Double.init).enumerated() {
      #expect(abs(Double(y[0, i]) - Self.formula(activation, x)) < 1e-6 * max(1, abs(x)), "at \(x)")
      let h = 1e-5
      let slope = (Self.formula(activation, x + h) - Self.formula(activation, x - h)) / (2 * h)
      #expect(abs(Double(errors[0, i]) - 2 * slope) < 3e-6, "at \(x)")
    }
  }

  @Test func reluKeepsNoNegativeZeroAndNoNaN() {
    for kernels in Kernels.available {
      let values = Rows([-1, -0.0, 0, 2, .nan, .infinity], width: 6)
      kernels.activate(.relu, values, rows: 0..<1, into: values)
      #expect(
        values.elements(1).map(\.bitPattern) == [0, 0, 0, 2, 0, .infinity].map(\Float.bitPattern))
    }
  }

  @Test func softmaxOfLargeSumsIsFinite() {
    let values = Rows([1000, 1000, -1000, -1000, 0, 1000], width: 3)
    Kernels.current.activate(.softmax, values, rows: 0..<2, into: values)
    #expect(values.elements(2) == [0.5, 0.5, 0, 0, 0, 1])
  }

  /// exp(z − max) in order, sixteen partial results, one division an element.
  @Test func softmaxIsItsFormula() {
    let sums = pseudorandom(20).map { $0 * 8 }
    let values = Rows(sums, width: 20)
    Kernels.current.activate(.softmax, values, rows: 0..<1, into: values)
    let powers = sums.map { ElementaryFunctions.exp($0 - (sums.max() ?? 0)) }
    var total = RowSum()
    for (i, power) in powers.enumerated() { total.add(power, at: i) }
    #expect(values.elements(1) == powers.map { $0 / total.total })
  }
}
