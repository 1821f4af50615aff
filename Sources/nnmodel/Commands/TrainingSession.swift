import NeuralNetwork

/// A training in front of a person: with a bar, saved on its way, and stopped by a signal.
struct TrainingSession {
  /// What the user has asked for: the output, and how much is said.
  let command: TrainCommand
  let input: DataInput
  let file: OutputFile
  let training: Dataset
  let held: Dataset?
  let terminal: Terminal

  /// Where checkpoints go.
  struct Saving {
    /// The directory, as the user calls it.
    let path: String
    let writer: CheckpointWriter
  }

  /// Trains to the end, saves the model and says what came of it; or stops on a signal.
  ///
  /// - Parameters:
  ///   - epochs: the number of the last epoch.
  ///   - body: trains, with what to call after an epoch and between steps.
  /// - Throws: `ExitCode` with the signal's number where one stopped it and all is saved.
  func run(
    _ trainer: inout Trainer, epochs: Int, saving: Saving?,
    _ body: (inout Trainer, (EpochResult) -> Void, TrainingObserver?) throws(NetworkError) -> Void
  ) throws {
    if saving != nil { StopSignal.watch() }
    var progress = ProgressBar(
      on: terminal, epochs: epochs, rows: training.count,
      resumingAfter: trainer.history.count * training.count + trainer.position)
    let observer: TrainingObserver? =
      if let saving {
        { (moment) throws(NetworkError) in try saving.writer.observe(moment) }
      } else { nil }
    do throws(NetworkError) {
      try body(
        &trainer,
        { progress.finishEpoch($0.epoch, loss: $0.loss, validation: $0.validationLoss) }, observer)
    } catch {
      progress.finish()
      throw error.about(input.name)
    }
    progress.finish()
    if let saving, saving.writer.hasStopped, let signal = StopSignal.received {
      tellHowToGoOn(trainer, saving.path)
      throw ExitCode.signal(signal)
    }
    try finish(trainer)
  }

  /// Saves the model and says what came of it.
  func finish(_ trainer: Trainer) throws {
    let metadata = command.title.map { ["title": $0] } ?? [:]
    let model = try trainer.model(metadata: metadata)
    do { try model.write(to: file.location) } catch { throw file.explained(error) }
    try command.report(trainer, training, held, on: terminal)
  }

  private func tellHowToGoOn(_ trainer: Trainer, _ path: String) {
    let place =
      trainer.position == 0
      ? "after epoch \(trainer.history.count)"
      : "in epoch \(trainer.history.count + 1), after \(NumberFormat.grouped(trainer.position)) rows"
    terminal.note(
      StyledText("stopped at step \(NumberFormat.grouped(trainer.steps)), \(place); saved"))
    terminal.note(StyledText("go on with: nnmodel resume \(Wording.shellWord(path))"))
  }
}
