import Glibc
import Testing

@testable import NeuralNetwork

@Suite struct DecimalTests {
  private func parse(_ text: String) -> Double? { Decimal.double(Array(text.utf8)[...]) }
  private func reference(_ text: String) -> Double { unsafe strtod(text, nil) }

  /// Against the C library's strtod, which rounds correctly.
  @Test(arguments: [
    "0", "-0", "1", "+1", "-1.5", ".5", "5.", "1e3", "1E-3", "1e+3", "0.1", "123456789.125",
    "9007199254740992", "9007199254740993", "9007199254740995", "18014398509481985",
    "1e22", "1e23", "1e-22", "1e-23", "4503599627370497.5", "0.30000000000000004",
    "179769313486231570000e288", "2.2250738585072011e-308", "4.9e-324", "2.4703282292062328e-324",
    "1e-400", "0e999999999999999999999", "00000000000000000000000000000000000001.5",
    "0.000000000000000000000000000000000000000000000000000000000000000000000000123e74",
    "8.41e21", "9.5367431640625e-7", "6.02214076e23", "  7 ", "\t8\t",
    "1.00000000000000011102230246251565404236316680908203125",
    "1.00000000000000011102230246251565404236316680908203124",
    "1.00000000000000011102230246251565404236316680908203126",
  ])
  func readsAsTheCLibraryDoes(text: String) {
    #expect(parse(text)?.bitPattern == reference(text).bitPattern)
  }

  @Test(arguments: [
    "", " ", "-", ".", "e5", "1e", "1e+", "nan", "inf", "-inf", "infinity", "0x10", "1_000",
    "1,5", "1 2", "--1", "1.2.3", "1e5.0", "1f", "１", "1e309", "-1e400", "NaN(1)",
  ])
  func refusesAllElse(text: String) {
    #expect(parse(text) == nil)
  }

  @Test func digitsOfManyLengths() {
    for count in 1...40 {
      for exponent in [-30, -22, -3, 0, 3, 22, 30] {
        let text = String("9182736450987123465091827364509871234650".prefix(count)) + "e\(exponent)"
        #expect(parse(text) == reference(text), "\(text)")
      }
    }
  }
}
