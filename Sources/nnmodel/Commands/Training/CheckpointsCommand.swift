import NeuralNetwork

/// `nnmodel checkpoints`: what a directory of checkpoints holds.
struct CheckpointsCommand: Command {
  static let name = "checkpoints"
  static let summary = "lists the checkpoints of a training, and prunes them"
  static let discussion = """
    Every checksum of every checkpoint is checked. The losses are those of the epoch with whose end a
    checkpoint was saved; one from the middle of an epoch has none.

    --prune deletes the checkpoints that --keep does not want, never the newest or the best, and
    nothing that is damaged or is no checkpoint.

    --json prints file, step, epoch, rows (of the epoch under way), loss, validationLoss, bytes, done
    and fault of each: null where there is none.
    """
  static let examples = [
    "nnmodel checkpoints runs/digits", "nnmodel checkpoints runs/digits --prune --keep last:1",
  ]

  var directory = ""
  var isPruned = false
  var keep: [Retention] = []
  var isJSON = false

  static let options: [Option<Self>] = [
    .positional("DIR", \.directory, "the directory"),
    .flag("--prune", \.isPruned, "delete what need not be kept"),
    .keep(\.keep),
    .json(\.isJSON, " a checkpoint"),
  ]

  func validate() throws(UsageError) {
    if !keep.isEmpty && !isPruned { throw UsageError("--keep goes with --prune") }
  }

  func run(_ terminal: Terminal) throws {
    if isPruned {
      _ = try CheckpointDirectory.files(in: directory)  // which makes none
      var target = try CheckpointDirectory(
        directory, keeping: keep.isEmpty ? CheckpointDirectory.defaultRetention : keep)
      try target.prune()
    }
    let entries = try CheckpointDirectory.entries(in: directory, verifying: true)
    if isJSON {
      for entry in entries { try terminal.print(json(entry)) }
      return
    }
    guard !entries.isEmpty else { return terminal.note("\(directory): no checkpoints") }
    var table = Table("step", "epoch", "loss", "held back", "size", "state")
    for entry in entries {
      let summary = entry.summary
      table.add(
        NumberFormat.grouped(entry.step), summary.map { "\($0.epoch)" } ?? "",
        summary?.loss.map { NumberFormat.significant($0) } ?? "",
        summary?.validationLoss.map { NumberFormat.significant($0) } ?? "",
        entry.byteCount.map(NumberFormat.bytes) ?? "", state(entry))
    }
    try terminal.print(table)
  }

  private func state(_ entry: CheckpointEntry) -> String {
    if let fault = entry.fault { return "damaged: \(fault)" }
    guard let summary = entry.summary else { return "" }
    if summary.isFinished { return "whole, finished" }
    return summary.position == 0
      ? "whole" : "whole, \(NumberFormat.grouped(summary.position)) rows into the next"
  }

  private func json(_ entry: CheckpointEntry) -> JSONOutput {
    func number(_ value: Double?) -> JSONOutput { value.map { .number($0) } ?? .null }
    func integer(_ value: Int?) -> JSONOutput { value.map { .integer($0) } ?? .null }
    let summary = entry.summary
    return [
      "file": .string(entry.path), "step": .integer(entry.step), "epoch": integer(summary?.epoch),
      "rows": integer(summary?.position), "loss": number(summary?.loss),
      "validationLoss": number(summary?.validationLoss),
      "bytes": entry.byteCount.map { .unsigned($0) } ?? .null,
      "done": summary.map { .boolean($0.isFinished) } ?? .null,
      "fault": entry.fault.map { .string("\($0)") } ?? .null,
    ]
  }
}
