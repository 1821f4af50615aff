import NeuralNetwork
import Testing

@testable import nnmodel

struct ScheduleArgumentTests {
  @Test func everyScheduleIsReadAndWritten() throws {
    let cases: [(String, Schedule)] = [
      ("constant", .constant), ("step:every=5,factor=0.5", .step(every: 5, factor: 0.5)),
      ("exponential:factor=0.9", .exponential(factor: 0.9)), ("cosine", .cosine()),
      ("cosine:minimum=1e-05", .cosine(minimum: 1e-5)),
      ("plateau:factor=0.5,patience=3", .plateau(factor: 0.5, patience: 3)),
      (
        "plateau:factor=0.1,patience=0,minimum=0.001,threshold=0.01",
        .plateau(patience: 0, minimum: 0.001, threshold: 0.01)
      ),
    ]
    for (text, schedule) in cases {
      #expect(try Schedule(argument: text) == schedule)
      #expect(schedule.argumentText == text)
    }
    #expect(try Schedule(argument: "step") == .step(every: 10, factor: 0.1))
    #expect(try Schedule(argument: "exponential") == .exponential(factor: 0.95))
    #expect(try Schedule(argument: "plateau") == .plateau())
  }

  @Test(arguments: [
    (
      "cosin", "did you mean 'cosine'? expected one of constant, step, exponential, cosine, plateau"
    ),
    ("cosine:factor=1", "cosine has no setting 'factor', only minimum"),
    ("constant:x=1", "constant has no settings"),
    ("step:every=2.5", "every: expected a whole number"),
    ("step:every=0", "epochs between steps of step: expected a whole number from 1, found 0"),
    ("plateau:patience=1e300", "patience: expected a whole number"),
    ("exponential:factor=2", "factor of exponential: expected a number > 0, at most 1, found 2.0"),
    ("exponential:factor=x", "factor: expected a number, such as 0.5 or 1e-3"),
  ])
  func whatIsWrongIsTold(text: String, reason: String) {
    #expect(throws: InvalidValue(reason)) { try Schedule(argument: text) }
  }
}
