import Synchronization

/// Tasks 0 ..< count, which threads take one after another until one fails.
///
/// Whichever thread fails first, the error that is told is that of the first task that fails: those before it
/// have all been taken by then, and are finished.
final class TaskQueue: Sendable {
  private struct State {
    var next = 0
    var failed: (task: Int, error: FormatError)?
  }

  private let count: Int
  private let state = Mutex(State())

  private init(count: Int) { self.count = count }

  /// Performs all tasks, with something that each thread makes for itself.
  ///
  /// - Throws: what the first of the tasks that fail throws.
  static func perform<Worker: ~Copyable>(
    _ count: Int, threads: Int, worker: @Sendable () -> Worker,
    _ task: @Sendable (Int, inout Worker) throws(FormatError) -> Void
  ) throws(FormatError) {
    if count == 0 { return }
    let queue = TaskQueue(count: count)
    onThreads(min(threads, count)) { _ in
      var worker = worker()
      while let next = queue.take() {
        do throws(FormatError) {
          try task(next, &worker)
        } catch {
          queue.fail(next, error)
        }
      }
    }
    if let failed = queue.state.withLock({ $0.failed }) { throw failed.error }
  }

  private func take() -> Int? {
    state.withLock { state in
      guard state.next < count, state.failed == nil else { return nil }
      state.next += 1
      return state.next - 1
    }
  }

  private func fail(_ task: Int, _ error: FormatError) {
    state.withLock { state in
      if let failed = state.failed, failed.task < task { return }
      state.failed = (task, error)
    }
  }
}
