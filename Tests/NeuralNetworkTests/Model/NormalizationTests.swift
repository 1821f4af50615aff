import Foundation
import Testing

@testable import NeuralNetwork

/// Against the same formulas in double precision, and their slopes by differences.
@Suite struct NormalizationTests {
  private static let epsilon = 1e-3
  private let x = pseudorandom(5 * 19, seed: 41).map { $0 * 4 + 1 }
  private let dy = pseudorandom(5 * 19, seed: 42)
  private let gain = pseudorandom(19, seed: 43).map { $0 + 1.5 }
  private let shift = pseudorandom(19, seed: 44)

  /// (v − mean) / √(variance + ε) of some numbers, in double precision.
  private static func normalized(_ values: [Double]) -> [Double] {
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    return values.map { ($0 - mean) / (variance + epsilon).squareRoot() }
  }

  /// The slopes of Σ weights · normalized(values), by central differences.
  private static func slopes(_ values: [Double], weights: [Double]) -> [Double] {
    func sum(_ values: [Double]) -> Double {
      zip(normalized(values), weights).reduce(0) { $0 + $1.0 * $1.1 }
    }
    return values.indices.map { i in
      var (above, below) = (values, values)
      above[i] += 1e-5
      below[i] -= 1e-5
      return (sum(above) - sum(below)) / 2e-5
    }
  }

  private static func expectClose(_ found: [Float], _ expected: [Double]) {
    for (found, expected) in zip(found, expected) { #expect(abs(Double(found) - expected) < 3e-6) }
  }

  @Test func layerNormAgreesWithTheReference() {
    let norm = Normalization(rows: 5, width: 19, epsilon: Self.epsilon)
    let (outputs, errors) = (Rows(count: 5, width: 19), Rows(dy, width: 19))
    norm.layerNorm(
      Rows(x, width: 19), rows: 1..<5, gain: FloatBuffer(gain), shift: FloatBuffer(shift),
      into: outputs)
    #expect(outputs.elements(1) == Array(repeating: 0, count: 19))
    norm.layerNormErrors(errors, rows: 1..<5, gain: FloatBuffer(gain))
    for row in 1..<5 {
      let range = (row * 19)..<((row + 1) * 19)
      let values = x[range].map(Double.init)
      let hat = Self.normalized(values)
      Self.expectClose(
        (0..<19).map { outputs[row, $0] },
        (0..<19).map { hat[$0] * Double(gain[$0]) + Double(shift[$0]) })
      Self.expectClose(
        (0..<19).map { errors[row, $0] },
        Self.slopes(values, weights: zip(dy[range], gain).map { Double($0) * Double($1) }))
    }
  }

  @Test func batchNormBlendsItsStatistics() {
    let norm = Normalization(rows: 5, width: 19, epsilon: Self.epsilon)
    let (outputs, errors) = (Rows(count: 5, width: 19), Rows(dy, width: 19))
    let (mean, variance) = (FloatBuffer(shift), FloatBuffer(gain))
    norm.batchNorm(
      Rows(x, width: 19), count: 5, gain: FloatBuffer(gain), shift: FloatBuffer(shift), mean: mean,
      variance: variance, momentum: 0.25, into: outputs)
    norm.batchNormErrors(errors, count: 5, gain: FloatBuffer(gain))
    let (gains, shifts) = (FloatBuffer(count: 19), FloatBuffer(count: 19))
    norm.gradients(
      of: Rows(dy, width: 19), count: 5, share: 0.5, gain: gains, shift: shifts)
    for column in 0..<19 {
      let values = (0..<5).map { Double(x[$0 * 19 + column]) }
      let errorsAbove = (0..<5).map { Double(dy[$0 * 19 + column]) }
      let hat = Self.normalized(values)
      let g = Double(gain[column])
      Self.expectClose(
        (0..<5).map { outputs[$0, column] }, hat.map { $0 * g + Double(shift[column]) })
      Self.expectClose(
        (0..<5).map { errors[$0, column] },
        Self.slopes(values, weights: errorsAbove.map { $0 * g }))
      let average = values.reduce(0, +) / 5
      let unbiased = values.reduce(0) { $0 + ($1 - average) * ($1 - average) } / 4
      Self.expectClose(
        [mean[column], variance[column], gains[column], shifts[column]],
        [
          0.75 * Double(shift[column]) + 0.25 * average, 0.75 * g + 0.25 * unbiased,
          zip(errorsAbove, hat).reduce(0) { $0 + $1.0 * $1.1 } / 2,
          errorsAbove.reduce(0, +) / 2,
        ])
    }
  }

  @Test func outsideTrainingTheRunningStatisticsAreTaken() throws {
    let network = try Network(
      topology: Topology(inputs: 2, layers: [.batchNorm(epsilon: 1)]),
      parameters: [
        .normalization(gain: [2, -1], shift: [0.5, 1], mean: [1, -2], variance: [3, 8])
      ])
    // (5 − 1) / √4 · 2 + 0.5 and (1 + 2) / √9 · −1 + 1; the row beside it changes nothing.
    #expect(try network.predict([5, 1]) == [4.5, 0])
    #expect(try network.forward(Matrix([[5, 1], [100, 100]])).row(0) == [4.5, 0])
  }

  /// One row has no variance: every output is the shift.
  @Test func aBatchOfOneRow() {
    let norm = Normalization(rows: 1, width: 2, epsilon: 1e-5)
    let (x, mean, variance) = (
      Rows([3, -4], width: 2), FloatBuffer(count: 2), FloatBuffer([1, 1])
    )
    norm.batchNorm(
      x, count: 1, gain: FloatBuffer([2, 2]), shift: FloatBuffer([5, 6]), mean: mean,
      variance: variance, momentum: 0.1, into: x)
    #expect(x.elements(1) == [5, 6])
    #expect(abs(mean[0] - 0.3) < 1e-7 && abs(variance[0] - 0.9) < 1e-7)
  }
}
