import ModelFormat

/// The header's `training` (spec/format.md §9).
extension TrainingRecord {
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
    object["gradientClipping"] = clipping?.json
    object["classWeights"] = classWeights?.json
    object["initialization"] = initialization.map { .string($0.rawValue) }
    loss?.write(to: &object)
    object["optimizer"] = optimizer?.json
    object["schedule"] = schedule?.json
    object["warmupSteps"] = warmupSteps.map { JSON($0) }
    object["seed"] = seed.map { .string(Self.hexadecimal($0)) }
    object["steps"] = steps.map { JSON($0) }
    object["task"] = task.map { .string($0.rawValue) }
    return .object(object)
  }

  /// Interprets the member; the history is a tensor, named in it.
  ///
  /// - Throws: `FormatError` for whatever breaks N1 … N4.
  init(parsing json: JSON) throws(FormatError) {
    let fields = try HeaderFields(json, path: "header.training")
    try fields.allow(
      only: "batchSize", "classWeights", "delta", "epochs", "gradientClipping", "history",
      "initialization", "labelSmoothing", "learningRate", "loss", "optimizer", "schedule", "seed",
      "state", "steps", "task", "warmupSteps")
    let rate = try fields.real("learningRate")
    guard rate > 0 else {
      throw fields.outOfRange("above 0", canonicalSpelling(of: rate), at: "learningRate")
    }
    self.init(learningRate: rate)
    loss = try Loss(parsing: fields)
    if fields.has("gradientClipping") {
      clipping = try GradientClipping(parsing: try fields.fields("gradientClipping"))
    }
    if fields.has("classWeights") { classWeights = try ClassWeights(parsing: fields) }
    if fields.has("schedule") { schedule = try Schedule(parsing: try fields.fields("schedule")) }
    if fields.has("warmupSteps") { warmupSteps = try fields.integer("warmupSteps") }
    if fields.has("initialization") {
      initialization = try fields.word("initialization", among: Initialization.allCases)
    }
    if fields.has("task") { task = try fields.word("task", among: LearningTask.allCases) }
    if fields.has("epochs") { epochs = try fields.integer("epochs") }
    if fields.has("steps") { steps = try fields.integer("steps") }
    if fields.has("seed") { seed = try Self.seed(fields) }
    if fields.has("batchSize") { batchSize = try Self.batchSize(fields) }
    if fields.has("history") { _ = try fields.strings("history") }
    if fields.has("optimizer") {
      optimizer = try Optimizer(parsing: try fields.fields("optimizer"), learningRate: rate)
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
