import Interchange
import ModelFormat
import NeuralNetwork

/// `nnmodel resume`: a training that was stopped, killed or moved goes on to the same end.
struct ResumeCommand: Command {
  static let name = "resume"
  static let summary = "goes on with a training from its last checkpoint"
  static let discussion = """
    RUN is the directory that 'train --save-to' has filled, or one checkpoint of it. Of a directory the
    newest whole checkpoint is taken; one that is damaged is told of, and left where it is. The training
    goes on as if it had never been left: its end has the same bits.

    Data and options are those that the training began with. A path that is not there is also looked
    for in RUN. Data at another place are named behind RUN, and may be a pipe only there. Where the
    rows are others than the training had, it is refused, unless --allow-data-change says that they
    may be.

    The run may be another's: where its output lies neither in the current directory nor in the one
    that RUN lies in, or would go over what is no model file, -o has to say where the model goes.

    --epochs says another end than the first. A schedule such as cosine keeps the end that it was
    made for, unless --allow-schedule-change says otherwise.

    From a single file training goes on without saving, unless --save-to names a directory.
    """
  static let examples = [
    "nnmodel resume runs/digits", "nnmodel resume runs/digits -o digits.nnmodel --epochs 50",
    "nnmodel resume runs/digits/step-00000450.nnmodel digits.csv -o digits.nnmodel",
  ]

  var run = ""
  var data: [String] = []
  var output: String?
  var epochs: Int?
  var saveTo: String?
  var saveEvery: CheckpointWriter.Interval?
  var keep: [Retention] = []
  var allowsDataChange = false
  var allowsScheduleChange = false
  var threads: Int?
  var maxMemory: MemorySize?
  var isForced = false
  var isQuiet = false
  var isJSON = false

  static let options: [Option<Self>] = [
    .positional("RUN", \.run, "the directory of checkpoints, or one of them"),
    .positionals("DATA", \.data, "the data, where they are at another place now", required: false),
    .value(
      "--output", short: "-o", \.output, "FILE", "where the model is saved",
      default: "as the training began with"),
    .value(
      "--epochs", \.epochs, "N", "the number of the last epoch", in: .atLeast(1),
      default: "as the training began with"),
    .value(
      "--save-to", \.saveTo, "DIR", "where checkpoints go", default: "RUN, if it is a directory"),
    .saveEvery(\.saveEvery),
    .keep(\.keep),
    .flag("--allow-data-change", \.allowsDataChange, "the rows may be others than before"),
    .flag(
      "--allow-schedule-change", \.allowsScheduleChange,
      "with --epochs, the schedule ends there, too"),
    .threads(\.threads),
    .maxMemory(\.maxMemory),
    .force(\.isForced),
    .quiet(\.isQuiet),
    .json(\.isJSON),
  ]

  func validate() throws(UsageError) {
    if saveTo == nil, SystemCalls.isRegularFile(run), saveEvery != nil || !keep.isEmpty {
      throw UsageError(
        "--save-every and --keep: from a single file nothing is saved without --save-to")
    }
    if allowsScheduleChange && epochs == nil {
      throw UsageError("--allow-schedule-change goes with --epochs")
    }
  }

