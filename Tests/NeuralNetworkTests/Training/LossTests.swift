import Testing

@testable import NeuralNetwork

@Suite struct LossTests {
  private let sums: [Float] = [0.5, -1.25, 2.0, 100.0, -3.0, 0.25]

  @Test func words() {
    #expect(
      Loss.allCases.map(\.rawValue)
        == ["mean-squared-error", "binary-cross-entropy", "cross-entropy"])
  }

  /// numpy: `log(sum(exp(z - max))) + max - z[c]`.
  @Test func crossEntropy() {
    let targets = TargetBatch(kind: .classes([1, 0]), width: 3)
    check(.crossEntropy, targets, [3.4826219831020326, 0])
  }

  /// numpy: `mean(max(z, 0) - z*t + log1p(exp(-abs(z))))`, t = [[1, 0, 1], [0, 1, 1]].
  @Test func binaryCrossEntropy() {
    let targets = TargetBatch(kind: .values([1, 0, 1, 0, 1, 1]), width: 3)
    check(.binaryCrossEntropy, targets, [0.2843113588561507, 34.54150892381753])
  }

  /// numpy: `mean((y - t)**2)`.
  @Test func meanSquaredError() {
    let targets = TargetBatch(kind: .values([1, 0, 1, 0, 1, 1]), width: 3)
    check(.meanSquaredError, targets, [0.9375, 3338.8541666666665])
  }

  private func check(_ loss: Loss, _ targets: TargetBatch, _ expected: [Double]) {
    for (row, wanted) in expected.enumerated() {
      let value = loss.value(outputs: sums, sums: sums, targets: targets, row: row)
      #expect(abs(value - wanted) <= 2e-7 * max(1, wanted))
    }
  }

  @Test func aSingleOutputStandsForTwoClasses() {
    let targets = TargetBatch(kind: .classes([1, 0]), width: 1)
    #expect(targets.value(row: 0, output: 0) == 1)
    #expect(targets.value(row: 1, output: 0) == 0)
  }

  @Test func lossesKnowWhatTheyNeed() throws {
    let softmax = try Topology(inputs: 2, layers: [.dense(3, .softmax)])
    let sigmoid = try Topology(inputs: 2, layers: [.dense(1, .sigmoid)])
    let single = try Topology(inputs: 2, layers: [.dense(1, .softmax)])
    try Loss.crossEntropy.validate(for: softmax)
    try Loss.binaryCrossEntropy.validate(for: sigmoid)
    try Loss.meanSquaredError.validate(for: softmax)
    #expect(failure { try Loss.crossEntropy.validate(for: sigmoid) }?.field == "cross-entropy")
    #expect(failure { try Loss.crossEntropy.validate(for: single) } != nil)
    #expect(
      failure { try Loss.binaryCrossEntropy.validate(for: softmax) }?.reason
        == .invalid(expected: "a last layer with sigmoid", found: "softmax"))
  }
}
