import Interchange
import ModelFormat
import NeuralNetwork

/// `nnmodel recover`: what of a damaged file is whole.
struct RecoverCommand: Command {
  static let name = "recover"
  static let summary = "saves what is whole in a damaged or truncated model file"
  static let discussion = """
    Every tensor whose checksums are right is saved to the bit; what is lost is listed, with what is
    wrong with it. A single flipped bit is put right where checksums show which it is, and a second
    check agrees. Nothing is made up: a network that has lost a part becomes a bag of tensors, since
    it would load and predict something else.

    The header must be there: it alone tells the names and shapes of tensors. FILE is not touched.

    --json prints file, output (null where nothing is whole), repairs, lost (name, chunks,
    lostChunks, reason), saved (names), and lostParts: of network, training, history and examples
    those that the file has no more.
    """
  static let examples = ["nnmodel recover broken.nnmodel -o whole.nnmodel"]

  var file = ""
  var output = ""
  var isForced = false
  var isQuiet = false
  var isJSON = false

  static let options: [Option<Self>] = [
    .positional("FILE", \.file, "the damaged file"),
    .value("--output", short: "-o", \.output, "FILE", "what is whole in it", required: true),
    .force(\.isForced),
    .quiet(\.isQuiet),
    .json(\.isJSON),
  ]

  func validate() throws(UsageError) {
    if file == "-" { throw UsageError("FILE must be a file: a pipe cannot be read twice") }
    if output == file {
      throw UsageError("-o \(output.excerpt(most: 4096)): would write over the damaged file")
    }
    if output == "-" { throw UsageError("-o - : what is recovered goes to a file") }
  }

  func run(_ terminal: Terminal) throws {
    var terminal = terminal
    terminal.isQuiet = isQuiet
    let target = OutputFile(path: output, kind: .nnmodel)
    try target.check(force: isForced, on: terminal)
    let recovery = try recovery()
    let lost = recovery.losses.map(\.name)
    let survivors = SurvivingMembers(recovery.header, without: lost)
    let saved = recovery.wholeTensors.filter { !survivors.tensorsToLeaveOut.contains($0) }
    if saved.isEmpty && !recovery.header.tensors.isEmpty {
      if isJSON { try terminal.print(json(recovery, survivors, saved: [], isWritten: false)) }
      throw Failure(.data, "\(file): no tensor is whole; \(firstReason(recovery))")
    }
    try recovery.write(
      to: target.location, members: survivors.members,
      leavingOut: survivors.tensorsToLeaveOut)
    if isJSON {
      return try terminal.print(json(recovery, survivors, saved: saved, isWritten: true))
    }
    try show(recovery, survivors, saved: saved.count, on: terminal)
  }

  private func recovery() throws -> Recovery {
    do throws(FormatError) {
      return try Recovery(opening: file)
    } catch {
      guard error.field == "header" || error.field.hasPrefix("header.") else { throw error }
      throw Failure(
        .data, "\(error); without the header nothing tells what the rest of the file is")
    }
  }

  private func firstReason(_ recovery: borrowing Recovery) -> String {
    recovery.losses.first.map { "\($0.reason)" } ?? ""
  }

  private func show(
    _ recovery: borrowing Recovery, _ survivors: SurvivingMembers, saved: Int,
    on terminal: Terminal
  ) throws {
    for repair in recovery.repairs { try terminal.print("repaired   \(repair)") }
    for loss in recovery.losses {
      let chunks =
        loss.chunkCount == 1 ? "" : " (\(loss.lostChunks) of \(loss.chunkCount) chunks)"
      var reason = loss.reason
      reason.path = nil
      try terminal.print("lost       \(loss.name)\(chunks): \(reason)")
    }
    for consequence in survivors.consequences {
      try terminal.print("so it is   \(words(consequence))")
    }
    let all = recovery.header.tensors.count
    let count =
      saved == all
      ? "all \(Wording.counted(all, "tensor"))" : "\(saved) of \(Wording.counted(all, "tensor"))"
    try terminal.print("saved      \(count) to \(output)")
  }

  private func words(_ consequence: SurvivingMembers.Consequence) -> String {
    switch consequence {
    case .network: "no network any more, but a bag of tensors"
    case .training: "a model whose training cannot be resumed"
    case .history: "without the table of its epochs"
    case .examples: "without examples to verify predictions by"
    }
  }

  private func json(
    _ recovery: borrowing Recovery, _ survivors: SurvivingMembers, saved: [String],
    isWritten: Bool
  ) -> JSONOutput {
    let lost = recovery.losses.map { loss -> JSONOutput in
      [
        "name": .string(loss.name), "chunks": .integer(loss.chunkCount),
        "lostChunks": .integer(loss.lostChunks), "reason": .string("\(loss.reason)"),
      ]
    }
    return [
      "file": .string(file), "output": isWritten ? .string(output) : .null,
      "repairs": .array(recovery.repairs.map { .string("\($0)") }), "lost": .array(lost),
      "saved": .array(saved.map { .string($0) }),
      "lostParts": .array(survivors.consequences.map { .string("\($0)") }),
    ]
  }
}
