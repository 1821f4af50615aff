import Glibc
import Testing

@testable import NeuralNetwork

@Suite struct CosineOfPiTests {
  /// From mpmath 1.3 with 300 bits: `mp.cos(mp.pi * mp.mpf(x))`, x the double.
  @Test(arguments: [
    (1.0 / 3, 0.5000000000000000503430454), (0.1, 0.9510565162951535667273861),
    (0.2, 0.8090169943749474036011168), (0.24999, 0.7071289952522914743697767),
    (0.25, 0.7071067811865475244008444), (0.3, 0.5877852522924731573861548),
    (0.49, 0.03141075907812832172836324), (0.7, -0.5877852522924730162989104),
    (0.75, -0.7071067811865475244008444), (0.76, -0.7289686274214115422476126),
    (0.9, -0.9510565162951535936726521), (0.999, -0.9999950652018581661030789),
  ])
  func isNearTheTruth(x: Double, truth: Double) {
    #expect(abs(cosineOfPi(x) - truth) < 2.5e-16)
  }

  @Test func theEndsAndTheMiddleAreExact() {
    #expect(cosineOfPi(0) == 1)
    #expect(cosineOfPi(0.5) == 0)
    #expect(cosineOfPi(1) == -1)
  }

  /// The same operations in Python, whose floats are IEEE doubles without fusion.
  @Test func bitsAreThoseOfTheDefinition() {
    #expect(cosineOfPi(0.1) == 0x1.e6f0e134454ffp-1)
    #expect(cosineOfPi(0.2) == 0x1.9e3779b97f4a8p-1)
    #expect(cosineOfPi(0.24999) == 0x1.6a0ccfc952e8ap-1)
    #expect(cosineOfPi(0.3) == 0x1.2cf2304755a5ep-1)
    #expect(cosineOfPi(0.49) == 0x1.015122df75864p-5)
    #expect(cosineOfPi(0.7) == -0x1.2cf2304755a5cp-1)
    #expect(cosineOfPi(0.76) == -0x1.753b603d2b816p-1)
    #expect(cosineOfPi(0.9) == -0x1.e6f0e13445500p-1)
    #expect(cosineOfPi(0.999) == -0x1.ffff5a6a681ffp-1)
    let all = (0...4096).reduce(UInt64(0)) { $0 &+ cosineOfPi(Double($1) / 4096).bitPattern }
    #expect(all == 0xF43A_7175_DE84_0BF2)
  }

  /// The C library's cosine of x · π, whose rounding alone may cost 4 · 10⁻¹⁶.
  @Test func agreesWithTheCLibrary() {
    let worst = (0...20_011).reduce(0.0) {
      let x = Double($1) / 20_011
      return max($0, abs(cosineOfPi(x) - Glibc.cos(x * .pi)))
    }
    #expect(worst < 8e-16)
  }
}
