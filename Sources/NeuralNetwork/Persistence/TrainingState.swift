import ModelFormat

/// The header's `training.state` (spec/format.md §9): what decides the next step, beside the tensors.
struct TrainingState {
  /// How far the training is to go, and whether it has come there.
  var plan: TrainingPlan
  /// What the optimizer remembers beside its tensors.
  var optimizer: OptimizerState
  /// What the epoch under way has come to; `nil` between two.
  var running: Judgement?
  /// What the schedule remembers.
  var schedule: ScheduleState
  /// What early stopping remembers, where there is any.
  var earlyStopping: EarlyStopping?
  /// How hidden layers learn of the error behind them.
  var hiddenErrors: HiddenErrors
  /// How columns are scaled where no data has settled it.
  var scaling: ScalingMethod
  /// The rows that are learnt from.
  var data: DataIdentity
  /// What the last finished epoch came to, for who looks for a checkpoint: its loss, and that of the rows held
  /// back.
  var loss, validationLoss: Double?

  private enum HiddenErrorsWord: String, CaseIterable { case slope, simplified }

  /// The member as it stands in the header.
  var json: JSON {
    var object: JSONObject = [
      "beta1Power": .number(optimizer.beta1Power), "beta2Power": .number(optimizer.beta2Power),
      "done": .bool(plan.isDone), "epochs": JSON(plan.epochs), "position": JSON(running?.rows ?? 0),
      "scale": .string(scaling.rawValue), "totalSteps": JSON(plan.totalSteps),
    ]
    let word: HiddenErrorsWord = hiddenErrors == .slope ? .slope : .simplified
    object["hiddenErrors"] = .string(word.rawValue)
    object["data"] = data.json
    object["schedule"] = scheduleJSON
    object["earlyStopping"] = earlyStopping?.json
    object["loss"] = loss.map { .bits($0) }
    object["validationLoss"] = validationLoss.map { .bits($0) }
    if let running {
      object["rightCount"] = JSON(running.rightCount)
      object["lossSums"] = .array(running.lossSums.map { .bits($0) })
      object["weightSums"] = running.weightSums.map { .array($0.map { .bits($0) }) }
    }
    return .object(object)
  }

  private var scheduleJSON: JSON {
    var object: JSONObject = [
      "epochs": JSON(schedule.epochs), "factor": .number(schedule.factor),
      "waiting": JSON(schedule.waiting),
    ]
    object["best"] = schedule.best.map { .bits($0) }
    return .object(object)
  }

  /// Interprets the member of a record that says what it belongs to.
  ///
  /// - Throws: `FormatError` for whatever breaks N8.
  init(parsing fields: HeaderFields, _ record: TrainingRecord) throws(FormatError) {
    try fields.allow(
      only: "beta1Power", "beta2Power", "data", "done", "earlyStopping", "epochs", "hiddenErrors",
      "loss", "lossSums", "position", "rightCount", "scale", "schedule", "totalSteps",
      "validationLoss", "weightSums")
    plan = TrainingPlan(
      epochs: try fields.positive("epochs"), totalSteps: try fields.integer("totalSteps"),
      isDone: try fields.bool("done"))
    func power(_ name: String) throws(FormatError) -> Double {
      try fields.real(name, "0 to 1") { $0 >= 0 && $0 <= 1 }
    }
    optimizer = OptimizerState(
      step: record.steps ?? 0, beta1Power: try power("beta1Power"),
      beta2Power: try power("beta2Power"))
    running = try Self.running(fields)
    let kept = try fields.fields("schedule")
    try kept.allow(only: "best", "epochs", "factor", "waiting")
    schedule = ScheduleState(
      record.schedule ?? .constant, warmupSteps: record.warmupSteps ?? 0,
      epochs: try kept.integer("epochs"),
      factor: try kept.real("factor", "0 to 1") { $0 >= 0 && $0 <= 1 },
      best: kept.has("best") ? try kept.bitReal("best") : nil, waiting: try kept.integer("waiting"))
    if fields.has("earlyStopping") {
      earlyStopping = try EarlyStopping(parsing: try fields.fields("earlyStopping"))
    }
    hiddenErrors =
      try fields.word("hiddenErrors", among: HiddenErrorsWord.allCases) == .slope
      ? .slope : .simplified
    scaling = try fields.word("scale", among: Array(ScalingMethod.allCases))
    data = try DataIdentity(parsing: try fields.fields("data"))
    if fields.has("loss") { loss = try fields.bitReal("loss") }
    if fields.has("validationLoss") { validationLoss = try fields.bitReal("validationLoss") }
  }

