import ModelFormat
import TestSupport
import Testing

@testable import NeuralNetwork

struct TrainingHistoryReadingTests {
  private let directory: TemporaryDirectory
  init() throws { directory = try TemporaryDirectory() }

  private func model(_ history: TrainingHistory?) throws -> String {
    let model = try Model(
      network: Network(inputs: 1, layers: [.dense(1, .linear)], seed: 1),
      training: TrainingRecord(learningRate: 0.5, history: history))
    try model.write(to: directory.file("m.nnmodel"))
    return directory.file("m.nnmodel")
  }

  @Test func itsTensorAlone() throws {
    let history = try TrainingHistory(columns: ["loss", "accuracy"], values: [2, 0.5, 1, 0.75])
    let file = try ModelFile(opening: try model(history))
    #expect(try TrainingHistory(reading: file) == history)
    #expect(try TrainingHistory(file.header, try file.readAll()) == history)
    #expect(history.column("loss") == [2, 1])
    #expect(history.column("accuracy") == [0.5, 0.75])
    #expect(history.column("validation-loss") == nil)
  }

  @Test func noneAtAll() throws {
    #expect(try TrainingHistory(reading: ModelFile(opening: try model(nil))) == nil)
    let bag = try ModelFile(opening: Fixtures.path("v1/dtype-f32.nnmodel"))
    #expect(try TrainingHistory(reading: bag) == nil)
  }

  @Test func theBestEpochOfACheckpoint() throws {
    // `best` of the header's early stopping, as the generator of the fixtures has written it.
    let path = Fixtures.path("v1/checkpoint-finished.nnmodel")
    let header = try ModelFile(opening: path).header
    guard case .object(let training)? = header["training"],
      case .object(let state)? = training["state"],
      case .object(let stopping)? = state["earlyStopping"],
      case .number(let best)? = stopping["bestEpoch"]
    else { return #expect(Bool(false), "no early stopping in the fixture") }
    #expect(try CheckpointSummary(contentsOf: path).bestEpoch == Int(best))
  }
}
