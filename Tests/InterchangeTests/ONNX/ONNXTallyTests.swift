import ModelFormat
import Testing

@testable import Interchange

struct ONNXTallyTests {
  /// How many parts are taken before one is refused, and with what.
  private func taken(_ limits: ReaderLimits, upTo bound: Int) -> (count: Int, error: FormatError?) {
    var tally = ONNXTally(limits, at: 7)
    for count in 0..<bound {
      do throws(FormatError) {
        try tally.add()
      } catch {
        return (count, error)
      }
    }
    return (bound, nil)
  }

  @Test("takes a million parts, and no more")
  func most() {
    let (count, error) = taken(ReaderLimits(), upTo: 1 << 21)
    #expect(count == 1 << 20 && error?.code == "limit-exceeded" && error?.offset == 7)
  }

  @Test("keeps to the limit of memory, which a MiB does not count for")
  func memory() {
    var limits = ReaderLimits()
    limits.memory = 10 << 20
    let (count, error) = taken(limits, upTo: 1 << 20)
    #expect(count == 8 << 10 && error?.code == "limit-exceeded" && error?.field == "graph")
    limits.memory = 0
    #expect(taken(limits, upTo: 1 << 10).error == nil)
    #expect(taken(limits, upTo: 1 << 11).count == 1 << 10)
  }

  @Test("counts the settings of a file's nodes")
  func settings() {
    var limits = ReaderLimits()
    limits.memory = 1 << 20
    let settings = [UInt8](
      [[UInt8]](repeating: ONNXFile.integer("axis", 1), count: 2_000).joined())
    let file = ONNXFile.model(ONNXFile.graph([ONNXFile.node("Softmax", "x", "y", settings)]))
    #expect(throws: Never.self) { _ = try ONNXFile.read(file) }
    let error = #expect(throws: FormatError.self) {
      _ = try ONNXModel(parsing: file, path: "none", limits: limits)
    }
    #expect(error?.code == "limit-exceeded" && error?.field == "graph")
  }
}