  func run(_ terminal: Terminal) throws {
    var terminal = terminal
    terminal.isQuiet = isQuiet
    let isDirectory = !SystemCalls.isRegularFile(run)
    let directory = saveTo ?? (isDirectory ? run : nil)
    // Locked before anything is read: nobody else may add to it meanwhile. But what is not there stays so.
    if isDirectory { _ = try CheckpointDirectory.files(in: run) }
    var target: CheckpointDirectory?
    if let directory {
      target = try CheckpointDirectory(directory)
    }
    var (checkpoint, path) = try load(isDirectory: isDirectory, terminal)
    target?.pinned = path
    if let saveTo { try checkNothingLater(in: saveTo, than: checkpoint) }
    let command = try self.command(of: checkpoint)
    target?.limits = (maxMemory ?? command.maxMemory).limits
    target?.retention = keep.isEmpty ? command.retention : keep
    try checkPlaces(of: command)
    let file = OutputFile(path: command.output, kind: .nnmodel)
    try file.check(force: isForced, on: terminal)
    let limits = (maxMemory ?? command.maxMemory).limits
    let input = DataInput(command.data, command.layout, limits: limits)
    let rows = try command.readRows(input)
    let (training, held) = try command.parts(of: rows, input)
    let identity = DataIdentity(training, validation: held)
    try checkData(&checkpoint, identity, input)

    var trainer = checkpoint.trainer
    trainer.threads = threads ?? command.threads ?? availableProcessors
    let session = TrainingSession(
      command: command, input: input, file: file, training: training, held: held,
      terminal: terminal, wordsToGoOn: wordsToGoOn(directory))
    let end = epochs ?? trainer.lastEpoch ?? trainer.history.count
    announce(trainer, end, on: terminal)
    if isFinished(trainer) { return try session.finish(trainer) }
    var writer: CheckpointWriter?
    if let target = target.take() {
      writer = CheckpointWriter(
        target, every: saveEvery ?? command.saveEvery, data: identity, run: checkpoint.run,
        metadata: checkpoint.metadata, resumedFrom: directory == run ? checkpoint.step : nil,
        isStopRequested: { StopSignal.received != nil })
    }
    try session.run(&trainer, epochs: end, writer: writer) {
      (trainer, progress, observer) throws(NetworkError) in
      try trainer.resume(
        training, validation: held, epochs: epochs, changesSchedule: allowsScheduleChange,
        progress: progress, observer: observer)
    }
  }

  /// Whether there is nothing left to do.
  private func isFinished(_ trainer: Trainer) -> Bool {
    trainer.isDone && (trainer.hasStoppedEarly || epochs ?? 0 <= trainer.history.count)
  }

  /// The words after the tool's name that go on from here once more.
  private func wordsToGoOn(_ directory: String?) -> [String] {
    ["resume", directory ?? run] + data + (output.map { ["-o", $0] } ?? [])
  }

  /// Refuses a directory in which the steps to come are there already, from another training or another end.
  private func checkNothingLater(in directory: String, than checkpoint: Checkpoint) throws {
    let files = try CheckpointDirectory.files(in: directory)
    guard let later = files.first(where: { $0.step > checkpoint.step }) else { return }
    throw Failure(
      .cannotCreate,
      "--save-to \(directory): has a later checkpoint than the one to go on from, "
        + "\(later.path); name another directory")
  }

  /// The checkpoint to go on from; what is skipped is told.
  private func load(
    isDirectory: Bool, _ terminal: Terminal
  ) throws -> (checkpoint: Checkpoint, path: String) {
    guard isDirectory else {
      return (try Checkpoint(contentsOf: run, limits: maxMemory.limits), run)
    }
    let found = try CheckpointDirectory.newest(in: run, limits: maxMemory.limits)
    for entry in found.skipped {
      terminal.warn("\(entry.path): skipped: \(entry.fault.map { "\($0)" } ?? "damaged")")
    }
    return (found.checkpoint, found.path)
  }

  private func checkData(
    _ checkpoint: inout Checkpoint, _ identity: DataIdentity, _ input: DataInput
  ) throws {
    do throws(NetworkError) {
      try checkpoint.check(identity)
    } catch {
      guard allowsDataChange else {
        throw Failure(
          .data,
          "\(input.name): not the rows that the training had: \(error); "
            + "--allow-data-change goes on all the same")
      }
      if !checkpoint.run.overrides.contains("data") { checkpoint.run.overrides.append("data") }
    }
    if allowsScheduleChange, !checkpoint.run.overrides.contains("schedule") {
      checkpoint.run.overrides.append("schedule")
    }
  }

  private func announce(_ trainer: Trainer, _ end: Int, on terminal: Terminal) {
    let steps = "step \(NumberFormat.grouped(trainer.steps))"
    if isFinished(trainer) {
      terminal.note(
        StyledText(
          "\(run): the training is finished: \(Wording.counted(trainer.history.count, "epoch")), "
            + steps))
    } else {
      let rows =
        trainer.position == 0 ? "" : ", after \(NumberFormat.grouped(trainer.position)) rows of it"
      terminal.note(
        StyledText(
          "\(run): goes on from \(steps), epoch \(trainer.history.count + 1) of \(end)\(rows)")
      )
    }
  }
}
