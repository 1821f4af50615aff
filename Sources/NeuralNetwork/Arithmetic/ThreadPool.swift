import CKernels
import Dispatch
import ModelFormat
import Synchronization

/// Threads that stay awake between the parts of a training step.
///
/// A batch of a small network takes some 100 µs, and its threads meet twice in that time; to wake one that
/// sleeps takes half as long. A worker that has nothing to do therefore looks for the next part for about
/// a millisecond before it goes to sleep, which is longer than whatever lies between two parts.
final class ThreadPool: Sendable {
  /// The pool of this process. Its threads start when they are first needed.
  static let shared = ThreadPool()

  typealias Body = @Sendable (Int) -> Void

  private let isBusy = Atomic(false)
  private let workers = Mutex<[Worker]>([])
  private let body = Mutex<Body?>(nil)
  /// How many workers are not done yet, and whether the caller sleeps meanwhile.
  private let pending = Atomic(0)
  private static let callerSleeps = 1 << 32
  private let allAreDone = DispatchSemaphore(value: 0)
  private let processors = availableProcessors

  /// So often a thread looks before it sleeps: about a millisecond.
  private static let patience = 20_000

  /// Calls `body` with each number below `threads`, the caller's thread taking 0; returns when all are done.
  ///
  /// Where the pool is at work already, for another caller or in a part of the same, the parts follow one
  /// another on the caller's thread; so do those for which the system gives no thread.
  func run(threads: Int, _ body: Body) {
    let isFree = isBusy.compareExchange(expected: false, desired: true, ordering: .acquiring)
      .exchanged
    guard isFree else {
      for thread in 0..<threads { body(thread) }
      return
    }
    withoutActuallyEscaping(body) { body in
      self.body.withLock { $0 = body }
      let helping = hire(threads - 1)
      pending.store(helping, ordering: .relaxed)
      // More threads than processors would only take them away from each other by looking.
      let patience = threads <= processors ? Self.patience : 0
      start(helping, patience: patience)
      body(0)
      for thread in helping + 1..<threads { body(thread) }
      waitForAll(patience: patience)
      self.body.withLock { $0 = nil }
    }
    isBusy.store(false, ordering: .releasing)
  }

  /// Sees to it that there are so many workers.
  ///
  /// - Returns: how many of them there are; fewer where the system gives no thread.
  private func hire(_ count: Int) -> Int {
    workers.withLock { workers in
      if workers.count >= count { return count }
      let affordable = workers.count + SystemThread.affordable(count - workers.count)
      while workers.count < affordable, let worker = Worker(workers.count + 1, of: self) {
        workers.append(worker)
      }
      return min(count, workers.count)
    }
  }

  private func start(_ count: Int, patience: Int) {
    workers.withLock { workers in
      for worker in workers[..<count] { worker.call(patience: patience) }
    }
  }

  private func waitForAll(patience: Int) {
    for _ in 0..<patience {
      if pending.load(ordering: .acquiring) == 0 { return }
      nn_pause()
    }
    let left = pending.bitwiseOr(Self.callerSleeps, ordering: .acquiringAndReleasing).oldValue
    if left > 0 { allAreDone.wait() }
  }

  /// The part of one worker. It lets go of the body before it says that it is done.
  private func perform(_ thread: Int) {
    takePart(thread)
    let left = pending.subtract(1, ordering: .acquiringAndReleasing).newValue
    if left == Self.callerSleeps { allAreDone.signal() }
  }

  @inline(never)
  private func takePart(_ thread: Int) {
    body.withLock { $0 }?(thread)
  }

  /// One thread, and how it is told that there is something to do.
  private final class Worker: Sendable {
    private enum State {
      static let waits = 0
      static let isCalled = 1
      static let sleeps = 2
    }
    private let state = Atomic(State.waits)
    private let patience = Atomic(0)
    private let isNeeded = DispatchSemaphore(value: 0)

    init?(_ thread: Int, of pool: ThreadPool) {
      let worker = SystemThread {
        while true {
          self.waitForCall()
          pool.perform(thread)
        }
      }
      if worker == nil { return nil }
    }

    func call(patience: Int) {
      self.patience.store(patience, ordering: .relaxed)
      let old = state.exchange(State.isCalled, ordering: .acquiringAndReleasing)
      if old == State.sleeps { isNeeded.signal() }
    }

    private func waitForCall() {
      for _ in 0..<patience.load(ordering: .relaxed) {
        if state.load(ordering: .acquiring) == State.isCalled {
          return state.store(State.waits, ordering: .relaxed)
        }
        nn_pause()
      }
      let isAsleep = state.compareExchange(
        expected: State.waits, desired: State.sleeps, ordering: .acquiringAndReleasing
      ).exchanged
      if isAsleep { isNeeded.wait() }
      state.store(State.waits, ordering: .relaxed)
    }
  }
}
