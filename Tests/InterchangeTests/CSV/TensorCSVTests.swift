import Foundation
import ModelFormat
import TestSupport
import Testing

@testable import Interchange

struct TensorCSVTests {
  private let directory: TemporaryDirectory
  init() throws { directory = try TemporaryDirectory() }

  private func read(_ text: String) throws -> Tensor {
    try TensorCSV.read(try directory.write(Array(text.utf8), to: "t.csv"), name: "t")
  }

  private func text(_ tensor: Tensor) throws -> String {
    try TensorCSV.write(tensor, to: directory.file("out.csv"))
    return String(decoding: try directory.bytes("out.csv"), as: UTF8.self)
  }

  @Test(
    "reads tables of numbers",
    arguments: [
      ("1,2\n3,4\n", [2, 2], [1, 2, 3, 4]), ("1,2\r\n3,4", [2, 2], [1, 2, 3, 4]),
      ("1\n2\n3\n", [3], [1, 2, 3]), ("7", [1], [7]), ("1,2,3", [1, 3], [1, 2, 3]),
      ("1;2\n3;4\n", [2, 2], [1, 2, 3, 4]),
      (" -1e3 ,\t.5\n+2. , 1E-2\n", [2, 2], [-1000, 0.5, 2, 0.01]),
      ("inf,-Infinity\n+INF,1\n", [2, 2], [.infinity, -.infinity, .infinity, 1]),
      (
        "0.1,2.2250738585072014e-308\n5e-324,1.7976931348623157e308\n", [2, 2],
        [0.1, 0x1p-1022, 0x1p-1074, 0x1.fffffffffffffp1023]
      ),
      ("\u{FEFF}1\n\n2\n", [2], [1, 2]),
    ] as [(String, [Int], [Double])])
  func tables(_ table: String, _ shape: [Int], _ values: [Double]) throws {
    let tensor = try read(table)
    #expect(tensor.info.shape == shape && tensor.info.name == "t")
    #expect(tensor.values(as: Double.self) == values)
  }

  @Test func nothingThatIsANumber() throws {
    let values = try #require(try read("nan,NaN\n-nan,1\n").values(as: Double.self))
    #expect(values.prefix(3).allSatisfy { $0.isNaN } && values[3] == 1)
    #expect(try read("-0.0\n").values(as: Double.self)?[0].sign == .minus)
  }

  @Test(
    "refuses what is no table of numbers, and says where",
    arguments: [
      ("", "invalid-value", ""), ("\n\n", "invalid-value", ""),
      ("a,b\n1,2\n", "invalid-value", "line 1"),
      ("1,2\n3\n", "inconsistent", "line 2"), ("1\n2,3\n", "inconsistent", "line 2"),
      ("1,\n", "invalid-value", "column 2"), ("1,2\n3,x\n", "invalid-value", "line 2, column 2"),
      ("0x10\n", "invalid-value", "line 1"), ("1e999\n", "invalid-value", "line 1"),
      ("n an\n", "invalid-value", ""), ("--inf\n", "invalid-value", ""),
      ("1 2\n", "invalid-value", ""),
      ("infinite\n", "invalid-value", ""), ("\"1\n", "invalid-value", ""),
      ("1\r2\n", "invalid-value", ""),
      ("\u{0}", "invalid-value", ""), ("１\n", "invalid-value", ""),
    ])
  func refusals(_ table: String, _ code: String, _ field: String) throws {
    let error = #expect(throws: FormatError.self) { try read(table) }
    #expect(error?.code == code, "\(String(describing: error))")
    #expect(field.isEmpty || error?.field.contains(field) == true)
    #expect(error?.path != nil)
  }

  @Test("spells integers exactly, and each float with the digits that its type needs")
  func spelling() throws {
    #expect(
      try text(Tensor("t", shape: [3], [Int64.min, 0, .max]))
        == "-9223372036854775808\n0\n9223372036854775807\n")
    #expect(try text(Tensor("t", shape: [1, 2], [UInt64.max, 7])) == "18446744073709551615,7\n")
    #expect(try text(Tensor("t", shape: [2], [Int8(-128), 127])) == "-128\n127\n")
    #expect(try text(Tensor("t", shape: [1, 2], [Int16(-2), 2])) == "-2,2\n")
    #expect(try text(Tensor("t", shape: [1, 2], [Int32(-2), 2])) == "-2,2\n")
    #expect(
      try text(Tensor("t", shape: [2, 2], [Float(0.1), 1e-7, .infinity, .nan]))
        == "0.1,1e-07\ninf,nan\n")
    #expect(
      try text(Tensor("t", shape: [1, 2], [0.1 + 0.2, -Double.infinity]))
        == "0.30000000000000004,-inf\n")
    #expect(try text(Tensor("t", shape: [], [Float(-0.0)])) == "-0.0\n")
    #expect(try text(Tensor("t", shape: [2, 1, 2], [UInt8(1), 2, 3, 4])) == "1,2\n3,4\n")
    #expect(try text(Tensor("t", shape: [0, 5], [UInt8]())) == "")
    func raw(_ type: ElementType, _ bytes: [UInt8]) throws -> Tensor {
      Tensor(try TensorInfo("t", type, [1, bytes.count / type.size]), bytes: bytes)
    }
    #expect(try text(raw(.bool, [1, 0])) == "1,0\n")
    #expect(try text(raw(.f16, [0x66, 0x2E, 1, 0])) == "0.1,6e-08\n")
    #expect(try text(raw(.bf16, [0x80, 0x3F, 0x40, 0x40])) == "1.0,3.0\n")
    #expect(try text(raw(.f8E4M3, [0x38, 0x7E])) == "1.0,448.0\n")
  }

  @Test func complexNumbersAreRefused() throws {
    let tensor = Tensor(try TensorInfo("t", .c64, [1]), bytes: [UInt8](repeating: 0, count: 8))
    let error = #expect(throws: FormatError.self) { try text(tensor) }
    #expect(error?.code == "wrong-type")
  }

  @Test("finds every value again")
  func roundTrip() throws {
    var random = Deterministic(seed: 5)
    let singles = (0..<30_000).map { _ in
      Float(bitPattern: UInt32.random(in: .min ... .max, using: &random))
    }
    let tensor = try Tensor("t", shape: [3000, 10], singles)
    let again = try read(try text(tensor))
    #expect(again.info.shape == [3000, 10])
    for (value, single) in zip(try #require(again.values(as: Double.self)), singles) {
      #expect(Float(value) == single || single.isNaN && value.isNaN)
    }
    let doubles = (0..<3000).map { _ in Double(bitPattern: random.next()) }.filter { !$0.isNaN }
    let column = try Tensor("t", shape: [doubles.count], doubles)
    #expect(try read(try text(column)).bytes == column.bytes)
  }
}
