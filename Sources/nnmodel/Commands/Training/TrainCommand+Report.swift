import NeuralNetwork

/// What training says of itself: before it begins, and when it is over.
extension TrainCommand {
  /// Says what is about to be done.
  func announce(
    _ training: Dataset, _ held: Dataset?, _ omitted: Int, _ topology: Topology, _ loss: Loss,
    _ threads: Int, on terminal: Terminal
  ) {
    let data = [
      Wording.counted(training.count, "row"),
      held.map { "\(NumberFormat.grouped($0.count)) held back" },
      omitted == 0 ? nil : "\(NumberFormat.grouped(omitted)) with missing values left out",
      Wording.counted(training.width, "input"),
      "target " + training.outputs.map(\.name).joined(separator: ", "),
    ]
    let what = training.labels.map { "\($0.count) classes" } ?? "values"
    let settings = [
      Wording.counted(epochs, "epoch"),
      (batchSize ?? .count(min(Defaults.batchRows, training.count))).argumentText
        .map { "batch size \($0)" },
      optimizer.argumentText, schedule == .constant ? nil : schedule.argumentText,
      warmup == 0 ? nil : "warm-up of \(Wording.counted(warmup, "step"))",
      patience.map { "patience \($0)" }, loss.argumentText,
      clipping?.argumentText.map { "clip \($0)" },
      classWeights == .equal ? nil : classWeights.argumentText.map { "class weights \($0)" },
      initialization == .automatic ? nil : "init \(initialization.rawValue)",
      "scale \(scaling.rawValue)", "seed \(seed)",
      Wording.counted(threads, "thread"),
    ]
    func note(_ name: String, _ parts: [String?], _ end: String = "") {
      let text = parts.compactMap { $0 }.joined(separator: ", ")
      terminal.note(StyledText("\(name)\(text)\(end)"))
    }
    note("data      ", data, " (\(what))")
    let categories = training.inputs.compactMap { column in
      column.labels.map { "\(column.name) (\($0.count): \(Wording.list($0)))" }
    }
    if !categories.isEmpty { note("categories", [" " + categories.joined(separator: "; ")]) }
    let filled = training.filledValues + (held?.filledValues ?? 0)
    if filled > 0 { note("missing   ", ["\(Wording.counted(filled, "value")) filled with means"]) }
    note("network   ", [Wording.network(topology)])
    note("training  ", settings)
  }

  /// Says what came of it; where the model itself goes to standard output, on standard error.
  func report(
    _ trainer: Trainer, _ training: Dataset, _ held: Dataset?, on terminal: Terminal
  ) throws {
    guard let last = trainer.history.last else { return }
    if isJSON {
      func number(_ value: Double?) -> JSONOutput { value.map { .number($0) } ?? .null }
      return try terminal.print(
        [
          "rows": .integer(training.count), "heldBack": .integer(held?.count ?? 0),
          "epochs": .integer(last.epoch), "steps": .integer(trainer.steps),
          "loss": .number(last.loss), "accuracy": number(last.accuracy),
          "validationLoss": number(last.validationLoss),
          "validationAccuracy": number(last.validationAccuracy), "output": .string(output),
        ] as JSONOutput)
    }
    let losses = trainer.history.map(\.loss)
    terminal.note(
      StyledText("loss      " + Sparkline.text(losses, width: 40, unicode: terminal.isUnicode)))
    var line = text(loss: last.loss, accuracy: last.accuracy)
    if let loss = last.validationLoss, let held {
      line += "; \(Wording.counted(held.count, "row")) held back: "
      line += text(loss: loss, accuracy: last.validationAccuracy)
    }
    guard output != "-" else { return terminal.note(StyledText(line)) }
    try terminal.print(line)
    try terminal.print("saved \(output)")
  }

  private func text(loss: Double, accuracy: Double?) -> String {
    let share = accuracy.map { ", accuracy \(NumberFormat.percent($0))" } ?? ""
    return "loss \(NumberFormat.significant(loss))\(share)"
  }
}
