import ModelFormat

/// How the parts of a checkpoint must fit a state (spec/format.md N10 and N11).
extension TrainingState {
  /// The state in the header of a model.
  ///
  /// - Throws: `FormatError` with `missing-member` where there is none, or for whatever breaks N8; with
  ///   `inconsistent` for what breaks N10 and shows in the header.
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

  /// The history has a row for each epoch that is over, the last of which the state repeats (N10, N11).
  func check(_ history: [EpochResult], of epochs: Int) throws(FormatError) {
    guard history.count == epochs else {
      throw FormatError(
        .inconsistent(expected: "\(epochs) rows", found: "\(history.count)"),
        field: "tensors[\"history\"]", offset: Header.offset)
    }
    let last = running == nil ? history.last : nil
    for (name, expected, found) in [
      ("loss", last?.loss, loss), ("validationLoss", last?.validationLoss, validationLoss),
    ] where found != expected.flatMap({ $0.isFinite ? $0 : nil }) {
      throw FormatError(
        .inconsistent(
          expected: expected.map { "\($0), as the history has it" } ?? "none",
          found: found.map { "\($0)" } ?? "none"),
        field: "header.training.state.\(name)", offset: Header.offset)
    }
  }

  /// The numbers of the examples are finite (N11).
  func check(_ examples: Examples?) throws(FormatError) {
    guard examples?.inputs.allSatisfy(\.isFinite) != false else {
      throw FormatError(
        .inconsistent(expected: "finite numbers", found: "others"),
        field: "tensors[\"examples.inputs\"]", offset: Header.offset)
    }
  }

  /// Every tensor of the network, of the optimizer's memory and of the other network is in the table, with its
  /// type and shape (N5, N11); none is read.
  func checkTable(
    _ topology: Topology, _ optimizer: Optimizer, _ tensors: ModelTensors
  ) throws(FormatError) {
    let kinds = zip(topology.layers, topology.widths).map { $0.tensors(inputs: $1) }
    func check(_ prefix: String, _ isNeeded: (LayerTensor) -> Bool) throws(FormatError) {
      for (index, kinds) in kinds.enumerated() {
        for kind in kinds where isNeeded(kind) {
          try tensors.checkFloats("\(prefix)layers.\(index).\(kind.name)", shape: kind.shape)
        }
      }
    }
    try check("") { _ in true }
    if self.optimizer.step > 0 {
      for slot in [optimizer.slots.first, optimizer.slots.second] {
        if let slot { try check("optimizer.\(slot).", \.isTrained) }
      }
    }
    if earlyStopping?.bestEpoch != nil { try check(plan.isDone ? "last." : "best.") { _ in true } }
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
