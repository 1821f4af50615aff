import NeuralNetwork
import Testing

@testable import nnmodel

/// `--loss`, and what else bears on it: `--clip`, `--class-weights`, `--init`.
struct LossArgumentTests {
  @Test(arguments: [
    ("mean-squared-error", Loss.meanSquaredError), ("mean-absolute-error", .meanAbsoluteError),
    ("huber", .huber()), ("huber:delta=0.5", .huber(delta: 0.5)),
    ("binary-cross-entropy", .binaryCrossEntropy), ("cross-entropy", .crossEntropy),
    ("cross-entropy:label-smoothing=0.1", .crossEntropy(labelSmoothing: 0.1)),
  ])
  func losses(text: String, loss: Loss) throws {
    #expect(try Loss(argument: text) == loss)
    #expect(loss.argumentText == text)
  }

  @Test(arguments: [
    ("huber:label-smoothing=0.1", "huber has no setting 'label-smoothing', only delta"),
    ("mean-squared-error:delta=1", "mean-squared-error has no settings"),
    ("huber:delta=0", "delta must be above 0, label-smoothing at least 0 and below 1"),
    (
      "cross-entropy:label-smoothing=1",
      "delta must be above 0, label-smoothing at least 0 and below 1"
    ),
  ])
  func whatIsNoLoss(text: String, reason: String) {
    #expect(throws: InvalidValue(reason)) { try Loss(argument: text) }
  }

  @Test(arguments: [
    ("norm:1", GradientClipping.norm(1)), ("value:0.5", .value(0.5)), ("norm:1e-3", .norm(0.001)),
  ])
  func clipping(text: String, clipping: GradientClipping) throws {
    #expect(try GradientClipping(argument: text) == clipping)
    let told = try #require(clipping.argumentText)
    #expect(try GradientClipping(argument: told) == clipping)
  }

  @Test(arguments: [
    ("norm", "expected norm:NUMBER, such as norm:1"),
    ("value:", "expected a number, such as 0.5 or 1e-3"),
    ("norm:0", "gradient clipping: expected a number > 0 and < 2^53, found 0.0"),
  ])
  func whatIsNoClipping(text: String, reason: String) {
    #expect(throws: InvalidValue(reason)) { try GradientClipping(argument: text) }
  }

  @Test(arguments: [
    ("equal", ClassWeights.equal), ("balanced", .balanced), ("1,2.5,.5", .given([1, 2.5, 0.5])),
    ("3", .given([3])),
  ])
  func classWeights(text: String, weights: ClassWeights) throws {
    #expect(try ClassWeights(argument: text) == weights)
    let told = try #require(weights.argumentText)
    #expect(try ClassWeights(argument: told) == weights)
  }

  @Test(arguments: ["", "even", "1,", "1,-2", "1,0", "1;2", "nan"])
  func whatIsNoClassWeight(text: String) {
    #expect(
      throws: InvalidValue("expected balanced, equal, or a number above 0 for each class")
    ) { try ClassWeights(argument: text) }
  }

  @Test func unknownWordsListTheKnown() {
    #expect(throws: InvalidValue.unknownWord("hinge", known: Loss.Kind.allCases.map(\.rawValue))) {
      try Loss(argument: "hinge")
    }
    #expect(throws: InvalidValue.unknownWord("length", known: ["norm", "value"])) {
      try GradientClipping(argument: "length:1")
    }
    let error = #expect(throws: InvalidValue.self) { try Initialization(argument: "xavier") }
    #expect(
      error?.reason.contains("automatic, glorot, he, lecun, uniform, zeros") == true)
    for initialization in Initialization.allCases {
      #expect(initialization.argumentText == initialization.rawValue)
    }
  }
}
