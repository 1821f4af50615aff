import NeuralNetwork
import Testing

@testable import nnmodel

struct OptimizerArgumentTests {
  @Test(arguments: [
    ("sgd", Optimizer.sgd(learningRate: 0.1)),
    ("sgd:lr=0.5", .sgd(learningRate: 0.5)),
    (
      "sgd:lr=0.5,momentum=0.9,nesterov,weight-decay=1e-4",
      .sgd(learningRate: 0.5, momentum: 0.9, nesterov: true, weightDecay: 1e-4)
    ),
    ("sgd:momentum=0.9,nesterov=0", .sgd(learningRate: 0.1, momentum: 0.9)),
    ("rmsprop", .rmsprop(learningRate: 1e-3)),
    (
      "rmsprop:lr=1,alpha=0.5,epsilon=0.1,weight-decay=2",
      .rmsprop(learningRate: 1, decay: 0.5, epsilon: 0.1, weightDecay: 2)
    ),
    ("adagrad", .adagrad(learningRate: 0.01)),
    (
      "adagrad:epsilon=0.1,weight-decay=0.2",
      .adagrad(learningRate: 0.01, epsilon: 0.1, weightDecay: 0.2)
    ),
    (
      "adam:lr=1e-3,beta1=0.8,beta2=0.9,epsilon=1e-7,weight-decay=0.1",
      .adam(learningRate: 1e-3, beta1: 0.8, beta2: 0.9, epsilon: 1e-7, weightDecay: 0.1)
    ),
    ("adamw:lr=1e-3", .adamw(learningRate: 1e-3)),
    ("adamw:lr=1e-3,weight-decay=0", .adamw(learningRate: 1e-3, weightDecay: 0)),
  ])
  func arguments(text: String, optimizer: Optimizer) throws {
    #expect(try Optimizer(argument: text) == optimizer)
    // What is told of it is understood as the same.
    let told = try #require(optimizer.argumentText)
    #expect(try Optimizer(argument: told) == optimizer)
  }

  @Test func theDefaultIsTold() throws {
    let told = try #require(Defaults.optimizer.argumentText)
    #expect(try Optimizer(argument: told) == Defaults.optimizer)
    #expect(try Optimizer(argument: "adamw").learningRate == Defaults.optimizer.learningRate)
  }

  @Test(arguments: [
    ("sgd:beta1=0.5", "sgd has no setting 'beta1', only lr, momentum, nesterov, weight-decay"),
    ("sgd:nesterov", "nesterov: expected a momentum above 0, found 0"),
    ("sgd:momentum=1", "momentum: expected a number of 0 ..< 1, found 1.0"),
    (
      "rmsprop:momentum=0.9",
      "rmsprop has no setting 'momentum', only lr, alpha, epsilon, weight-decay"
    ),
    ("adagrad:alpha=1", "adagrad has no setting 'alpha', only lr, epsilon, weight-decay"),
    ("adamw:weight-decay=-1", "weight decay: expected a number of 0 or more, found -1.0"),
    ("adam:lr=-1", "learning rate: expected a number > 0 and < 2^53, found -1.0"),
  ])
  func whatIsNoOptimizer(text: String, reason: String) {
    #expect(throws: InvalidValue(reason)) { try Optimizer(argument: text) }
  }

  @Test func anUnknownWordListsTheKnown() {
    #expect(
      throws: InvalidValue.unknownWord(
        "lion", known: ["sgd", "rmsprop", "adagrad", "adam", "adamw"])
    ) { try Optimizer(argument: "lion:lr=1") }
  }
}
