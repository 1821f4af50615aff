import ModelFormat
import Testing

@testable import NeuralNetwork

/// What no machine has is refused before it is relied on.
struct TrainingMemoryTests {
  private func message(_ body: () throws(NetworkError) -> Void) -> String? {
    do throws(NetworkError) {
      try body()
      return nil
    } catch {
      guard case .file(let error) = error.reason, error.code == "system" else { return "other" }
      return error.field
    }
  }

  @Test("is there for a small network")
  func small() throws {
    let topology = try Topology(inputs: 3, layers: [.dense(4, .relu), .dense(1, .linear)])
    try topology.requireMemory()
    try topology.requireMemory(forRows: 1000)
    try topology.requireMemoryToCopy(.adam(learningRate: 0.1))
    try topology.requireMemoryToTrain(
      by: .adam(learningRate: 0.1), rows: 1000, keepsGradients: true)
  }

  @Test("is refused for rows that no machine holds")
  func rows() throws {
    let topology = try Topology(inputs: 3, layers: [.dense(4, .relu), .dense(1, .linear)])
    #expect(
      message { () throws(NetworkError) in try topology.requireMemory(forRows: 1 << 54) }
        == "train on 18014398509481984 rows")
    #expect(
      message { () throws(NetworkError) in
        try topology.requireMemoryToTrain(
          by: .adam(learningRate: 0.1), rows: .max, keepsGradients: false)
      } == "train 21 parameters on 9223372036854775807 rows at a time")
  }
}
