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

  /// Addresses that a thread takes: its stack, and what the C library sets aside for what the thread allocates.
  private static let byteCount = 80 << 20

  /// How many of some threads there is memory for, so that they leave enough to who asked for some already.
  ///
  /// - Parameter asked: so many bytes, which are not taken yet.
  package static func affordable(_ count: Int, beside asked: Int = 0) -> Int {
    (1...max(1, count)).prefix { $0 <= count && isThereMemory($0 * byteCount + asked) }.count
  }

  /// Nil once nobody has to care for the thread any more.
  private let handle: Mutex<pthread_t?>

  /// Starts a thread; nil where the system gives none, or where too little would be left of what was asked for.
  package init?(beside asked: Int = 0, _ body: @escaping @Sendable () -> Void) {
    guard Self.affordable(1, beside: asked) == 1 else { return nil }
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
