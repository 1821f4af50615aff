import Foundation
import TestSupport
import Testing

@testable import Interchange

struct ExponentFormTests {
  @Test(
    "spells as C's %e does",
    arguments: [
      (0.0, "0.0e+00"), (-0.0, "-0.0e+00"), (1, "1.0e+00"), (-1.25e-3, "-1.25e-03"),
      (123456, "1.23456e+05"), (1e100, "1.0e+100"), (.leastNonzeroMagnitude, "5.0e-324"),
      (0.1, "1.0e-01"),
      (1e22, "1.0e+22"), (9_007_199_254_740_994, "9.007199254740994e+15"),
      (.greatestFiniteMagnitude, "1.7976931348623157e+308"),
    ])
  func spelling(_ number: Double, _ expected: String) {
    #expect(exponentForm(of: number) == expected)
  }

  @Test("gives back the same number through C")
  func roundTrip() {
    var random = Deterministic(seed: 5)
    for _ in 0..<20_000 {
      let number = Double(bitPattern: random.next())
      if number.isNaN || number.isInfinite { continue }
      let text = exponentForm(of: number)
      #expect(cNumber(text).bitPattern == number.bitPattern, "\(text)")
    }
  }
}
