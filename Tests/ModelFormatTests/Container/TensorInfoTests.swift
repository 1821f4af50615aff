import Testing

@testable import ModelFormat

struct TensorInfoTests {
  private func error(_ name: String, _ type: ElementType, _ shape: [Int]) -> FormatError? {
    do throws(FormatError) {
      _ = try TensorInfo(name, type, shape)
      return nil
    } catch {
      return error
    }
  }

  @Test("counts elements, bytes and rows")
  func counts() throws {
    let matrix = try TensorInfo("a", .f32, [3, 4])
    #expect(
      [matrix.elementCount, matrix.byteCount, matrix.rowCount, matrix.rowByteCount] == [
        12, 48, 3, 16,
      ])
    let scalar = try TensorInfo("a", .c64, [])
    #expect(
      [scalar.elementCount, scalar.byteCount, scalar.rowCount, scalar.rowByteCount] == [1, 8, 1, 8])
    for shape in [[0, 5], [5, 0], [0]] {
      let empty = try TensorInfo("a", .u16, shape)
      #expect(
        [empty.elementCount, empty.byteCount, empty.rowCount, empty.rowByteCount] == [
          0, 0, shape[0], 0,
        ])
    }
  }

  @Test("takes eight dimensions and not nine")
  func rank() {
    #expect(error("a", .u8, [Int](repeating: 1, count: 8)) == nil)
    let nine = error("a", .u8, [Int](repeating: 1, count: 9))
    #expect(nine?.code == "limit-exceeded")
    #expect(nine?.field == "tensors[\"a\"].shape")
  }

  @Test(
    "takes fewer than 2^63 bytes, zeros left out",
    arguments: [
      (.u8, [1 << 31, 1 << 31], true), (.u8, [1 << 31, 1 << 32], false),
      // 2^63 − 1 = 7 · 7 · 73 · 127 · 337 · 92737 · 649657.
      (.u8, [7, 7, 73, 127, 337, 92737, 649_657], true),
      (.u16, [7, 7, 73, 127, 337, 92737, 649_657], false),
      (.f64, [1 << 30, 1 << 29], true), (.f64, [1 << 30, 1 << 30], false),
      (.f64, [1 << 30, 0, 1 << 29], true), (.f64, [1 << 30, 0, 1 << 30], false),
      (.u8, [0, 1 << 32, 1 << 31], false), (.u8, [1 << 32, 1 << 31, 0], false),
      (.u8, [1 << 53 - 1], true), (.u8, [1 << 53], false), (.u8, [0, 1 << 53], false),
      (.u8, [-1], false), (.u8, [0, -1], false), (.u8, [Int.min], false), (.u8, [Int.max], false),
    ] as [(ElementType, [Int], Bool)])
  func size(_ type: ElementType, _ shape: [Int], _ isAllowed: Bool) {
    let error = error("a", type, shape)
    #expect(error?.code == (isAllowed ? nil : "limit-exceeded"))
    if !isAllowed { #expect(error?.field == "tensors[\"a\"].shape") }
  }

  @Test("takes names of 1 to 1024 bytes")
  func nameLengths() {
    #expect(error("", .u8, [])?.reason == .invalidName("it is empty"))
    #expect(error(String(repeating: "n", count: 1024), .u8, []) == nil)
    #expect(error(String(repeating: "n", count: 1025), .u8, [])?.code == "invalid-name")
    #expect(error(String(repeating: "\u{1F600}", count: 256), .u8, []) == nil)
    #expect(
      error(String(repeating: "\u{1F600}", count: 256) + "n", .u8, [])?.code == "invalid-name")
  }

  @Test("refuses the characters of the specification and no others")
  func nameCharacters() {
    // S6, written out.
    func isForbidden(_ value: UInt32) -> Bool {
      value <= 0x1F || (value >= 0x7F && value <= 0x9F) || value == 0x2028 || value == 0x2029
        || (value >= 0x202A && value <= 0x202E) || (value >= 0x2066 && value <= 0x2069)
        || (value >= 0xFDD0 && value <= 0xFDEF) || value % 0x10000 >= 0xFFFE
    }
    var planes = Array(0...0x2100 as ClosedRange<UInt32>) + Array(0xFD00...0x10010)
    for plane: UInt32 in 1...0x10 { planes += (plane << 16 + 0xFFF0)...(plane << 16 + 0xFFFF) }
    for scalar in planes.compactMap(Unicode.Scalar.init) {
      let fault = TensorInfo.fault(ofName: "a\(scalar)b")
      #expect((fault != nil) == isForbidden(scalar.value), "\(scalar.value)")
    }
    #expect(TensorInfo.fault(ofName: "\n") == "it contains U+000a")
    #expect(TensorInfo.fault(ofName: "\u{1FFFE}") == "it contains U+01fffe")
  }

  @Test("reads an entry of the header and writes it again, with what it does not know")
  func entries() throws {
    let entry: JSON = [
      "dtype": "bf16", "name": "w", "note": ["a": [1]], "shape": [2, 0], "unit": "m",
    ]
    let info = try TensorInfo(parsing: entry)
    #expect(info.name == "w")
    #expect(info.type == .bf16)
    #expect(info.shape == [2, 0])
    #expect(info.otherMembers == ["note": ["a": [1]], "unit": "m"])
    #expect(info.json == entry)
    let plain: JSON = ["dtype": "u8", "name": "n", "shape": []]
    #expect(try TensorInfo(parsing: plain).otherMembers.isEmpty)
    #expect(try TensorInfo(parsing: plain).json == plain)
  }

  @Test("tells paths inside the entry")
  func paths() {
    let cases: [(JSON, String, String)] = [
      (["dtype": "u8", "shape": []], "missing-member", ".name"),
      (["name": "a", "shape": []], "missing-member", ".dtype"),
      (["dtype": "u8", "name": "a"], "missing-member", ".shape"),
      (["dtype": "U8", "name": "a", "shape": []], "unknown-word", ".dtype"),
      (["dtype": 8, "name": "a", "shape": []], "wrong-type", ".dtype"),
      (["dtype": "u8", "name": "a", "shape": [1, 0.5]], "wrong-type", ".shape[1]"),
      (["dtype": "u8", "name": "", "shape": []], "invalid-name", ".name"),
      ([], "wrong-type", ""),
    ]
    for (entry, code, field) in cases {
      let error = #expect(throws: FormatError.self) { try TensorInfo(parsing: entry) }
      #expect(error?.code == code)
      #expect(error?.field == field)
    }
  }
}
