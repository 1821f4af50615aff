import Glibc
import Synchronization
import Testing

@testable import NeuralNetwork

@Suite struct ParallelTests {
  @Test(arguments: [1, 2, 5]) func everyThreadHasItsNumber(threads: Int) {
    let seen = Mutex<[Int]>([])
    onEachThread(of: threads) { thread in seen.withLock { $0.append(thread) } }
    #expect(seen.withLock { $0.sorted() } == Array(0..<threads))
  }

  @Test(arguments: [(0, 3), (1, 4), (7, 1), (7, 2), (100, 7), (3, 8)])
  func partsCoverEverythingOnce(count: Int, threads: Int) {
    let parts = Mutex<[Range<Int>]>([])
    onEachPart(of: count, threads: threads) { part in parts.withLock { $0.append(part) } }
    let sorted = parts.withLock { $0.sorted { $0.lowerBound < $1.lowerBound } }
    #expect(sorted.flatMap { Array($0) } == Array(0..<count))
    #expect(sorted.count == max(1, min(count, threads)))
    let sizes = sorted.map(\.count)
    #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
  }

  /// Rounds the sum of two numbers that the compiler cannot know.
  @inline(never) private static func sum(_ a: Float, _ b: Float) -> Float { a + b }

  /// A worker computes by the standard's settings, whatever its thread had.
  @Test func workersSetTheirEnvironment() {
    let before = fegetround()
    fesetround(FE_UPWARD)
    let here = Self.sum(1, 0x1p-30)
    let sums = Mutex<[Float]>([])
    onEachThread(of: 4) { _ in
      let sum = Self.sum(1, 0x1p-30)
      sums.withLock { $0.append(sum) }
    }
    fesetround(before)
    #expect(here > 1)
    #expect(sums.withLock { $0 } == [1, 1, 1, 1])
  }
}
