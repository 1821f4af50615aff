import ModelFormat
import TestSupport
import Testing

@testable import NeuralNetwork

/// Checkpoints that a generator of its own made from the specification.
@Suite struct CheckpointFixtureTests {
  private static let broken = Fixtures.broken.filter { $0.level == "checkpoint" }
  private static let golden = Fixtures.golden.filter { $0.file.hasPrefix("checkpoint-") }

  private static func checkpoint(_ name: String) throws -> Checkpoint {
    try Checkpoint(contentsOf: Fixtures.path("v1/checkpoint-\(name).nnmodel"))
  }

  @Test("refuses to go on, by name, field and offset", arguments: broken)
  func refuses(_ fixture: BrokenFixture) throws {
    let error = #expect(throws: NetworkError.self) { try Checkpoint(contentsOf: fixture.path) }
    guard case .file(let found)? = error?.reason else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(found.code == fixture.error, "\(fixture.rule): \(found)")
    #expect(found.field == fixture.field)
    #expect(found.offset == fixture.offset)
    #expect(found.path == fixture.path)
  }

  @Test("is listed as what cannot go on, by name, field and offset", arguments: broken)
  func lists(_ fixture: BrokenFixture) throws {
    let error = #expect(throws: NetworkError.self) {
      try CheckpointSummary(contentsOf: fixture.path)
    }
    guard case .file(let found)? = error?.reason else { return }
    #expect(
      found.code == fixture.error && found.field == fixture.field, "\(fixture.rule): \(found)")
    #expect(found.offset == fixture.offset && found.path == fixture.path)
  }

  @Test("predicts all the same", arguments: broken)
  func predicts(_ fixture: BrokenFixture) throws {
    // The one of them whose examples are broken is no worse a network.
    _ = try Model(contentsOf: fixture.path)
    _ = try Model(reading: ModelStream(reading: File(opening: fixture.path)))
  }

  /// The digest, which the generator worked out from what it had put in, covers every tensor and every member
  /// but `producer` and `run`.
  @Test("writes again what it has read, to the bit", arguments: golden)
  func keepsEverything(_ fixture: GoldenFixture) throws {
    let directory = try TemporaryDirectory()
    let path = directory.file("again.nnmodel")
    let checkpoint = try Checkpoint(contentsOf: fixture.path)
    try checkpoint.write(to: path)
    #expect(try ModelFile(opening: path).digest() == fixture.digest)
    #expect(try Checkpoint(contentsOf: path).run == checkpoint.run)
  }

  @Test func thereAreCheckpoints() {
    #expect(Self.golden.count == 4)
    #expect(Self.broken.count > 60)
  }

  /// Rows that are all alike, so that their order does not matter; the numbers are those of the generator's
  /// comment.
  @Test func goesOn() throws {
    let checkpoint = try Self.checkpoint("momentum")
    let data = try Dataset(
      inputs: [Column(name: "x")], outputs: [Column(name: "y")], features: [1, 1, 1, 1],
      targets: .values([2, 2, 2, 2])
    ).weighted(by: [2, 2, 2, 2])
    try checkpoint.check(DataIdentity(data))
    var trainer = checkpoint.trainer
    #expect(trainer.steps == 3 && trainer.position == 2 && !trainer.isDone)
    try trainer.resume(data)
    #expect(trainer.isDone && trainer.steps == 4 && trainer.position == 0)
    #expect(parameters(of: trainer.network) == [0.75, 0.59375])
    #expect(trainer.state.first.flatMap { $0.map { $0[0] } } == [-2, -2.75])
    #expect(trainer.history.map(\.loss) == [4, 1.15625])
    #expect(try trainer.model().training?.history?.values == [4, 1.15625])
  }

  @Test func readsTheMiddleOfAnEpoch() throws {
    let checkpoint = try Self.checkpoint("adam")
    let trainer = checkpoint.trainer
    #expect(trainer.steps == 13 && trainer.position == 12 && trainer.lastEpoch == 4)
    #expect(!trainer.isDone && checkpoint.loss == nil)
    // β₁¹³ and β₂¹³ of other arithmetic, to more digits than a binary64 has.
    #expect(abs(trainer.state.beta1Power - 0.2541865828329) < 1e-15)
    #expect(abs(trainer.state.beta2Power - 0.9870777147137147) < 1e-14)
    #expect(trainer.running?.rightCount == 7)
    #expect(trainer.running?.lossSums == [0, 8.25])
    #expect(trainer.running?.weightSums == [0, 21])
    #expect(trainer.plan == TrainingPlan(epochs: 4, totalSteps: 20, isDone: false))
    #expect(
      trainer.schedule == ScheduleState(.cosine(minimum: 0.001), warmupSteps: 3, epochs: 2))
    #expect(
      trainer.earlyStopping
        == EarlyStopping(
          patience: 3, minimumImprovement: 0.001, best: 0.625, bestEpoch: 1, waiting: 1))
    #expect(trainer.settings.seed == 0xFEDC_BA98_7654_3210)
    #expect(trainer.settings.loss.kind == .crossEntropy)
    #expect(trainer.settings.batchSize == .count(4))
    #expect(trainer.settings.clipping == .norm(1.5))
    #expect(trainer.settings.classWeights == .given([1, 2.5]))
    #expect(trainer.history.map(\.accuracy) == [0.5, 0.55])
    #expect(checkpoint.run.arguments == ["sides.csv", "--target", "side"])
    #expect(checkpoint.run.overrides == ["data"])
    #expect(checkpoint.metadata == ["title": "In an epoch"])
    #expect(trainer.best != nil && trainer.best != trainer.current)
    // The rows that the generator has counted, and what becomes of them.
    let data = try Dataset(
      inputs: [Column(name: "left"), Column(name: "right")],
      outputs: [Column(name: "side", kind: .classes(labels: ["no", "yes"]))],
      features: (0..<20).flatMap { (row: Int) -> [Double] in [Double(row) / 4, Double(7 - row) / 8]
      },
      targets: .classes((0..<20).map { (row: Int) -> Int in row % 2 }))
    try checkpoint.check(DataIdentity(data))
    var resumed = trainer
    try resumed.resume(data)
    #expect(resumed.steps == 20 && resumed.history.count == 4)
  }

  @Test func readsTheEndOfATraining() throws {
    let checkpoint = try Self.checkpoint("finished")
    let trainer = checkpoint.trainer
    #expect(trainer.isDone && trainer.history.count == 6 && trainer.lastEpoch == 10)
    #expect(checkpoint.loss == 0x1p62 / 6 && checkpoint.validationLoss == 0x1p60 - 0x1p57)
    #expect(trainer.earlyStopping?.best == 0x1p60 - 3 * 0x1p57)
    #expect(trainer.schedule.best == 0x1p60 && trainer.schedule.factor == 0.25)
    #expect(trainer.network == trainer.best && trainer.network != trainer.current)
    #expect(checkpoint.data.validationRows == 2)
    let data = try Self.values((0..<8).map { (Double($0), 0x1p31 * Double($0)) })
    let held = try Self.values([(0.5, 0), (1.5, 0x1p31)])
    try checkpoint.check(DataIdentity(data, validation: held))
    let summary = try CheckpointSummary(
      contentsOf: Fixtures.path("v1/checkpoint-finished.nnmodel"))
    #expect(
      summary
        == CheckpointSummary(
          step: 6, epoch: 6, position: 0, loss: checkpoint.loss,
          validationLoss: checkpoint.validationLoss, isFinished: true, bestEpoch: 4))
  }

  private static func values(_ rows: [(Double, Double)]) throws -> Dataset {
    try Dataset(
      inputs: [Column(name: "x")], outputs: [Column(name: "y")], features: rows.map(\.0),
      targets: .values(rows.map(\.1)))
  }

  /// Whatever number a state holds: it is refused, or the training goes on and ends with an error or a result.
  @Test(arguments: golden) func noNumberBringsItDown(_ fixture: GoldenFixture) throws {
    let file = try ModelFile(opening: fixture.path)
    var tensors: [Tensor] = []
    for info in file.tensors { tensors.append(Tensor(info, bytes: try file.read(info.name))) }
    let model = try Model(contentsOf: fixture.path)
    let count = try Checkpoint(contentsOf: fixture.path).data.rows
    let data = try Dataset(
      inputs: try #require(model.inputs), outputs: try #require(model.outputs),
      features: (0..<(count * model.network.topology.inputs)).map { Double($0 % 5) },
      targets: model.labels == nil
        ? .values((0..<count).map(Double.init)) : .classes((0..<count).map { $0 % 2 }))
    let directory = try TemporaryDirectory()
    let path = directory.file("changed.nnmodel")
    var resumed = 0
    for place in Self.numbers(of: file.header["training"] ?? .bool(false)) {
      for value in [0, 0.5, 0x1p53 - 1] {
        let training = Self.replacing(place, in: file.header["training"] ?? .bool(false), value)
        var members: JSONObject = ["model": file.header["model"] ?? .bool(false)]
        members["training"] = training
        try ModelFileWriter.write(tensors, members: members, to: path)
        do throws(NetworkError) {
          var trainer = try Checkpoint(contentsOf: path).trainer
          trainer.threads = 1
          let start = trainer.steps
          try trainer.resume(
            data, validation: data, observer: { $0.steps > start + 5 ? .stop : .goOn(until: .max) })
          resumed += 1
          _ = try trainer.model()
        } catch {
          #expect(!"\(error)".isEmpty)
        }
      }
    }
    #expect(resumed > 10)
  }

  /// The paths of all numbers in a value.
  private static func numbers(of value: JSON) -> [[String]] {
    switch value {
    case .number: [[]]
    case .object(let object):
      object.members.flatMap { member in
        numbers(of: member.value).map { [member.name] + $0 }
      }
    default: []
    }
  }

  private static func replacing(_ path: [String], in value: JSON, _ number: Double) -> JSON {
    guard let name = path.first, case .object(var object) = value else { return .number(number) }
    object[name] = object[name].map { replacing(Array(path.dropFirst()), in: $0, number) }
    return .object(object)
  }
}
