import Synchronization

/// Writes to one open file of the process, through a buffer.
///
/// A class because the buffer and the descriptor are one thing that many hold; calls from several
/// threads do not mix their bytes.
final class OutputWriter: Sendable {
  private struct State {
    var buffer: [UInt8] = []
    /// Once a write failed, all that follow fail with it: a hole in the output would be worse.
    var failure: OutputError?
  }

  private let state = Mutex(State())
  private let descriptor: Int32
  private let capacity: Int

  /// With a `capacity` of 0 every call writes at once. The descriptor stays open.
  init(descriptor: Int32, capacity: Int) {
    self.descriptor = descriptor
    self.capacity = capacity
  }

  func write(_ text: String) throws(OutputError) {
    try state.withLock { (state) throws(OutputError) in
      state.buffer.append(contentsOf: text.utf8)
      if state.buffer.count > capacity { try flush(&state) }
    }
  }

  func write(_ bytes: [UInt8]) throws(OutputError) {
    try state.withLock { (state) throws(OutputError) in
      state.buffer.append(contentsOf: bytes)
      if state.buffer.count > capacity { try flush(&state) }
    }
  }

  /// Hands everything to the system.
  func flush() throws(OutputError) {
    try state.withLock { (state) throws(OutputError) in try flush(&state) }
  }

  private func flush(_ state: inout State) throws(OutputError) {
    defer { state.buffer.removeAll(keepingCapacity: true) }
    if let failure = state.failure { throw failure }
    let code = SystemCalls.write(state.buffer.span, to: descriptor)
    guard code == 0 else {
      let failure = OutputError(code: code)
      state.failure = failure
      throw failure
    }
  }
}
