import Glibc
import Synchronization

/// SIGINT and SIGTERM, as a wish to stop that a training grants when its state is saved.
///
/// A second one ends the process at once, as it would have without this. What comes within half a second is taken for the
/// first one: a shell's or a supervisor's ^C often arrives twice, at the process and at its group. One that who started
/// the process wants ignored stays ignored, as SIGINT is for what a shell runs in the background.
enum StopSignal {
  private static let number = Atomic<Int32>(0)
  private static let milliseconds = Atomic(0)

  /// The signal that came; `nil` while none has.
  static var received: Int32? {
    let number = number.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  /// From now on these signals are wishes.
  static func watch() {
    for signal in [SIGINT, SIGTERM] {
      SystemCalls.handle(signal) { received in
        let now = SystemCalls.milliseconds
        let isFirst = StopSignal.number.compareExchange(
          expected: 0, desired: received, ordering: .relaxed
        ).exchanged
        if isFirst {
          StopSignal.milliseconds.store(now, ordering: .relaxed)
        } else if now - StopSignal.milliseconds.load(ordering: .relaxed) > 500 {
          if !Interruption.notify(received) { _exit(128 + received) }
        }
      }
    }
  }
}
