import Glibc

/// The seconds of a processor that a body takes, however busy the machine is with other tests.
public func threadSeconds(_ body: () throws -> Void) rethrows -> Double {
  let start = threadTime()
  try body()
  return threadTime() - start
}

private func threadTime() -> Double {
  var time = timespec()
  precondition(unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0, "no clock")
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
