import Glibc
import Testing

@testable import ModelFormat

struct ArrayRoomTests {
  @Test("is asked for where there is none, and no sooner")
  func room() throws {
    var array: [UInt64] = []
    array.reserveCapacity(100)
    try array.requireRoom(for: array.capacity)
    for count in [1 << 50, .max - 1, Int.max] {
      let error = #expect(throws: FormatError.self) { try array.requireRoom(for: count) }
      #expect(error?.reason == .system(errno: ENOMEM))
      let named = #expect(throws: FormatError.self) {
        try array.requireRoom(for: count, to: "hold rows")
      }
      #expect(named?.field == "hold rows")
    }
    array = Array(repeating: 1, count: 100)
    #expect(throws: FormatError.self) { try array.requireRoom(for: Int.max) }
  }
}
