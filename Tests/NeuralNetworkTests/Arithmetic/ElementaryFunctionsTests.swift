import Glibc
import Testing

@testable import NeuralNetwork

/// Against the double-precision functions of the C library, whose own error is far below a unit in
/// the last place of single precision.
@Suite struct ElementaryFunctionsTests {
  /// Every 400,009th bit pattern, so all exponents and both signs, and what is special.
  static let sample: [Float] = {
    var sample: [Float] = [
      0, -0.0, 1, -1, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude,
      .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .infinity, -.infinity,
    ]
    for bits in stride(from: UInt64(0), to: 1 << 32, by: 400_009) {
      sample.append(Float(bitPattern: UInt32(bits)))
    }
    for number in -2000...2000 { sample += [Float(number) / 16, Float(number) / 1999] }
    return sample
  }()

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

  static var allFunctions: [(Float) -> Float] {
    [
      ElementaryFunctions.exp, ElementaryFunctions.expm1, ElementaryFunctions.log,
      ElementaryFunctions.log1p, ElementaryFunctions.tanh, ElementaryFunctions.sigmoid,
      ElementaryFunctions.erf, ElementaryFunctions.softplusTail, ElementaryFunctions.normal,
      ElementaryFunctions.gauss,
    ]
  }

  @Test func exponential() {
    // Below −103.98 the nearest single-precision number is 0; above 88.73 there is none.
    let edges: [Float] = [88.72283, 88.72284, 89, -87.33655, -103.2789, -103.9721, -103.98, -104.1]
    let worst = Self.worst(
      of: ElementaryFunctions.exp, against: { exp($0) }, over: Self.sample + edges)
    #expect(worst.error <= 2, "\(worst)")
  }

  @Test func exponentialLessOne() {
    let edges: [Float] = [88.72283, 88.72284, 89, 0.3465736, -0.3465736, 17.010954, -17.5, -104.1]
    let worst = Self.worst(
      of: ElementaryFunctions.expm1, against: { expm1($0) }, over: Self.sample + edges)
    #expect(worst.error <= 2, "\(worst)")
  }

  @Test func logarithm() {
    let near = (-200...200).map { 1 + Float($0) * 0x1p-20 } + [0x1.555556p-1, 0x1.555554p-1]
    let worst = Self.worst(
      of: ElementaryFunctions.log, against: { log($0) },
      over: (Self.sample + near).filter { $0 >= 0 && !($0.isZero && $0.sign == .minus) })
    #expect(worst.error <= 2, "\(worst)")
  }

  @Test func logarithmOfOnePlus() {
    let near: [Float] = [
      -0x1p-2, 0x1.555556p-2, -0.99999994, 0x1p-24, -0x1p-24, 0x1p-25, 0.4066076,
    ]
    let worst = Self.worst(
      of: ElementaryFunctions.log1p, against: { log1p($0) },
      over: (Self.sample + near).filter { $0 >= -1 })
    #expect(worst.error <= 2, "\(worst)")
  }

  @Test func hyperbolicTangent() {
    let near: [Float] = [0.55, 0.5499999, -0.55, 0.57711428, 9.01, 9.02, 10, 10.000001, 20]
    let worst = Self.worst(
      of: ElementaryFunctions.tanh, against: { tanh($0) }, over: Self.sample + near)
    #expect(worst.error <= 2, "\(worst)")
  }

  @Test func logisticSigmoid() {
    // Below −16.3 the 1 of the sum would be lost: 2.2 units at −16.680534 without what makes up for it.
    let near: [Float] = [-16.680534, -16.28923, -16.28896, 8.659968, 87, 87.5, -88.1, -103.9]
    let worst = Self.worst(
      of: ElementaryFunctions.sigmoid,
      against: { $0 < 0 ? exp($0) / (1 + exp($0)) : 1 / (1 + exp(-$0)) },
      over: Self.sample + near)
    #expect(worst.error <= 2, "\(worst)")
  }

  @Test func errorFunction() {
    let near: [Float] = [0.99999994, 1.0000001, 3.9192059, 4, -4.0000005]
    let worst = Self.worst(
      of: ElementaryFunctions.erf, against: { erf($0) }, over: Self.sample + near)
    #expect(worst.error <= 2, "\(worst)")
  }

  @Test func softplusTail() {
    let near: [Float] = [1.0986123, 1.0986121, -1.0986123, 87.33655, 103.97, 104.1]
    let worst = Self.worst(
      of: ElementaryFunctions.softplusTail, against: { log1p(exp(-$0.magnitude)) },
      over: Self.sample + near)
    #expect(worst.error <= 2, "\(worst)")
  }

  /// Relative to its size as far as there are numbers: erfc keeps the left tail, 1 + erf would not.
  @Test func normalDistribution() {
    let tail: [Float] = stride(from: -14.5, through: -4, by: 0.0137).map { Float($0) }
    let worst = Self.worst(
      of: ElementaryFunctions.normal, against: { 0.5 * erfc(-$0 * 0.5.squareRoot()) },
      over: Self.sample + tail)
    #expect(worst.error <= 2, "\(worst)")
  }

  @Test func normalDensity() {
    let tail: [Float] = stride(from: 4, through: 14.5, by: 0.0137).map { Float($0) }
    let worst = Self.worst(
      of: ElementaryFunctions.gauss,
      against: { exp(-0.5 * $0 * $0) / (2 * Double.pi).squareRoot() },
      over: Self.sample + tail)
    #expect(worst.error <= 2, "\(worst)")
  }

  @Test func outsideTheDomain() {
    for function in Self.allFunctions {
      for bits: UInt32 in [0x7FC0_0000, 0xFFC0_0000, 0x7F80_0001, 0xFFFF_FFFF] {
        #expect(function(Float(bitPattern: bits)).bitPattern == 0x7FC0_0000)
      }
    }
    for x: Float in [-1.5, -.infinity, -0x1p+100] {
      #expect(ElementaryFunctions.log(x).bitPattern == 0x7FC0_0000)
      #expect(ElementaryFunctions.log1p(x).bitPattern == 0x7FC0_0000)
    }
    #expect(ElementaryFunctions.log(-0.0) == -.infinity)
  }

  @Test func zerosKeepTheirSign() {
    for function in [
      ElementaryFunctions.expm1, ElementaryFunctions.log1p, ElementaryFunctions.tanh,
      ElementaryFunctions.erf,
    ] {
      #expect(function(0.0).bitPattern == 0)
      #expect(function(-0.0).bitPattern == 0x8000_0000)
    }
    #expect(ElementaryFunctions.exp(-0.0) == 1)
    #expect(ElementaryFunctions.sigmoid(-0.0) == 0.5)
    #expect(ElementaryFunctions.normal(-0.0) == 0.5)
    #expect(ElementaryFunctions.log(1).bitPattern == 0)
  }
}
