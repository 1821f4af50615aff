import Glibc
import Testing

@testable import ModelFormat

struct UninitializedArrayTests {
  @Test("holds what was filled in")
  func fills() throws {
    let values = try [UInt16](count: 3) { (bytes) throws(FormatError) in
      #expect(bytes.count == 6)
      for index in bytes.indices { bytes[index] = UInt8(index + 1) }
    }
    #expect(values == [0x0201, 0x0403, 0x0605])
    #expect(try [Double](count: 0) { _ in } == [])
  }

  @Test("passes on what goes wrong while it is filled")
  func fillThrows() {
    let failure = FormatError(.missingMember, field: "here")
    let error = #expect(throws: FormatError.self) {
      try [UInt8](count: 9) { (_) throws(FormatError) in throw failure }
    }
    #expect(error == failure)
  }

  @Test(
    "refuses with an error what no machine can hold",
    arguments: [1 << 56, 1 << 60, Int.max / 8, Int.max / 4, Int.max - 8, Int.max])
  func absurdCount(_ count: Int) {
    let error = #expect(throws: FormatError.self) { try [Double](count: count) { _ in } }
    #expect(error?.reason == .system(errno: ENOMEM))
    let bytes = #expect(throws: FormatError.self) { try [UInt8](count: count) { _ in } }
    #expect(bytes?.reason == .system(errno: ENOMEM))
  }

  @Test("gives room that it does not have to give again, or says that there is none")
  func reserving() throws {
    var bytes = try [UInt8](reserving: 5 << 20)
    #expect(bytes.isEmpty && bytes.capacity >= 5 << 20)
    let capacity = bytes.capacity
    bytes += [UInt8](repeating: 7, count: 5 << 20)
    #expect(bytes.capacity == capacity)
    for count in [1 << 56, Int.max] {
      let error = #expect(throws: FormatError.self) { try [UInt8](reserving: count) }
      #expect(error?.reason == .system(errno: ENOMEM))
    }
  }
}
