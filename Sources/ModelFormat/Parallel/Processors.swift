import Glibc

/// The number of processors online when it was asked for first, at least 1.
public let availableProcessors = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))

/// How many threads code and decode chunks, at most: more would only wait for the disk or the memory.
let maximumCodingThreads = 8

/// As many threads as pay for so many bytes: to wake one takes as long as to code some ten thousand.
func usefulThreads(of threads: Int, for bytes: Int) -> Int {
  max(1, min(threads, maximumCodingThreads, bytes >> 17))
}

/// Runs `body` once a thread, all at the same time, and returns when all are done. The parts of threads that the system
/// does not give follow that of the caller.
///
/// - Parameter asked: bytes that they will take, and that threads have to leave.
func onThreads(_ count: Int, beside asked: Int = 0, _ body: @Sendable (Int) -> Void) {
  if count < 2 { return body(0) }
  withoutActuallyEscaping(body) { body in
    var threads: [SystemThread] = []
    let affordable = SystemThread.affordable(count - 1, beside: asked)
    while threads.count < affordable {
      let number = threads.count + 1
      guard let thread = SystemThread(beside: asked, { body(number) }) else { break }
      threads.append(thread)
    }
    body(0)
    for number in threads.count + 1..<count { body(number) }
    for thread in threads { thread.join() }
  }
}
