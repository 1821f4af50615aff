import ModelFormat
import Testing

@testable import Interchange

struct ElementOrderTests {
  @Test(
    "turns every element round",
    arguments: [
      (1, [1, 2, 3, 4, 5, 6, 7, 8]), (2, [2, 1, 4, 3, 6, 5, 8, 7]),
      (4, [4, 3, 2, 1, 8, 7, 6, 5]), (8, [8, 7, 6, 5, 4, 3, 2, 1]),
    ])
  func reverse(_ size: Int, _ expected: [UInt8]) {
    var bytes: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
    bytes.reverse(each: size)
    #expect(bytes == expected)
  }

  @Test("says which byte is no bool")
  func bools() {
    #expect(throws: Never.self) { try [0, 1, 1].checkBools(from: 0) }
    let error = #expect(throws: FormatError.self) { try [0, 1, 2].checkBools(from: 100) }
    #expect(error?.offset == 102)
  }
}
