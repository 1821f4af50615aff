import Synchronization
import Testing

@testable import ModelFormat

struct SystemThreadTests {
  @Test("runs what it is given, and is waited for")
  func joins() throws {
    let count = Atomic(0)
    let threads = try (0..<8).map { _ in
      try #require(SystemThread { count.add(1, ordering: .sequentiallyConsistent) })
    }
    for thread in threads { thread.join() }
    #expect(count.load(ordering: .sequentiallyConsistent) == 8)
    for thread in threads { thread.join() }
  }

  @Test("is not asked for where there is no memory for it")
  func affordable() {
    #expect(SystemThread.affordable(0) == 0)
    #expect(SystemThread.affordable(3) == 3)
    #expect(SystemThread.affordable(1 << 30) < 1 << 30)
    #expect(SystemThread.affordable(1, beside: 1 << 50) == 0)
    #expect(SystemThread(beside: 1 << 50) {} == nil)
  }

  @Test("goes on when nobody keeps it")
  func isLeftAlone() throws {
    let isDone = Atomic(false)
    _ = try #require(SystemThread { isDone.store(true, ordering: .sequentiallyConsistent) })
    let clock = ContinuousClock()
    let end = clock.now + .seconds(60)
    while !isDone.load(ordering: .sequentiallyConsistent), clock.now < end {}
    let hasEnded = isDone.load(ordering: .sequentiallyConsistent)
    #expect(hasEnded)
  }
}
