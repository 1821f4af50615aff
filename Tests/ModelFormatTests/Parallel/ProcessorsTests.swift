import Synchronization
import Testing

@testable import ModelFormat

struct ProcessorsTests {
  @Test func thereIsAProcessor() { #expect(availableProcessors >= 1) }

  @Test("runs once a thread, and returns when all are done", arguments: [-1, 0, 1, 2, 3, 8, 40])
  func onEachThread(_ count: Int) {
    let seen = Mutex([Int]())
    onThreads(count) { thread in seen.withLock { $0.append(thread) } }
    #expect(seen.withLock { $0.sorted() } == Array(0..<max(1, count)))
  }
}
