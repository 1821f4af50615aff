import Testing

@testable import NeuralNetwork

struct RetentionTests {
  /// The rule as a sentence about one checkpoint, by counting those that come before it.
  private func keeps(_ rule: Retention, _ index: Int, of all: [CheckpointSummary]) -> Bool {
    switch rule {
    case .last(let count):
      return all.count - 1 - index < count
    case .every(let steps):
      return all[index].step / steps * steps == all[index].step
    case .best(let count, let measure):
      let hasValidation = all.contains { $0.validationLoss != nil }
      func value(_ summary: CheckpointSummary) -> Double {
        let usesValidation = measure == .validationLoss && hasValidation
        return (usesValidation ? summary.validationLoss : summary.loss) ?? .nan
      }
      let mine = value(all[index])
      if mine.isNaN { return false }
      let better = all.indices.count {
        value(all[$0]) < mine || value(all[$0]) == mine && $0 < index
      }
      return better < count
    }
  }

  private static let rules: [[Retention]] = [
    [], [.last(1)], [.last(2)], [.last(9)], [.best(1, by: .loss)], [.best(2, by: .validationLoss)],
    [.best(9, by: .loss)], [.every(steps: 1)], [.every(steps: 3)],
    [.last(2), .best(1, by: .loss)], [.every(steps: 2), .best(2, by: .loss), .last(1)],
    CheckpointDirectory.defaultRetention,
  ]

  @Test("keeps what any rule keeps, the newest and the best, in every small case", arguments: rules)
  func bruteForce(_ rules: [Retention]) {
    let losses: [Double?] = [nil, 1, 2, .nan]
    let validations: [Double?] = [nil, 1, 2]
    let kinds = losses.flatMap { loss in validations.map { (loss, $0) } }
    var cases: [[CheckpointSummary]] = [[]]
    for step in [0, 2, 3] {
      cases += cases.filter { $0.count == [0, 2, 3].firstIndex(of: step) }.flatMap { before in
        kinds.map {
          before + [CheckpointSummary(step: step, loss: $0.0, validationLoss: $0.1)]
        }
      }
    }
    #expect(cases.count == 1 + 12 + 144 + 1728)
    let all = rules + [.last(1), .best(1, by: .validationLoss)]
    for summaries in cases {
      let expected = summaries.indices.filter { index in
        all.contains { keeps($0, index, of: summaries) }
      }
      let kept = Retention.kept(of: summaries, by: rules)
      if kept != Set(expected) { Issue.record("\(summaries): \(kept), not \(expected)") }
    }
  }

  @Test("keeps of a long run what one would pick by hand")
  func longRun() {
    let validation: [Double] = [9, 8, 5, 7, 3, 4, 6, 5, 3, 8]
    let summaries = validation.enumerated().map { index, value in
      CheckpointSummary(step: index * 50, loss: -Double(index), validationLoss: value)
    }
    func kept(_ rules: Retention...) -> [Int] {
      Retention.kept(of: summaries, by: rules).sorted().map { summaries[$0].step }
    }
    #expect(kept() == [200, 450])
    #expect(kept(.last(3)) == [200, 350, 400, 450])
    #expect(kept(.best(3, by: .validationLoss)) == [200, 250, 400, 450])
    #expect(kept(.best(2, by: .loss)) == [200, 400, 450])
    #expect(kept(.every(steps: 150)) == [0, 150, 200, 300, 450])
    #expect(kept(.last(2), .every(steps: 200)) == [0, 200, 400, 450])
  }

  @Test("goes by the loss in a run without validation, and ranks none without a loss")
  func fallback() {
    let summaries = [nil, 3, nil, 1, nil, 2, nil].enumerated().map { index, loss in
      CheckpointSummary(step: index, loss: loss)
    }
    let kept = Retention.kept(of: summaries, by: [.best(2, by: .validationLoss)])
    #expect(kept == [3, 5, 6])
    #expect(Retention.kept(of: summaries, by: [.best(100, by: .loss)]) == [1, 3, 5, 6])
  }

  @Test(
    "asks for numbers from 1",
    arguments: [
      (Retention.last(0), "last checkpoints to keep", "0"),
      (.best(-1, by: .loss), "best checkpoints to keep", "-1"),
      (.every(steps: 0), "steps between checkpoints to keep", "0"),
    ])
  func invalid(_ rule: Retention, _ field: String, _ found: String) {
    let error = failure { try rule.validate() }
    #expect(
      error
        == NetworkError(
          .invalid(expected: "a whole number from 1", found: found), field: field))
  }

  @Test("takes any number from 1")
  func valid() throws {
    for rule in Self.rules.joined() + [.last(.max), .best(.max, by: .loss), .every(steps: .max)] {
      try rule.validate()
      #expect(Retention.kept(of: [CheckpointSummary(step: 7)], by: [rule]) == [0])
    }
  }
}
