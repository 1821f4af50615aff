import Dispatch
import Synchronization
import TestSupport
import Testing

@testable import NeuralNetwork

struct BackgroundSaverTests {
  /// Lets a save wait until the test says go.
  private final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    func open() { semaphore.signal() }
    func wait() { semaphore.wait() }
  }

  private static let fault = NetworkError(.noRows, field: "the first")

  @Test("goes on at once, and runs one save at a time, in their order")
  func oneAtATime() throws {
    let saver = BackgroundSaver()
    let log = Mutex<[Int]>([])
    let running = Atomic<Int>(0)
    for number in 0..<50 {
      try saver.submit {
        let others = running.add(1, ordering: .sequentiallyConsistent).oldValue
        log.withLock { $0.append(others == 0 ? number : -1) }
        running.subtract(1, ordering: .sequentiallyConsistent)
      }
    }
    try saver.finish()
    #expect(log.withLock { $0 } == Array(0..<50))
  }

  @Test("does not wait for its own save, and tells how long it waited for the one before")
  func waits() throws {
    let saver = BackgroundSaver()
    let gate = Gate()
    let isDone = Atomic<Bool>(false)
    let first = try saver.submit {
      gate.wait()
      isDone.store(true, ordering: .sequentiallyConsistent)
    }
    let isFirstDone = isDone.load(ordering: .sequentiallyConsistent)
    #expect(!isFirstDone)
    #expect(first < .milliseconds(500))
    try saver.check()
    DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(30)) { gate.open() }
    let second = try saver.submit {}
    let isFirstDoneNow = isDone.load(ordering: .sequentiallyConsistent)
    #expect(isFirstDoneNow)
    #expect(second >= .milliseconds(20))
    try saver.finish()
  }

  @Test("tells of a failure at the next submit, once, and does not start that save")
  func failureAtSubmit() throws {
    let saver = BackgroundSaver()
    let started = Atomic<Int>(0)
    try saver.submit { () throws(NetworkError) in throw Self.fault }
    let next: @Sendable () throws(NetworkError) -> Void = {
      started.add(1, ordering: .sequentiallyConsistent)
    }
    #expect(failure { try saver.submit(next) } == Self.fault)
    try saver.finish()
    let countAfterFailure = started.load(ordering: .sequentiallyConsistent)
    #expect(countAfterFailure == 0)
    try saver.submit(next)
    try saver.finish()
    let count = started.load(ordering: .sequentiallyConsistent)
    #expect(count == 1)
  }

  @Test("tells of a failure when it is asked, without waiting, or at the end")
  func failureAtCheck() throws {
    let saver = BackgroundSaver()
    let gate = Gate()
    try saver.submit { () throws(NetworkError) in
      gate.wait()
      throw Self.fault
    }
    try saver.check()
    gate.open()
    #expect(failure { try saver.finish() } == Self.fault)
    try saver.check()
    try saver.submit { () throws(NetworkError) in throw Self.fault }
    var error: NetworkError?
    while error == nil { error = failure { try saver.check() } }
    #expect(error == Self.fault)
    try saver.finish()
  }

  @Test("saves to a directory of checkpoints")
  func directory() throws {
    let directory = try TemporaryDirectory()
    let runs = Runs(try CheckpointDirectory(directory.path, keeping: [.last(2)]))
    let saver = BackgroundSaver()
    for step in 1...5 {
      let checkpoint = try sampleCheckpoint(step: step)
      try saver.submit { () throws(NetworkError) in try runs.save(checkpoint) }
    }
    try saver.finish()
    #expect(
      try directory.contents() == [
        ".nnmodel-lock", "step-00000004.nnmodel", "step-00000005.nnmodel",
      ])
  }

  /// A directory that two threads know.
  private final class Runs: Sendable {
    private let directory: Mutex<CheckpointDirectory>

    init(_ directory: consuming sending CheckpointDirectory) { self.directory = Mutex(directory) }

    func save(_ checkpoint: Checkpoint) throws(NetworkError) {
      _ = try directory.withLock { (directory) throws(NetworkError) in
        try directory.save(checkpoint)
      }
    }
  }
}
