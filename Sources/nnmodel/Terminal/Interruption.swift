import Glibc
import ModelFormat
import Synchronization

/// SIGINT, SIGTERM and SIGHUP while a file is being written: what is not whole goes, the line that was drawn ends, and the
/// process ends as the signal would have ended it.
///
/// A handler of signals may do next to nothing. It writes a byte to a pipe, and a thread that waits there does the rest.
enum Interruption {
  private static let pipe = Atomic<Int32>(-1)
  private static let isWatching = Atomic(false)

  /// From now on, what this process has not finished does not outlive it.
  static func watch(on terminal: Terminal) {
    let wasWatching = isWatching.exchange(true, ordering: .sequentiallyConsistent)
    guard !wasWatching, let (reading, writing) = SystemCalls.pipe() else { return }
    let waiting = SystemThread {
      guard let number = SystemCalls.readByte(from: reading) else { return }
      end(by: Int32(number), on: terminal)
    }
    // Without one, signals end the process as they do.
    guard waiting != nil else { return }
    pipe.store(writing, ordering: .sequentiallyConsistent)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      SystemCalls.handle(number) { received in
        if !Interruption.notify(received) { _exit(128 + received) }
      }
    }
  }

  /// Has the process end by a signal, from a handler of signals.
  ///
  /// - Returns: whether somebody waits for it.
  static func notify(_ number: Int32) -> Bool {
    let pipe = pipe.load(ordering: .sequentiallyConsistent)
    return pipe >= 0 && SystemCalls.writeByte(UInt8(truncatingIfNeeded: number), to: pipe)
  }

  private static func end(by number: Int32, on terminal: Terminal) {
    AtomicFile.removeTemporaries()
    terminal.keepStatus()
    _ = signal(number, SIG_DFL)
    kill(getpid(), number)
    // The first process of a container, whom signals do not end.
    _exit(128 + number)
  }
}
