import Interchange
import ModelFormat
import NeuralNetwork

/// What the words of the command that began the training still say: they may be a stranger's.
extension ResumeCommand {
  /// The command that the training began with, with what is said otherwise now.
  func command(of checkpoint: Checkpoint) throws -> TrainCommand {
    var command: TrainCommand
    do {
      guard !checkpoint.run.arguments.isEmpty else {
        throw UsageError("it was not saved by 'nnmodel train'")
      }
      command = try TrainCommand(parsing: checkpoint.run.arguments)
    } catch {
      throw Failure(
        .data, "\(run): the command that the training began with cannot be read: \(error)")
    }
    command.output = output ?? command.output
    command.isJSON = isJSON
    command.isQuiet = isQuiet
    if data.isEmpty {
      command.data = command.data.map(located)
    } else {
      command.data = data
    }
    command.layout.labels = command.layout.labels.map(located)
    if isJSON && command.output == "-" {
      throw UsageError("--json and the model cannot both go to standard output")
    }
    if (command.data + [command.layout.labels ?? ""]).contains("-") {
      throw UsageError("the training had its data from standard input: name them behind \(run)")
    }
    return command
  }

  /// Refuses what the checkpoint alone names and the user might not want opened or written: an output elsewhere, or over what
  /// is no model file, and data that are no files.
  func checkPlaces(of command: TrainCommand) throws {
    if output == nil, command.output != "-" { try checkPlace(of: command.output) }
    for path in (data.isEmpty ? command.data : []) + [command.layout.labels].compactMap(\.self) {
      _ = try File(openingRegular: DataFile.file(of: path), followingLinks: true)
    }
  }

  private func checkPlace(of output: String) throws {
    func refuse(_ why: String) throws {
      throw Failure(
        .cannotCreate, "\(output): \(why); the checkpoint alone names it: give -o PATH")
    }
    let beside = SystemCalls.isRegularFile(run) ? folder : "\(run)/.."
    if try !Directory.holds(output, in: "."), try !Directory.holds(output, in: beside) {
      try refuse("lies neither in the current directory nor beside \(run)")
    }
    let file = OutputFile(path: output, kind: .nnmodel)
    let isModel = try file.isRegularFile() && file.kindThere() == .nnmodel
    if !isModel, SystemCalls.isThere(output) {
      try refuse("is there already and is no model file")
    }
  }

  /// A path as it was given; or in the directory of the run, where it is not there.
  private func located(_ path: String) -> String {
    guard !path.hasPrefix("/"), !SystemCalls.isRegularFile(DataFile.file(of: path)) else {
      return path
    }
    let beside = "\(folder)/\(path)"
    return SystemCalls.isRegularFile(DataFile.file(of: beside)) ? beside : path
  }

  /// The directory of the checkpoints: RUN, or the one that it lies in.
  private var folder: String {
    guard SystemCalls.isRegularFile(run) else { return run }
    guard let slash = run.lastIndex(of: "/") else { return "." }
    return slash == run.startIndex ? "/" : String(run[..<slash])
  }
}
