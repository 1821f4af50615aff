import Glibc
import Testing

@testable import NeuralNetwork

/// Against the double-precision functions of the C library, whose own error is far below a unit in
/// the last place of single precision.
@Suite struct ElementaryFunctionsTests {
  /// Every 400,009th bit pattern, so all exponents and both signs, and what is special.
  static let sample: [Float] =
    stride(from: UInt64(0), to: 1 << 32, by: 400_009).map { Float(bitPattern: UInt32($0)) }
    + [0.0, -0.0, 1, -1, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude]
    + [.greatestFiniteMagnitude, -.greatestFiniteMagnitude, .infinity, -.infinity]
    + (-2000...2000).flatMap { [Float($0) / 16, Float($0) / 1999] }

  /// The distance of `value` from `exact` in units in the last place of single precision.
  static func error(of value: Float, from exact: Double) -> Double {
    let nearest = Float(exact)
    if value.bitPattern == nearest.bitPattern || (value == nearest && !exact.isZero) { return 0 }
    if value == nearest, exact == 0 { return value.sign == exact.sign ? 0 : .infinity }
    guard value.isFinite, nearest.isFinite else { return .infinity }
    let unit = Double(max(nearest.magnitude.ulp, .leastNonzeroMagnitude))
    return (Double(value) - exact).magnitude / unit
  }

  static func worst(
    of function: (Float) -> Float, against exact: (Double) -> Double, over numbers: [Float]
  ) -> (at: Float, error: Double) {
    var result: (at: Float, error: Double) = (0, 0)
    for x in numbers where !x.isNaN {
      let e = error(of: function(x), from: exact(Double(x)))
      if e > result.error { result = (x, e) }
    }
    return result
  }

  @Test func exponential() {
    // Below −103.98 the nearest single-precision number is 0; above 88.73 there is none.
    let edges: [Float] = [88.72283, 88.72284, 89, -87.33655, -103.2789, -103.9721, -103.98, -104.1]
    let worst = Self.worst(
      of: ElementaryFunctions.exp, against: { exp($0) }, over: Self.sample + edges)
    #expect(worst.error <= 2, "\(worst)")
  }

  @Test func logarithm() {
    let near = (-200...200).map { 1 + Float($0) * 0x1p-20 }
    let worst = Self.worst(
      of: ElementaryFunctions.log, against: { log($0) },
      over: (Self.sample + near).filter { $0 >= 0 && !($0.isZero && $0.sign == .minus) })
    #expect(worst.error <= 2, "\(worst)")
  }

  @Test func logarithmOfOnePlus() {
    let near: [Float] = [
      -0x1.2bec34p-2, 0x1.a8279ap-2, -0.99999994, 0x1p-24, -0x1p-24, 0x1p-25, 0.41480964,
    ]
    let worst = Self.worst(
      of: ElementaryFunctions.log1p, against: { log1p($0) },
      over: (Self.sample + near).filter { $0 >= -1 })
    #expect(worst.error <= 2, "\(worst)")
  }

  @Test func hyperbolicTangent() {
    let near: [Float] = [0.625, 0.62499994, -0.625, 9.01, 9.02, 20]
    let worst = Self.worst(
      of: ElementaryFunctions.tanh, against: { tanh($0) }, over: Self.sample + near)
    #expect(worst.error <= 2, "\(worst)")
  }

  @Test func logisticSigmoid() {
    let worst = Self.worst(
      of: ElementaryFunctions.sigmoid,
      against: { $0 < 0 ? exp($0) / (1 + exp($0)) : 1 / (1 + exp(-$0)) },
      over: Self.sample + [-2.722348])  // 2.2 units without the correction
    #expect(worst.error <= 2, "\(worst)")
  }

  @Test func outsideTheDomain() {
    for function in [
      ElementaryFunctions.exp, ElementaryFunctions.log, ElementaryFunctions.log1p,
      ElementaryFunctions.tanh, ElementaryFunctions.sigmoid,
    ] {
      for bits: UInt32 in [0x7FC0_0000, 0xFFC0_0000, 0x7F80_0001, 0xFFFF_FFFF] {
        #expect(function(Float(bitPattern: bits)).bitPattern == 0x7FC0_0000)
      }
    }
    #expect(ElementaryFunctions.log(-1).bitPattern == 0x7FC0_0000)
    #expect(ElementaryFunctions.log1p(-1.5).bitPattern == 0x7FC0_0000)
    #expect(ElementaryFunctions.log(-0.0) == -.infinity)
    #expect(ElementaryFunctions.log1p(-0.0).sign == .minus)
    #expect(ElementaryFunctions.tanh(-0.0).sign == .minus)
    #expect(ElementaryFunctions.exp(0) == 1)
    #expect(ElementaryFunctions.sigmoid(0) == 0.5)
  }
}
