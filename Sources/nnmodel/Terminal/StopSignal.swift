import Glibc
import Synchronization

/// SIGINT and SIGTERM, as a wish to stop that a training grants when its state is saved.
///
/// The second one ends the process at once.
enum StopSignal {
  private static let number = Atomic<Int32>(0)

  /// The signal that came; `nil` while none has.
  static var received: Int32? {
    let number = number.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  /// From now on these signals are wishes.
  static func watch() {
    for signal in [SIGINT, SIGTERM] {
      _ = Glibc.signal(signal) { received in
        if StopSignal.number.exchange(received, ordering: .relaxed) != 0 { _exit(128 + received) }
      }
    }
  }
}
