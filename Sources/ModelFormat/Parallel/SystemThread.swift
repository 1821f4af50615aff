import Glibc
import Synchronization

/// A thread that the system gives, or does not.
///
/// libdispatch, asked for one that cannot be had for want of memory or because a process may have no more of them, sleeps
/// and asks again without end, on the caller's thread. What runs here can be told, and do without.
package final class SystemThread: Sendable {
  /// What the thread begins with.
  private final class Start: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  /// Nil once nobody has to care for the thread any more.
  private let handle: Mutex<pthread_t?>

  /// Starts a thread; nil where the system gives none.
  package init?(_ body: @escaping @Sendable () -> Void) {
    let start = unsafe Unmanaged.passRetained(Start(body))
    var handle = pthread_t()
    let status = unsafe pthread_create(
      &handle, nil,
      { start in
        guard let start = unsafe start else { return nil }
        unsafe Unmanaged<Start>.fromOpaque(start).takeRetainedValue().body()
        return nil
      }, start.toOpaque())
    guard status == 0 else {
      unsafe start.release()
      return nil
    }
    self.handle = Mutex(handle)
  }

  deinit {
    if let handle = handle.withLock({ $0 }) { pthread_detach(handle) }
  }

  /// Waits until the thread has come to its end. Whoever waits second waits for the first.
  package func join() {
    handle.withLock { handle in
      if let thread = handle { pthread_join(thread, nil) }
      handle = nil
    }
  }
}
