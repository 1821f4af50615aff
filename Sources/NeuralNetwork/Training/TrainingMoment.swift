/// A training between two steps, as who watches it sees it, and no longer than for the call.
public struct TrainingMoment {
  private let trainer: Trainer
  private let engine: TrainingEngine

  init(_ trainer: Trainer, _ engine: TrainingEngine) {
    self.trainer = trainer
    self.engine = engine
  }

  /// The number of steps taken.
  public var steps: Int { trainer.steps }
  /// The number of epochs finished.
  public var epochs: Int { trainer.history.count }
  /// The rows seen of the epoch under way, 0 between two.
  public var position: Int { trainer.position }
  /// Whether this was the last step.
  public var isDone: Bool { trainer.isDone }

  /// The training as it stands here: a copy that may go on, or be saved, by itself.
  ///
  /// - Throws: ``NetworkError`` with `file` where there is not enough memory.
  public func snapshot() throws(NetworkError) -> Trainer {
    try engine.topology.requireMemoryToCopy(trainer.settings.optimizer)
    var snapshot = trainer
    snapshot.take(from: engine)
    return snapshot
  }

  /// Memory for snapshots of this training: that of an earlier one, where it fits.
  ///
  /// - Throws: so, too.
  func memory(reusing memory: SnapshotMemory?) throws(NetworkError) -> SnapshotMemory {
    if let memory, memory.fits(engine) { return memory }
    try engine.topology.requireMemoryToCopy(trainer.settings.optimizer)
    return SnapshotMemory(for: engine)
  }

  /// As ``snapshot()``, in memory that is used again: with no new pages it takes as long as a copy does.
  ///
  /// What an earlier snapshot in this memory held is gone.
  func snapshot(into memory: SnapshotMemory) -> Trainer {
    var snapshot = trainer
    memory.fill(from: engine, &snapshot)
    return snapshot
  }
}

/// What is to become of a training that is watched.
public enum TrainingDecision: Hashable, Sendable {
  /// It goes on; who watches is asked again after every step, or several, but at this one if it comes to it.
  case goOn(until: Int)
  /// It is left as it stands; ``Trainer/resume(_:validation:epochs:changesSchedule:progress:observer:)``
  /// goes on from there.
  case stop
}

/// Asked before the first step and after the following ones.
public typealias TrainingObserver = (TrainingMoment) throws(NetworkError) -> TrainingDecision

/// Room for the state of one training, kept between snapshots.
final class SnapshotMemory: Sendable {
  private let tensors, first, second: [[FloatBuffer]]

  /// Room for what `engine` holds.
  init(for engine: TrainingEngine) {
    tensors = engine.tensors.map { $0.map { $0.copy() } }
    first = engine.first.map { $0.map { $0.copy() } }
    second = engine.second.map { $0.map { $0.copy() } }
  }

  /// Whether it has the shape of what `engine` holds.
  func fits(_ engine: TrainingEngine) -> Bool {
    func counts(_ buffers: [[FloatBuffer]]) -> [[Int]] { buffers.map { $0.map(\.count) } }
    return counts(tensors) == counts(engine.tensors) && counts(first) == counts(engine.first)
      && counts(second) == counts(engine.second)
  }

  /// Copies the state of `engine` here, and puts it in the place of the trainer's.
  func fill(from engine: TrainingEngine, _ trainer: inout Trainer) {
    for (own, others) in [
      (tensors, engine.tensors), (first, engine.first), (second, engine.second),
    ] {
      for (own, others) in zip(own, others) {
        for (own, other) in zip(own, others) { own.assign(other) }
      }
    }
    trainer.current = Network(topology: engine.topology, tensors: tensors)
    trainer.state.first = first
    trainer.state.second = second
  }
}
