import Dispatch
import Synchronization
import Testing

@testable import NeuralNetwork

@Suite(.serialized) struct ThreadPoolTests {
  /// Each number comes once, with more threads than processors and again after workers have gone to sleep.
  @Test(arguments: [2, 3, 8]) func everyNumberComesOnce(threads: Int) {
    let pool = ThreadPool()
    for round in 0..<200 {
      let calls = (0..<threads).map { _ in Counter() }
      pool.run(threads: threads) { calls[$0].add() }
      #expect(calls.allSatisfy { $0.value == 1 })
      if round % 50 == 0 {
        _ = DispatchSemaphore(value: 0).wait(timeout: .now() + .milliseconds(5))
      }
    }
  }

  /// Two parts that wait for each other end only if they run at the same time.
  @Test func partsRunAtTheSameTime() {
    let arrived = Counter()
    ThreadPool().run(threads: 2) { _ in
      arrived.add()
      while arrived.value < 2 { continue }
    }
    #expect(arrived.value == 2)
  }

  @Test func aPartMayAskForPartsItself() {
    let calls = Counter()
    let pool = ThreadPool()
    pool.run(threads: 3) { _ in pool.run(threads: 4) { _ in calls.add() } }
    #expect(calls.value == 12)
  }

  @Test func severalCallersShareOnePool() async {
    let calls = Counter()
    let pool = ThreadPool()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<4 {
        group.addTask { for _ in 0..<500 { pool.run(threads: 2) { _ in calls.add() } } }
      }
    }
    #expect(calls.value == 4_000)
  }

  private final class Counter: Sendable {
    private let count = Atomic(0)
    var value: Int { count.load(ordering: .sequentiallyConsistent) }
    func add() { count.add(1, ordering: .sequentiallyConsistent) }
  }
}
