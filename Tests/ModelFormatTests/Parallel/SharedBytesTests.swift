import TestSupport
import Testing

@testable import ModelFormat

struct SharedBytesTests {
  @Test("is filled in parts by several threads", arguments: [1, 2, 4])
  func parts(_ threads: Int) throws {
    var bytes = [UInt8](repeating: 0xEE, count: 10_007)
    var span = bytes.mutableSpan
    try SharedBytes.lend(&span) { (shared) throws(FormatError) in
      try TaskQueue.perform(101, threads: threads) {
        0
      } _: { (task, _) throws(FormatError) in
        let range = task * 99..<(task == 100 ? 10_007 : (task + 1) * 99)
        try shared.withPart(range) { (part) throws(FormatError) in
          for index in part.indices { part[index] = UInt8(task) }
        }
      }
    }
    let expected = (0..<10_007).map { (index: Int) -> UInt8 in UInt8(min(index / 99, 100)) }
    #expect(bytes == expected)
  }

  @Test("passes on what its users throw, and has parts of nothing")
  func edges() throws {
    var bytes = [UInt8](repeating: 0, count: 3)
    var span = bytes.mutableSpan
    let failure = FormatError(.missingMember, field: "x")
    var found: FormatError?
    do throws(FormatError) {
      try SharedBytes.lend(&span) { (shared) throws(FormatError) in
        try shared.withPart(3..<3) { (part) throws(FormatError) in
          let count = part.count
          #expect(count == 0)
        }
        try shared.withPart(0..<3) { (_) throws(FormatError) in throw failure }
      }
    } catch {
      found = error
    }
    #expect(found == failure)
    var nothing: [UInt8] = []
    var none = nothing.mutableSpan
    try SharedBytes.lend(&none) { (shared) throws(FormatError) in
      try shared.withPart(0..<0) { (part) throws(FormatError) in
        let count = part.count
        #expect(count == 0)
      }
    }
  }
}
