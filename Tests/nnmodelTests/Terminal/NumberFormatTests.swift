import Glibc
import Testing

@testable import nnmodel

struct NumberFormatTests {
  /// The C library's own `%.*f` and `%.*e`, which round correctly.
  private func printf(_ format: String, _ digits: Int, _ value: Double) -> String {
    var bytes = [CChar](repeating: 0, count: 512)
    let count = unsafe withVaList([CInt(digits), value]) {
      unsafe vsnprintf(&bytes, bytes.count, format, $0)
    }
    return String(decoding: bytes.prefix(Int(count)).map(UInt8.init), as: UTF8.self)
  }

  @Test func fixedIsTheCLibrarys() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<20_000 {
      let digits = Int.random(in: 0...9, using: &random)
      let size = [1e-6, 1, 1000, 100_000].randomElement(using: &random)!
      let value = Double.random(in: 0...size, using: &random)
      #expect(NumberFormat.fixed(value, digits: digits) == printf("%.*f", digits, value))
    }
  }

  /// Halves that are exact in binary go to the even digit; others only look like halves.
  @Test func fixedRoundsTies() {
    for step in 0..<4096 {
      let value = Double(step) / 64
      for digits in 0...7 {
        #expect(NumberFormat.fixed(value, digits: digits) == printf("%.*f", digits, value))
      }
    }
    #expect(NumberFormat.fixed(0.125, digits: 2) == "0.12")
    #expect(NumberFormat.fixed(0.375, digits: 2) == "0.38")
    #expect(NumberFormat.fixed(2.675, digits: 2) == "2.67")
    #expect(NumberFormat.fixed(1.005, digits: 2) == "1.00")
  }

  @Test func fixedAtTheEdges() {
    #expect(NumberFormat.fixed(0.973, digits: 3) == "0.973")
    #expect(NumberFormat.fixed(-1.5, digits: 1) == "-1.5")
    #expect(NumberFormat.fixed(-0.0001, digits: 3) == "0.000", "no sign without a digit")
    #expect(NumberFormat.fixed(9.9999, digits: 2) == "10.00")
    #expect(NumberFormat.fixed(.nan, digits: 2) == "nan")
    #expect(NumberFormat.fixed(-.infinity, digits: 2) == "-inf")
    #expect(NumberFormat.fixed(1e300, digits: 2) == "1e+300")
    #expect(NumberFormat.fixed(4_503_599_627_370_495, digits: 0) == "4503599627370495")
  }

  @Test(
    arguments: [
      (0.0312, "0.03120"), (2.302585, "2.303"), (1.2344e-5, "1.234e-05"), (0.99996, "1.000"),
      (123.45, "123.5"), (12345, "12350"), (1_234_567, "1.235e+06"), (-0.5, "-0.5000"), (0, "0"),
      (9.9999e-5, "0.0001000"), (1e100, "1.000e+100"), (.nan, "nan"), (.infinity, "inf"),
      (999_999, "1.000e+06"), (0.0001234, "0.0001234"), (.leastNonzeroMagnitude, "5.000e-324"),
    ] as [(Double, String)])
  func significant(value: Double, text: String) {
    #expect(NumberFormat.significant(value) == text)
  }

  /// Read back, it is what `%.3e` gives; random numbers are never ties.
  @Test func significantIsTheCLibrarys() {
    for _ in 0..<5000 {
      let value = Double.random(in: 1...10) * pow(10, Double.random(in: -30...30))
      #expect(Double(NumberFormat.significant(value)) == Double(printf("%.*e", 3, value)))
    }
  }

  @Test func shortest() {
    #expect(NumberFormat.shortest(3.0) == "3" && NumberFormat.shortest(0.1) == "0.1")
    #expect(NumberFormat.shortest(Float(0.1)) == "0.1")
    #expect(NumberFormat.shortest(-0.0) == "-0")
    #expect(NumberFormat.shortest(1e-5) == "1e-05" && NumberFormat.shortest(1e16) == "1e+16")
    for _ in 0..<1000 {
      let value = Double(bitPattern: .random(in: 1..<0x7FF0_0000_0000_0000))
      #expect(Double(NumberFormat.shortest(value)) == value)
    }
  }

  @Test func percent() {
    #expect(NumberFormat.percent(0.973) == "97.3 %")
    #expect(NumberFormat.percent(1) == "100.0 %")
    #expect(NumberFormat.percent(0.12345, digits: 2) == "12.35 %")
  }

  @Test(arguments: [
    (0, "0"), (999, "999"), (1000, "1,000"), (-1000, "-1,000"), (123_456, "123,456"),
    (Int.min, "-9,223,372,036,854,775,808"),
  ])
  func grouped(value: Int, text: String) {
    #expect(NumberFormat.grouped(value) == text)
  }

  @Test(
    arguments: [
      (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1536, "1.5 KiB"), (1_468_006, "1.4 MiB"),
      (1_048_575, "1.0 MiB"), (1_048_524, "1023.9 KiB"), (1 << 40, "1.0 TiB"), (.max, "16.0 EiB"),
    ] as [(UInt64, String)])
  func bytes(count: UInt64, text: String) {
    #expect(NumberFormat.bytes(count) == text)
  }

  @Test(
    arguments: [
      (.zero, "0.0 ms"), (.microseconds(420), "0.4 ms"), (.milliseconds(99), "99.0 ms"),
      (.milliseconds(420), "0.4 s"), (.milliseconds(9940), "9.9 s"), (.milliseconds(9960), "10 s"),
      (.milliseconds(59_600), "1m 00s"), (.seconds(65), "1m 05s"), (.seconds(3599), "59m 59s"),
      (.seconds(7380), "2h 03m"), (.seconds(273_600), "3d 04h"), (.seconds(-1), "0.0 ms"),
    ] as [(Duration, String)])
  func durations(duration: Duration, text: String) {
    #expect(NumberFormat.duration(duration) == text)
  }
}
