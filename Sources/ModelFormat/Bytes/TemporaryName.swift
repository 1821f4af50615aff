import Glibc
import Synchronization

/// The name of a file that is not whole yet: `.nnmodel-PROCESS-NUMBER.tmp` (spec/format.md W2).
///
/// It tells whose it is, so that what a killed process left can be told from what is being written.
struct TemporaryName: Equatable {
  let process: pid_t
  let number: Int

  private static let prefix = ".nnmodel-"
  private static let suffix = ".tmp"

  /// The number that this process gave out last.
  private static let counter = Atomic<Int>(0)

  /// A name that this process has not used yet.
  static func next() -> TemporaryName {
    TemporaryName(
      process: getpid(), number: counter.add(1, ordering: .sequentiallyConsistent).newValue)
  }

  init(process: pid_t, number: Int) {
    self.process = process
    self.number = number
  }

  /// Reads a file's name; nil for one that no save of ours has given.
  init?(parsing text: String) {
    guard text.hasPrefix(Self.prefix), text.hasSuffix(Self.suffix) else { return nil }
    let parts = text.dropFirst(Self.prefix.count).dropLast(Self.suffix.count)
      .split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let process = pid_t(parts[0]), let number = Int(parts[1]) else {
      return nil
    }
    self.init(process: process, number: number)
    guard process > 0, number > 0, self.text == text else { return nil }
  }

  /// The name as the directory has it.
  var text: String { "\(Self.prefix)\(process)-\(number)\(Self.suffix)" }

  /// Whether, as far as a name tells, nobody will ever finish the file, which was seen in a directory before this is asked.
  ///
  /// A process of another container may: that is told by its lock. In a container, processes often get the same number:
  /// a name of this process's own that it has not come to yet is another's, and nobody's now.
  var isStale: Bool {
    process == getpid()
      ? number > Self.counter.load(ordering: .sequentiallyConsistent)
      : kill(process, 0) != 0 && errno == ESRCH
  }
}
