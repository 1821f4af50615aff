import Synchronization
import TestSupport
import Testing

@testable import ModelFormat

@Suite(.timeLimit(.minutes(1)))
struct TaskQueueTests {
  private func error(_ task: Int) -> FormatError {
    FormatError(.missingMember, field: "task \(task)")
  }

  @Test("performs every task once", arguments: [0, 1, 2, 3, 8, 100])
  func all(_ threads: Int) throws {
    for count in [0, 1, 2, 7, 1000] {
      let seen = Mutex([Int](repeating: 0, count: count))
      let workers = Mutex(0)
      try TaskQueue.perform(count, threads: threads) {
        workers.withLock { $0 += 1 }
        return 0
      } _: { (task, performed) throws(FormatError) in
        performed += 1
        seen.withLock { $0[task] += 1 }
      }
      #expect(seen.withLock { $0.allSatisfy { $0 == 1 } })
      #expect(workers.withLock { $0 } == min(count, max(1, threads)) || count == 0)
    }
  }

  @Test(
    "tells the error of the first task that fails, whoever comes to it", arguments: [1, 2, 3, 8])
  func firstError(_ threads: Int) {
    var generator = Deterministic(seed: UInt64(threads))
    for round in 0..<400 {
      let count = Int.random(in: 1...60, using: &generator)
      let failing = Set(
        (0..<Int.random(in: 1...5, using: &generator)).map { _ in
          Int.random(in: 0..<count, using: &generator)
        })
      let performed = Mutex(Set<Int>())
      let found = #expect(throws: FormatError.self) {
        try TaskQueue.perform(count, threads: threads) {
          0
        } _: { (task, _) throws(FormatError) in
          // Some take longer than others.
          for step in 0..<(task * 7919 % 13) * 50 where step < 0 { continue }
          performed.withLock { _ = $0.insert(task) }
          if failing.contains(task) { throw error(task) }
        }
      }
      let first = failing.min() ?? 0
      #expect(found == error(first), "round \(round)")
      #expect(performed.withLock { $0.isSuperset(of: 0...first) })
    }
  }

  @Test("takes no more tasks once one has failed")
  func stops() {
    let performed = Mutex(0)
    _ = #expect(throws: FormatError.self) {
      try TaskQueue.perform(1_000_000, threads: 2) {
        0
      } _: { (task, _) throws(FormatError) in
        performed.withLock { $0 += 1 }
        if task == 3 { throw error(task) }
      }
    }
    #expect(performed.withLock { $0 } < 1_000_000)
  }
}
