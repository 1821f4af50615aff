import ModelFormat
import Testing

@testable import NeuralNetwork

@Suite struct ScheduleJSONTests {
  private func parsed(_ json: JSON) throws(FormatError) -> Schedule {
    try Schedule(parsing: HeaderFields(json, path: "header.training.schedule"))
  }

  /// As spec/format.md §9 spells them.
  @Test func everyKindHasItsMembers() throws {
    let cases: [(Schedule, JSON)] = [
      (.constant, ["kind": "constant"]),
      (.step(every: 10, factor: 0.5), ["every": 10, "factor": 0.5, "kind": "step"]),
      (.exponential(factor: 0.9), ["factor": 0.9, "kind": "exponential"]),
      (.cosine(), ["kind": "cosine"]),
      (.cosine(minimum: 1e-5), ["kind": "cosine", "minimum": 1e-5]),
      (
        .plateau(patience: 5),
        ["factor": 0.1, "kind": "plateau", "patience": 5, "threshold": 1e-4]
      ),
      (
        .plateau(factor: 0.5, patience: 0, minimum: 0.001, threshold: 0),
        ["factor": 0.5, "kind": "plateau", "minimum": 0.001, "patience": 0, "threshold": 0]
      ),
    ]
    for (schedule, json) in cases {
      #expect(schedule.json == json)
      #expect(try parsed(json) == schedule)
    }
  }

  @Test func whatIsRefused() {
    let cases: [(JSON, String)] = [
      (["kind": "cyclic"], "kind"), (["kind": "constant", "factor": 1], "factor"),
      (["every": 0, "factor": 0.5, "kind": "step"], "every"),
      (["every": 2.5, "factor": 0.5, "kind": "step"], "every"),
      (["factor": 0.5, "kind": "step"], "every"), (["every": 2, "kind": "step"], "factor"),
      (["factor": 1.5, "kind": "exponential"], "factor"),
      (["kind": "cosine", "minimum": -1], "minimum"),
      (["factor": 1, "kind": "plateau", "patience": 5, "threshold": 0], "factor"),
      (["factor": 0.5, "kind": "plateau", "patience": 5, "threshold": 1], "threshold"),
    ]
    for (json, member) in cases {
      do throws(FormatError) {
        _ = try parsed(json)
        Issue.record("\(json) was taken")
      } catch {
        #expect(error.field == "header.training.schedule." + member)
      }
    }
  }
}
