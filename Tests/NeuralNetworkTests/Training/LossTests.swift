import NeuralNetwork
import Testing

@Suite struct LossTests {
  @Test func words() throws {
    #expect(
      Loss.Kind.allCases.map(\.rawValue) == [
        "mean-squared-error", "mean-absolute-error", "huber", "binary-cross-entropy",
        "cross-entropy",
      ])
    #expect(try Loss.Kind(word: "huber") == .huber)
    #expect(failure { _ = try Loss.Kind(word: "hinge") }?.field == "loss")
  }

  @Test func settings() {
    #expect(Loss(.huber) == .huber(delta: 1))
    #expect(Loss.huber(delta: 2).delta == 2)
    #expect(Loss.crossEntropy.labelSmoothing == 0)
    #expect(Loss.crossEntropy(labelSmoothing: 0.1) != .crossEntropy)
    #expect(Loss.crossEntropy.isForClasses && Loss.binaryCrossEntropy.isForClasses)
    #expect(!Loss.huber().isForClasses && !Loss.meanAbsoluteError.isForClasses)
  }

  @Test func lossesKnowWhatTheyNeed() throws {
    let softmax = try Topology(inputs: 2, layers: [.dense(3, .softmax)])
    let apart = try Topology(inputs: 2, layers: [.dense(3, .linear), .activation(.softmax)])
    let dropped = try Topology(inputs: 2, layers: [.dense(3, .softmax), .dropout(rate: 0.5)])
    let sigmoid = try Topology(inputs: 2, layers: [.dense(1, .sigmoid)])
    let single = try Topology(inputs: 2, layers: [.dense(1, .softmax)])
    try Loss.crossEntropy.validate(for: softmax)
    try Loss.crossEntropy(labelSmoothing: 0.5).validate(for: apart)
    try Loss.binaryCrossEntropy.validate(for: sigmoid)
    for loss in [Loss.meanSquaredError, .meanAbsoluteError, .huber()] {
      try loss.validate(for: dropped)
    }
    #expect(failure { try Loss.crossEntropy.validate(for: sigmoid) }?.field == "cross-entropy")
    #expect(failure { try Loss.crossEntropy.validate(for: single) } != nil)
    #expect(
      failure { try Loss.crossEntropy.validate(for: dropped) }?.reason
        == .invalid(
          expected: "a last layer of at least two outputs with softmax", found: "3 with none"))
    #expect(
      failure { try Loss.binaryCrossEntropy.validate(for: softmax) }?.reason
        == .invalid(expected: "a last layer with sigmoid", found: "softmax"))
  }

  @Test(arguments: [
    Loss.huber(delta: 0), .huber(delta: .nan), .huber(delta: 0x1p53),
    .crossEntropy(labelSmoothing: 1), .crossEntropy(labelSmoothing: -0.1),
    .crossEntropy(labelSmoothing: .nan),
  ])
  func settingsOutsideTheirDomain(loss: Loss) throws {
    let topology = try Topology(inputs: 2, layers: [.dense(3, .softmax)])
    #expect(failure { try loss.validate(for: topology) }?.field == loss.kind.rawValue)
  }
}
