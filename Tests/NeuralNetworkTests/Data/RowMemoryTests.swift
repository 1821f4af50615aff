import ModelFormat
import Testing

@testable import NeuralNetwork

/// Memory is refused before it is taken: by the limit, and by what the machine has.
struct RowMemoryTests {
  private func refusal(_ count: Int, _ limits: ReaderLimits = ReaderLimits()) -> FormatError? {
    var memory = RowMemory(limits)
    do throws(NetworkError) {
      try memory.require(count, line: 7)
      return nil
    } catch {
      guard case .file(let error) = error.reason else { return nil }
      return error
    }
  }

  @Test func limit() {
    var limits = ReaderLimits()
    limits.memory = 800
    #expect(refusal(100, limits) == nil)
    let error = refusal(101, limits)
    #expect(error?.code == "limit-exceeded" && error?.field == "rows up to line 7")
  }

  @Test func machine() {
    #expect(refusal(1 << 20) == nil)
    // 2^46 numbers are 512 TiB, more than a process can address.
    #expect(refusal(1 << 46)?.code == "system")
  }
}
