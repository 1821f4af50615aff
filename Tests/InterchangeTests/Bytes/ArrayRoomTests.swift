import ModelFormat
import Testing

@testable import Interchange

struct ArrayRoomTests {
  @Test("asks for what no memory gives, and not for what there is room for")
  func room() throws {
    let numbers: [Double] = [1, 2, 3]
    let error = #expect(throws: FormatError.self) { try numbers.requireRoom(for: 1 << 50) }
    #expect(error?.code == "system")
    try numbers.requireRoom(for: 1 << 10)
    try numbers.requireRoom(for: 0)
    var roomy: [UInt8] = []
    roomy.reserveCapacity(1 << 20)
    try roomy.requireRoom(for: 1 << 20)
  }
}
