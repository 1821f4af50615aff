import Dispatch
import Glibc

/// The number of processors now online, at least 1.
public var availableProcessors: Int {
  max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
}

/// How many threads code and decode chunks, at most: more would only wait for the disk or the memory.
let maximumCodingThreads = 8

/// Runs `body` once a thread, all at the same time, and returns when all are done.
func onThreads(_ count: Int, _ body: @Sendable (Int) -> Void) {
  if count < 2 { return body(0) }
  DispatchQueue.concurrentPerform(iterations: count, execute: body)
}