  private static func running(_ fields: HeaderFields) throws(FormatError) -> Judgement? {
    let rows = try fields.integer("position")
    guard rows > 0 else {
      for name in ["lossSums", "rightCount", "weightSums"] where fields.has(name) {
        throw fields.error(.unknownMember, at: name)
      }
      return nil
    }
    return Judgement(
      rows: rows, rightCount: try fields.integer("rightCount"),
      lossSums: try fields.bitReals("lossSums", count: 2),
      weightSums: fields.has("weightSums") ? try fields.bitReals("weightSums", count: 2) : nil)
  }
}

extension TrainingState {
  /// The state of a trainer that has begun.
  init(_ trainer: Trainer, _ plan: TrainingPlan, data: DataIdentity) {
    self.plan = plan
    optimizer = trainer.state
    running = trainer.running
    schedule = trainer.schedule
    earlyStopping = trainer.earlyStopping.map {
      // An epoch is told as the best where its network is kept.
      EarlyStopping(
        patience: $0.patience, minimumImprovement: $0.minimumImprovement, best: $0.best,
        bestEpoch: trainer.best == nil ? nil : $0.bestEpoch, waiting: $0.waiting)
    }
    hiddenErrors = trainer.settings.hiddenErrors
    scaling = trainer.settings.scaling
    self.data = data
    guard running == nil, let last = trainer.history.last else { return }
    loss = last.loss.isFinite ? last.loss : nil
    validationLoss = last.validationLoss.flatMap { $0.isFinite ? $0 : nil }
  }
}

extension EarlyStopping {
  fileprivate var json: JSON {
    var object: JSONObject = [
      "minimumImprovement": .number(minimumImprovement), "patience": JSON(patience),
      "waiting": JSON(waiting),
    ]
    object["best"] = best.map { .bits($0) }
    object["bestEpoch"] = bestEpoch.map { JSON($0) }
    return .object(object)
  }

  fileprivate init(parsing fields: HeaderFields) throws(FormatError) {
    try fields.allow(only: "best", "bestEpoch", "minimumImprovement", "patience", "waiting")
    self.init(
      patience: try fields.positive("patience"),
      minimumImprovement: try fields.real("minimumImprovement", "0 or more") { $0 >= 0 },
      best: fields.has("best") ? try fields.bitReal("best") : nil,
      bestEpoch: fields.has("bestEpoch") ? try fields.positive("bestEpoch") : nil,
      waiting: try fields.integer("waiting"))
  }
}

extension DataIdentity {
  fileprivate var json: JSON {
    var object: JSONObject = [
      "digest": .string(digest), "inputs": JSON(inputs), "rows": JSON(rows),
    ]
    object["validationDigest"] = validationDigest.map { .string($0) }
    object["validationRows"] = validationRows.map { JSON($0) }
    return .object(object)
  }

  fileprivate init(parsing fields: HeaderFields) throws(FormatError) {
    try fields.allow(only: "digest", "inputs", "rows", "validationDigest", "validationRows")
    func digest(_ name: String) throws(FormatError) -> String {
      let digest = try fields.string(name)
      guard digest.utf8.count == 64, digest.utf8.allSatisfy(\.isLowerCaseHexadecimalDigit) else {
        throw fields.error(
          .wrongType(expected: "64 lower-case hexadecimal digits", found: "\"\(digest)\""), at: name
        )
      }
      return digest
    }
    let holdsBack = fields.has("validationRows") || fields.has("validationDigest")
    self.init(
      rows: try fields.positive("rows"), inputs: try fields.positive("inputs"),
      digest: try digest("digest"),
      validationRows: holdsBack ? try fields.positive("validationRows") : nil,
      validationDigest: holdsBack ? try digest("validationDigest") : nil)
  }
}

extension HeaderFields {
  /// An integer of at least 1.
  fileprivate func positive(_ name: String) throws(FormatError) -> Int {
    let value = try integer(name)
    guard value > 0 else { throw outOfRange("at least 1", "0", at: name) }
    return value
  }
}
