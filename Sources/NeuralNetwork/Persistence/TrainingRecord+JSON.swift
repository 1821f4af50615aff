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
    object["seed"] = seed.map { .bits($0) }
    object["steps"] = steps.map { JSON($0) }
    object["task"] = task.map { .string($0.rawValue) }
    return .object(object)
  }

  /// Interprets the member; the history is a tensor, named in it. What is in `state` is for who goes on with
  /// the training (N8).
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
    if fields.has("seed") { seed = try fields.bits("seed") }
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
}

extension HeaderFields {
  /// Whether an optional member is there.
  func has(_ name: String) -> Bool { object[name] != nil }
}
