import ModelFormat
import Synchronization

/// Saves on a thread of its own while training goes on: one at a time, the next waits.
///
/// What a save writes must be its own copy of the state, taken when it is submitted. A save that fails is told
/// of at the next occasion, once: by ``submit(_:)``, ``check()`` or ``finish()``.
public final class BackgroundSaver: Sendable {
  private let running = Mutex<SystemThread?>(nil)
  private let failure = Mutex<NetworkError?>(nil)

  /// A saver with nothing to do.
  public init() {}

  /// Starts a save, as soon as the one before it is done. Where the system gives no thread for it, it is made at once.
  ///
  /// - Returns: how long that took to wait for.
  /// - Throws: what the save before threw; then this one is not started.
  @discardableResult
  public func submit(
    _ save: @escaping @Sendable () throws(NetworkError) -> Void
  ) throws(NetworkError) -> Duration {
    let waited = ContinuousClock().measure { wait() }
    try check()
    let saving: @Sendable () -> Void = { [self] in
      do throws(NetworkError) {
        try save()
      } catch {
        failure.withLock { $0 = error }
      }
    }
    if let thread = SystemThread(saving) {
      running.withLock { $0 = thread }
    } else {
      saving()
    }
    return waited
  }

  /// Tells whether a save has failed, without waiting for one that is running.
  ///
  /// - Throws: what it threw.
  public func check() throws(NetworkError) {
    let error = failure.withLock { failure in
      defer { failure = nil }
      return failure
    }
    if let error { throw error }
  }

  /// Waits until nothing is left to save. Before the process ends, this is what makes the last save count.
  ///
  /// - Throws: what the last save threw.
  public func finish() throws(NetworkError) {
    wait()
    try check()
  }

  private func wait() {
    running.withLock { thread in
      thread?.join()
      thread = nil
    }
  }
}
