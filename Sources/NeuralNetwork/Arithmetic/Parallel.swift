import Glibc
import Synchronization

/// The work, in fused multiply-adds, below which a second thread costs more than it saves.
let minimumParallelWork = 1 << 19

/// Runs `body` once a thread, with the number of the thread, all at the same time.
///
/// Threads share no output and no sum is ever split between them, so the bits do not depend on their
/// number. Rule A3 of spec/arithmetic.md.
package func onEachThread(of threads: Int, _ body: @Sendable (Int) -> Void) {
  if threads < 2 { return body(0) }
  ThreadPool.shared.run(threads: threads) { thread in
    withStandardFloatingPoint { body(thread) }
  }
}

/// Runs `body` for contiguous parts of `0 ..< count`, one a thread.
func onEachPart(of count: Int, threads: Int, _ body: @Sendable (Range<Int>) -> Void) {
  let parts = max(1, min(threads, count))
  onEachThread(of: parts) { part in
    body((count * part / parts)..<(count * (part + 1) / parts))
  }
}

/// The parts of `0 ..< count`, for threads that each take the next one when they have done theirs.
///
/// Where the machine holds one of them up, the others do more meanwhile.
struct Blocks: ~Copyable, Sendable {
  private let count, size: Int
  private let taken = Atomic(0)

  /// Parts of `size` indices, the last one of what is left.
  init(of count: Int, size: Int) {
    self.count = count
    self.size = size
  }

  /// The next part; `nil` when all are taken.
  func next() -> Range<Int>? {
    let start = taken.add(size, ordering: .relaxed).oldValue
    return start < count ? start..<min(start + size, count) : nil
  }
}
