import ModelFormat
import Synchronization

/// Saves a training on its way, on another thread, and stops it when that is asked for.
///
/// Saved are the state before the first step, every so many steps or so much time, the ends of epochs, and the
/// end. Training stands still for a copy of the state alone; the next save waits for the one before it.
/// It is used by one training at a time:
///
///     let writer = CheckpointWriter(try CheckpointDirectory("runs/digits"), data: DataIdentity(rows))
///     try trainer.fit(rows, observer: writer.observe)
public final class CheckpointWriter {
  /// When a training is saved in the middle of an epoch.
  public enum Interval: Hashable, Sendable {
    /// After so many steps.
    case steps(Int)
    /// When so much time has passed.
    case time(Duration)
  }

  private let directory: DirectoryHolder
  private let saver = BackgroundSaver()
  private let interval: Interval?
  private let data: DataIdentity
  private let run: RunRecord
  private let metadata: Metadata
  private let isInBackground: Bool
  private let isStopRequested: () -> Bool
  private var memory: SnapshotMemory?
  private var savedStep: Int?
  private var savedTime = ContinuousClock.now
  /// The number of saves.
  public private(set) var saveCount = 0
  /// Whether it has stopped a training.
  public private(set) var hasStopped = false

  /// Epochs that end sooner after a save than this are not saved, unless their steps are asked for.
  private static let shortestPause = Duration.seconds(1)

  private final class DirectoryHolder: Sendable {
    let directory: Mutex<CheckpointDirectory>
    init(_ directory: consuming CheckpointDirectory) { self.directory = Mutex(directory) }
    func save(_ checkpoint: Checkpoint, options: WriteOptions) throws(NetworkError) {
      _ = try directory.withLock { (directory) throws(NetworkError) in
        try directory.save(checkpoint, options: options)
      }
    }
  }

  /// A writer for a training on rows of the identity `data`.
  ///
  /// - Parameters:
  ///   - directory: where the checkpoints go.
  ///   - interval: when to save within epochs; `nil` for their ends alone.
  ///   - resumedFrom: the step whose checkpoint is there already.
  ///   - isInBackground: whether another thread writes; otherwise training waits for it.
  ///   - isStopRequested: asked after each step; where it says so, the training is saved and stopped.
  public init(
    _ directory: consuming CheckpointDirectory, every interval: Interval? = nil, data: DataIdentity,
    run: RunRecord = RunRecord(), metadata: Metadata = [:], resumedFrom step: Int? = nil,
    isInBackground: Bool = true, isStopRequested: @escaping () -> Bool = { false }
  ) {
    if case .steps(let count) = interval { precondition(count > 0, "an interval of no steps") }
    self.directory = DirectoryHolder(directory)
    self.interval = interval
    self.data = data
    self.run = run
    self.metadata = metadata
    savedStep = step
    self.isInBackground = isInBackground
    self.isStopRequested = isStopRequested
  }

  /// The observer of the training.
  ///
  /// - Throws: what a save ran into, at the next step or, for the last one, at the end.
  public func observe(_ moment: TrainingMoment) throws(NetworkError) -> TrainingDecision {
    try saver.check()
    let isStopping = isStopRequested()
    if isStopping || isDue(moment) { try save(moment) }
    if moment.isDone || isStopping { try saver.finish() }
    if isStopping && !moment.isDone {
      hasStopped = true
      return .stop
    }
    guard case .steps(let count) = interval else { return .goOn(until: .max) }
    return .goOn(until: (moment.steps / count + 1) * count)
  }

  /// Waits until everything is on the disk: for who has stopped the training by itself.
  ///
  /// - Throws: what the last save ran into.
  public func finish() throws(NetworkError) { try saver.finish() }

  /// In the background, a save leaves the processors to the training as far as it can.
  private var options: WriteOptions {
    var options = WriteOptions()
    if isInBackground {
      options.threads = 1
      options.searchesMatches = false
    }
    return options
  }

  private func isDue(_ moment: TrainingMoment) -> Bool {
    guard let savedStep else { return true }
    guard moment.steps != savedStep || moment.isDone else { return false }
    if moment.isDone { return true }
    let pause = savedTime.duration(to: .now)
    switch interval {
    case .steps(let count) where moment.steps / count > savedStep / count: return true
    case .time(let duration) where pause >= duration: return true
    default: return moment.position == 0 && pause >= Self.shortestPause
    }
  }

  private func save(_ moment: TrainingMoment) throws(NetworkError) {
    try saver.finish()  // whose snapshot lies in the memory
    let memory = try moment.memory(reusing: memory)
    self.memory = memory
    let checkpoint = Checkpoint(
      moment.snapshot(into: memory), data: data, run: run, metadata: metadata)
    let directory = directory
    let options = options
    try saver.submit { () throws(NetworkError) in
      try directory.save(checkpoint, options: options)
    }
    if !isInBackground { try saver.finish() }
    savedStep = moment.steps
    savedTime = .now
    saveCount += 1
  }
}
