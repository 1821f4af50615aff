import Testing

@testable import NeuralNetwork

@Suite struct ActivationTests {
  @Test func words() throws {
    #expect(
      Activation.allCases.map(\.rawValue) == ["linear", "sigmoid", "tanh", "relu", "softmax"])
    #expect(try Activation(word: "relu") == .relu)
    let error = failure { _ = try Activation(word: "swoosh") }
    #expect(
      error?.description
        == "activation: unknown word 'swoosh'; known are linear, sigmoid, tanh, relu, softmax")
  }

  @Test func reluKeepsNoNegativeZeroAndNoNaN() {
    var values: [Float] = [-1, -0.0, 0, 2, .nan, .infinity]
    Activation.relu.forward(&values, rows: 1, width: 6)
    #expect(values.map(\.bitPattern) == [0, 0, 0, 2, 0, .infinity].map(\Float.bitPattern))
  }

  @Test func softmaxOfLargeSumsIsFinite() {
    var values: [Float] = [1000, 1000, -1000, -1000, 0, 1000]
    Activation.softmax.forward(&values, rows: 2, width: 3)
    #expect(values == [0.5, 0.5, 0, 0, 0, 1])
  }

  /// exp(z − max) in order, sixteen partial results, one division an element.
  @Test func softmaxIsItsFormula() {
    let sums = pseudorandom(20).map { $0 * 8 }
    var values = sums
    Activation.softmax.forward(&values, rows: 1, width: 20)
    let powers = sums.map { ElementaryFunctions.exp($0 - (sums.max() ?? 0)) }
    var total = RowSum()
    for (i, power) in powers.enumerated() { total.add(power, at: i) }
    #expect(values == powers.map { $0 / total.total })
  }
}
