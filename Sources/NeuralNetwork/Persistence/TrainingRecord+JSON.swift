import ModelFormat

/// The header's `training` (spec/format.md §9).
extension TrainingRecord {
  private enum OptimizerKind: String, CaseIterable { case sgd, adam }

  /// The member as it stands in the header.
  var json: JSON {
    var object: JSONObject = ["learningRate": .number(learningRate)]
    switch batchSize {
    case .count(let count): object["batchSize"] = JSON(count)
    case .full: object["batchSize"] = "full"
    case nil: break
    }
    object["epochs"] = epochs.map { JSON($0) }
    object["history"] = history.map { .array($0.columns.map { .string($0) }) }
    object["loss"] = loss.map { .string($0.rawValue) }
    object["optimizer"] = optimizer.map(Self.json)
    object["seed"] = seed.map { .string(Self.hexadecimal($0)) }
    object["steps"] = steps.map { JSON($0) }
    object["task"] = task.map { .string($0.rawValue) }
    return .object(object)
  }

  private static func json(of optimizer: Optimizer) -> JSON {
    switch optimizer {
    case .sgd: ["kind": "sgd"]
    case .adam(_, let beta1, let beta2, let epsilon):
      [
        "beta1": .number(beta1), "beta2": .number(beta2), "epsilon": .number(epsilon),
        "kind": "adam",
      ]
    }
  }

  /// Interprets the member; the history is a tensor, named in it.
  ///
  /// - Throws: `FormatError` for whatever breaks N1 … N4.
  init(parsing json: JSON) throws(FormatError) {
    let fields = try HeaderFields(json, path: "header.training")
    try fields.allow(
      only: "batchSize", "epochs", "history", "learningRate", "loss", "optimizer", "seed", "steps",
      "task")
    let rate = try fields.real("learningRate")
    guard rate > 0 else {
      throw fields.outOfRange("above 0", canonicalSpelling(of: rate), at: "learningRate")
    }
    self.init(learningRate: rate)
    if fields.has("loss") { loss = try fields.word("loss", among: Loss.allCases) }
    if fields.has("task") { task = try fields.word("task", among: LearningTask.allCases) }
    if fields.has("epochs") { epochs = try fields.integer("epochs") }
    if fields.has("steps") { steps = try fields.integer("steps") }
    if fields.has("seed") { seed = try Self.seed(fields) }
    if fields.has("batchSize") { batchSize = try Self.batchSize(fields) }
    if fields.has("history") { _ = try fields.strings("history") }
    if fields.has("optimizer") {
      optimizer = try Self.optimizer(try fields.fields("optimizer"), rate)
    }
  }

  private static func batchSize(_ fields: HeaderFields) throws(FormatError) -> BatchSize {
    if case .string = try fields.value("batchSize") {
      _ = try fields.word("batchSize", among: FullBatch.allCases)
      return .full
    }
    let count = try fields.integer("batchSize")
    guard count > 0 else { throw fields.outOfRange("at least 1", "0", at: "batchSize") }
    return .count(count)
  }

  private enum FullBatch: String, CaseIterable { case full }

  private static func optimizer(
    _ fields: HeaderFields, _ rate: Double
  ) throws(FormatError) -> Optimizer {
    switch try fields.word("kind", among: OptimizerKind.allCases) {
    case .sgd:
      try fields.allow(only: "kind")
      return .sgd(learningRate: rate)
    case .adam:
      try fields.allow(only: "beta1", "beta2", "epsilon", "kind")
      return .adam(
        learningRate: rate, beta1: try fields.real("beta1"), beta2: try fields.real("beta2"),
        epsilon: try fields.real("epsilon"))
    }
  }

  private static func seed(_ fields: HeaderFields) throws(FormatError) -> UInt64 {
    let text = try fields.string("seed")
    let isHexadecimal =
      text.utf8.count == 16
      && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    guard isHexadecimal, let seed = UInt64(text, radix: 16) else {
      throw fields.error(
        .wrongType(expected: "16 lower-case hexadecimal digits", found: "\"\(text)\""), at: "seed")
    }
    return seed
  }

  private static func hexadecimal(_ seed: UInt64) -> String {
    let digits = String(seed, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension HeaderFields {
  /// Whether an optional member is there.
  func has(_ name: String) -> Bool { object[name] != nil }
}
