import ModelFormat

/// What a state must have beside it, and how its parts must fit (spec/format.md N9 and N10).
extension TrainingState {
  /// The state in the header of a model.
  ///
  /// - Throws: `FormatError` with `missing-member` where there is none, or for whatever breaks N8; with
  ///   `missing-member` or `inconsistent` for what breaks N9 or N10 and shows in the header.
  init(_ header: Header, _ model: ModelSummary) throws(FormatError) {
    guard let member = header["training"], let record = model.training else {
      throw FormatError(.missingMember, field: "header.training.state", offset: Header.offset)
    }
    let training = try HeaderFields(member, path: "header.training")
    let fields = try training.fields("state")
    let epochs = try training.integer("epochs")
    let steps = try training.integer("steps")
    try self.init(parsing: fields, record)
    if data.inputs != model.topology.inputs {
      throw fields.inconsistent("\(model.topology.inputs)", "\(data.inputs)", at: "data.inputs")
    }
    let position = running?.rows ?? 0
    if position >= data.rows {
      throw fields.inconsistent("below the \(data.rows) rows", "\(position)", at: "position")
    }
    if let running, running.rightCount > position {
      throw fields.inconsistent("at most \(position)", "\(running.rightCount)", at: "rightCount")
    }
    let begun = epochs + (position > 0 ? 1 : 0)
    if steps < begun {
      throw training.inconsistent("a step or more an epoch, of \(begun)", "\(steps)", at: "steps")
    }
    try checkEnd(fields, epochs: epochs, begun: begun)
    if schedule.epochs > epochs {
      throw fields.inconsistent("at most \(epochs)", "\(schedule.epochs)", at: "schedule.epochs")
    }
    if let best = earlyStopping?.bestEpoch, best > epochs {
      throw fields.inconsistent("at most \(epochs)", "\(best)", at: "earlyStopping.bestEpoch")
    }
  }

  /// The training has come to its end if it is done, and only then.
  private func checkEnd(
    _ fields: HeaderFields, epochs: Int, begun: Int
  ) throws(FormatError) {
    let least = plan.isDone ? begun : epochs + 1
    if plan.epochs < least {
      throw fields.inconsistent("at least \(least)", "\(plan.epochs)", at: "epochs")
    }
    guard plan.isDone else { return }
    if begun > epochs {
      throw fields.inconsistent("false, in the middle of an epoch", "true", at: "done")
    }
    if plan.epochs > epochs, earlyStopping?.isOver != true {
      throw fields.inconsistent("false, before the last epoch", "true", at: "done")
    }
  }
}

extension HeaderFields {
  /// Two parts of the file that contradict each other.
  fileprivate func inconsistent(
    _ expected: String, _ found: String, at name: String
  ) -> FormatError {
    error(.inconsistent(expected: expected, found: found), at: name)
  }
}
