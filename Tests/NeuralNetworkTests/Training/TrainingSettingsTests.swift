import Testing

@testable import NeuralNetwork

@Suite struct TrainingSettingsTests {
  private let topology = try! Topology(inputs: 2, layers: [.dense(2, .softmax)])
  private let settings = TrainingSettings(loss: .crossEntropy)

  @Test func everySettingIsChecked() {
    let wrong: [(String, (inout TrainingSettings) -> Void)] = [
      ("learning rate", { $0.optimizer = .sgd(learningRate: 0) }),
      ("learning rate", { $0.optimizer = .adam(learningRate: -1) }),
      ("epsilon", { $0.optimizer = .adagrad(learningRate: 1, epsilon: 1e-50) }),
      ("warm-up", { $0.warmupSteps = -1 }),
      ("factor of step", { $0.schedule = .step(every: 1, factor: 2) }),
      ("batch size", { $0.batchSize = .count(0) }),
      ("gradient clipping", { $0.clipping = .norm(0) }),
      ("patience", { $0.earlyStopping = EarlyStopping(patience: 0) }),
      ("cross-entropy", { $0.loss = .crossEntropy(labelSmoothing: 1) }),
      ("simplified hidden errors", { $0.hiddenErrors = .simplified }),
    ]
    #expect(failure { try settings.validate(for: topology) } == nil)
    for (field, change) in wrong {
      var changed = settings
      change(&changed)
      #expect(failure { try changed.validate(for: topology) }?.field == field)
    }
  }

  @Test func aBatchThatIsNotGivenIsTheUsualOrAllRows() throws {
    #expect(try settings.batchRows(of: 1000, topology: topology) == Defaults.batchRows)
    #expect(try settings.batchRows(of: 3, topology: topology) == 3)
  }

  @Test func aBatchOverTheRowsIsRefused() {
    var settings = settings
    settings.batchSize = .count(4)
    #expect(
      failure { _ = try settings.batchRows(of: 3, topology: topology) }?.field == "batch size")
  }

  /// The variance of one row is 0.
  @Test func batchNormNeedsTwoRows() throws {
    let normalizing = try Topology(inputs: 2, layers: [.batchNorm(), .dense(2, .softmax)])
    var settings = settings
    for (size, rows) in [(1, 5), (2, 5), (4, 9)] {
      settings.batchSize = .count(size)
      #expect(
        failure { _ = try settings.batchRows(of: rows, topology: normalizing) }?.field
          == "batch size")
      #expect(try settings.batchRows(of: rows, topology: topology) == size)
    }
    #expect(try settings.batchRows(of: 8, topology: normalizing) == 4)
  }
}
