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
  /// The words after the tool's name that go on with it when it was stopped.
  let wordsToGoOn: [String]

  /// Trains to the end, saves the model and says what came of it; or stops on a signal.
  ///
  /// - Parameters:
  ///   - epochs: the number of the last epoch.
  ///   - body: trains, with what to call after an epoch and between steps.
  /// - Throws: `ExitCode` with the signal's number where one stopped it and all is saved.
  func run(
    _ trainer: inout Trainer, epochs: Int, writer: CheckpointWriter?,
    _ body: (inout Trainer, (EpochResult) -> Void, TrainingObserver?) throws(NetworkError) -> Void
  ) throws {
    if writer != nil {
      Interruption.watch(on: terminal)
      StopSignal.watch()
    }
    var progress = ProgressBar(
      on: terminal, epochs: epochs, rows: training.count,
      resumingAfter: trainer.history.count * training.count + trainer.position)
    let observer: TrainingObserver? =
      if let writer {
        { (moment) throws(NetworkError) in try writer.observe(moment) }
      } else { nil }
    do throws(NetworkError) {
      try body(
        &trainer,
        { progress.finishEpoch($0.epoch, loss: $0.loss, validation: $0.validationLoss) }, observer)
    } catch {
      progress.finish()
      // What is being written is the last thing to go on from.
      do throws(NetworkError) { try writer?.finish() } catch { terminal.warn("\(error)") }
      throw error.about(input.name)
    }
    progress.finish()
    if let writer, writer.hasStopped, let signal = StopSignal.received {
      tellHowToGoOn(trainer)
      throw ExitCode.signal(signal)
    }
    try finish(trainer)
  }

  /// Saves the model and says what came of it.
  func finish(_ trainer: Trainer) throws {
    let metadata: Metadata = command.title.map { ["title": $0] } ?? [:]
    let model = try trainer.model(metadata: metadata)
    do { try model.write(to: file.location) } catch { throw file.explained(error) }
    try command.report(trainer, training, held, on: terminal)
  }

  private func tellHowToGoOn(_ trainer: Trainer) {
    let place =
      trainer.position == 0
      ? "after epoch \(trainer.history.count)"
      : "in epoch \(trainer.history.count + 1), after \(NumberFormat.grouped(trainer.position)) rows"
    terminal.note(
      StyledText("stopped at step \(NumberFormat.grouped(trainer.steps)), \(place); saved"))
    terminal.note(
      StyledText(
        "go on with: nnmodel " + wordsToGoOn.map(Wording.shellWord).joined(separator: " ")))
  }
}
