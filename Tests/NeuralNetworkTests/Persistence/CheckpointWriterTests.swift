import Glibc
import ModelFormat
import TestSupport
import Testing

@testable import NeuralNetwork

@Suite struct CheckpointWriterTests {
  typealias Case = ResumeTests.Case

  private func steps(in path: String) throws -> [Int] {
    try CheckpointDirectory.entries(in: path).map(\.step)
  }

  /// Trains one case, all checkpoints kept.
  private func train(
    _ training: Case, in path: String, every interval: CheckpointWriter.Interval?,
    isInBackground: Bool = true, stopAt: Int = .max
  ) throws -> (Trainer, CheckpointWriter) {
    var trainer = training.trainer
    var seen = -1
    let writer = CheckpointWriter(
      try CheckpointDirectory(path, keeping: [.every(steps: 1)]), every: interval,
      data: DataIdentity(training.data), isInBackground: isInBackground,
      isStopRequested: {
        seen += 1
        return seen >= stopAt
      })
    try trainer.fit(training.data, epochs: Case.epochs, observer: writer.observe)
    return (trainer, writer)
  }

  /// The start, every so many steps, and the end; 7 steps an epoch make 35.
  @Test(arguments: [true, false]) func savesWhatIsAskedFor(isInBackground: Bool) throws {
    let training = try Case(.adam(learningRate: 0.01), .dropout)
    let directory = try TemporaryDirectory()
    let (_, writer) = try train(
      training, in: directory.path, every: .steps(10), isInBackground: isInBackground)
    #expect(try steps(in: directory.path) == [0, 10, 20, 30, 35])
    #expect(writer.saveCount == 5 && !writer.hasStopped)
  }

  /// Tiny networks take their steps many at a time, and are saved at the right ones all the same.
  @Test func savesATinyNetworkAtTheSteps() throws {
    let training = try Case(.sgd(learningRate: 0.05), .tiny)
    let directory = try TemporaryDirectory()
    _ = try train(training, in: directory.path, every: .steps(100))
    #expect(try steps(in: directory.path) == [0, 100, 200, 265])
  }

  @Test func savesAfterATime() throws {
    let training = try Case(.adam(learningRate: 0.01), .shuffle)
    let directory = try TemporaryDirectory()
    _ = try train(training, in: directory.path, every: .time(.nanoseconds(1)))
    #expect(try steps(in: directory.path) == Array(0...35))
    let other = try TemporaryDirectory()
    _ = try train(training, in: other.path, every: .time(.seconds(3_600)))
    #expect(try steps(in: other.path) == [0, 35])
  }

  /// A file that another thread writes while training goes on is that of one step: the same, to the bit, as of
  /// a training that was left there.
  @Test func eachFileIsOfOneStep() throws {
    let training = try Case(.adam(learningRate: 0.01), .batchNorm)
    let directory = try TemporaryDirectory()
    _ = try train(training, in: directory.path, every: .steps(4))
    for entry in try CheckpointDirectory.entries(in: directory.path) where entry.step < 35 {
      var left = training.trainer
      try left.fit(
        training.data, epochs: Case.epochs,
        observer: { $0.steps >= entry.step ? .stop : .goOn(until: entry.step) })
      let saved = try Checkpoint(contentsOf: entry.path).trainer
      #expect(try saved.model() == left.model())
      #expect(
        zip(saved.state.second.joined(), left.state.second.joined()).allSatisfy {
          $0.isEqual(to: $1)
        })
    }
  }

  @Test func stopsWhenAsked() throws {
    let training = try Case(.adam(learningRate: 0.01), .dropout)
    let directory = try TemporaryDirectory()
    let (stopped, writer) = try train(training, in: directory.path, every: nil, stopAt: 11)
    #expect(writer.hasStopped && stopped.steps == 11 && !stopped.isDone)
    let found = try CheckpointDirectory.newest(in: directory.path)
    #expect(found.checkpoint.step == 11)
    var resumed = found.checkpoint.trainer
    try resumed.resume(training.data)
    #expect(try resumed.model() == training.whole().model())
  }

  /// Stopped before the first step, there is something to go on from.
  @Test func stopsBeforeTheFirstStep() throws {
    let training = try Case(.adam(learningRate: 0.01), .dropout)
    let directory = try TemporaryDirectory()
    _ = try train(training, in: directory.path, every: nil, stopAt: 0)
    var resumed = try CheckpointDirectory.newest(in: directory.path).checkpoint.trainer
    #expect(resumed.steps == 0)
    try resumed.resume(training.data)
    #expect(try resumed.model() == training.whole().model())
  }

  /// What goes wrong on the other thread ends the training, soon and not at its end.
  @Test func anErrorInTheBackgroundEndsTheTraining() throws {
    let training = try Case(.adam(learningRate: 0.01), .shuffle)
    let directory = try TemporaryDirectory()
    let path = directory.file("runs")
    var trainer = training.trainer
    let writer = CheckpointWriter(
      try CheckpointDirectory(path), every: .steps(1), data: DataIdentity(training.data))
    var last = 0
    #expect(throws: NetworkError.self) {
      try trainer.fit(
        training.data, epochs: 1_000,
        observer: { (moment) throws(NetworkError) in
          last = moment.steps
          if moment.steps == 3 {
            try? writer.finish()
            for name in (try? Directory.names(in: path)) ?? [] {
              _ = try? Directory.remove("\(path)/\(name)")
            }
            remove(path)
          }
          return try writer.observe(moment)
        })
    }
    #expect((4...6).contains(last))
    #expect(trainer.steps == 0)
  }
}

/// Removes an empty directory, as the system call of this name does.
private func remove(_ path: String) { _ = unsafe rmdir(path) }
