import ModelFormat
import Testing

@testable import Interchange

/// Tensors in each of the places that data may lie in, and such as are none.
struct ONNXTensorTests {
  private static func tensor(_ bytes: [UInt8]) throws -> ONNXTensor {
    try ONNXTensor(parsing: bytes[...])
  }

  @Test("reads data wherever they lie")
  func places() throws {
    let singles = ONNXFile.floats([1, -0.5])
    let doubles = [1, -0.5].flatMap { (value: Double) in
      (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }
    let halves: [UInt8] = [0x00, 0x3C, 0x00, 0xB8]
    let cases: [([UInt8], [UInt8])] = [
      (ONNXFile.tensor("a", [2], raw: singles), singles),
      (ONNXFile.tensor("a", [2], data: ONNXFile.field(4, singles)), singles),
      (
        ONNXFile.tensor(
          "a", [2],
          data: [0x25] + singles.prefix(4) + [0x25] + singles.suffix(4)), singles
      ),
      (ONNXFile.tensor("a", [2], type: 11, raw: doubles), doubles),
      (ONNXFile.tensor("a", [2], type: 11, data: ONNXFile.field(10, doubles)), doubles),
      (ONNXFile.tensor("a", [2], type: 10, raw: halves), halves),
      (
        ONNXFile.tensor(
          "a", [2], type: 10, data: ONNXFile.field(5, 0x3C00) + ONNXFile.field(5, 0xB800)), halves
      ),
      (
        ONNXFile.tensor(
          "a", [2], type: 16,
          data: ONNXFile.field(5, ONNXFile.varint(0x3C00) + ONNXFile.varint(0xB800))), halves
      ),
      (ONNXFile.tensor("a", [0, 3], raw: []), []),
      (ONNXFile.tensor("a", [0]), []),
    ]
    for (bytes, expected) in cases {
      #expect(try Self.tensor(bytes).bytes(beside: "none") == expected)
    }
    // The dimensions, packed.
    let packed = ONNXFile.field(1, [2, 3]) + ONNXFile.field(2, 1)
    #expect(try Self.tensor(packed).shape() == [2, 3])
  }

  @Test(
    "refuses data that are not what type and shape need",
    arguments: [
      (ONNXFile.tensor("a", [2], raw: [0, 0, 0, 0]), "inconsistent"),
      (ONNXFile.tensor("a", [2], raw: [UInt8](repeating: 0, count: 9)), "inconsistent"),
      (ONNXFile.tensor("a", [2]), "inconsistent"),
      (ONNXFile.tensor("a", [], raw: []), "inconsistent"),
      (ONNXFile.tensor("a", [2, -1], raw: []), "out-of-range"),
      (ONNXFile.tensor("a", [-2, -1], raw: [UInt8](repeating: 0, count: 8)), "out-of-range"),
      (ONNXFile.tensor("a", [1 << 40, 1 << 40], raw: []), "limit-exceeded"),
      (ONNXFile.tensor("a", [Int.max, Int.max], raw: []), "limit-exceeded"),
      (ONNXFile.tensor("a", [1 << 32, 1 << 32], raw: []), "limit-exceeded"),
      (ONNXFile.tensor("a", [1 << 48], raw: []), "inconsistent"),
      (ONNXFile.tensor("a", [Int](repeating: 1, count: 9), raw: [0, 0, 0, 0]), "limit-exceeded"),
      (ONNXFile.tensor("a", [1], type: 7, raw: ONNXFile.wholes([1])), "wrong-type"),
      (ONNXFile.tensor("a", [1], type: 8), "wrong-type"),
      (ONNXFile.tensor("a", [1], type: 0, raw: [0, 0, 0, 0]), "wrong-type"),
      (ONNXFile.tensor("a", [1], type: 99, raw: [0, 0, 0, 0]), "wrong-type"),
      (ONNXFile.tensor("a", [1], type: -1, raw: [0, 0, 0, 0]), "wrong-type"),
      // Data in two places, in the place of another type, in a segment, and wider than a half.
      (
        ONNXFile.tensor(
          "a", [1], raw: [0, 0, 0, 0], data: ONNXFile.field(4, ONNXFile.floats([1]))),
        "inconsistent"
      ),
      (
        ONNXFile.tensor("a", [1], type: 11, data: ONNXFile.field(4, ONNXFile.floats([1, 2]))),
        "inconsistent"
      ),
      (ONNXFile.tensor("a", [1], raw: [0, 0, 0, 0], data: ONNXFile.field(3, [])), "inconsistent"),
      (ONNXFile.tensor("a", [1], type: 10, data: ONNXFile.field(5, 0x1_3C00)), "inconsistent"),
      (ONNXFile.tensor("a", [1], type: 10, data: ONNXFile.field(5, -1)), "inconsistent"),
    ] as [([UInt8], String)])
  func malformed(_ bytes: [UInt8], _ code: String) throws {
    let tensor = try Self.tensor(bytes)
    let error = #expect(throws: FormatError.self) { _ = try tensor.bytes(beside: "none") }
    #expect(error?.code == code, "\(String(describing: error))")
    #expect(error?.field.hasPrefix("tensor \"a\", ") == true && error?.offset != nil)
  }

  @Test("reads short lists of whole numbers, in both places")
  func wholeNumbers() throws {
    #expect(try Self.tensor(ONNXFile.shape("s", [-1, 784])).wholeNumbers() == [-1, 784])
    let typed = ONNXFile.tensor(
      "s", [2], type: 7, data: ONNXFile.field(7, 3) + ONNXFile.field(7, 4))
    #expect(try Self.tensor(typed).wholeNumbers() == [3, 4])
    #expect(try Self.tensor(ONNXFile.tensor("s", [0], type: 7)).wholeNumbers() == [])
  }

  @Test(
    "refuses lists that are none",
    arguments: [
      ONNXFile.counting("s", [2]), ONNXFile.shape("s", [Int](repeating: 1, count: 9)),
      ONNXFile.tensor("s", [2], type: 7, raw: ONNXFile.wholes([1])),
      ONNXFile.tensor("s", [2], type: 7, raw: [UInt8](repeating: 0, count: 17)),
      ONNXFile.tensor("s", [1], type: 7, raw: ONNXFile.wholes([1]), data: ONNXFile.field(7, 1)),
      ONNXFile.tensor("s", [1], type: 7),
    ])
  func malformedLists(_ bytes: [UInt8]) throws {
    let tensor = try Self.tensor(bytes)
    #expect(throws: FormatError.self) { _ = try tensor.wholeNumbers() }
  }
}
