/// exp, log, log1p, tanh and the logistic sigmoid in single precision, as trees of IEEE operations.
///
/// A mathematical library may change its last bit with its version and with the processor; these
/// do not, and each is within 2 units in the last place of the true value. `fma` is
/// `addingProduct`. The coefficients and bounds are rule A7 of spec/arithmetic.md.
enum ElementaryFunctions {
  /// The part of ln 2 whose product with any exponent is exact, and the rest of it.
  private static let ln2High: Float = 0x1.62ep-1
  private static let ln2Low: Float = 0x1.0bfbe8p-15
  private static let log2e: Float = 0x1.715476p+0
  /// 1.5 · 2²³: added and taken away again, it rounds to the nearest whole number, ties to even.
  private static let roundingShift: Float = 0x1.8p+23

  /// e to the power of `x`: x = n · ln 2 + r, then 2ⁿ · (Taylor polynomial of degree 7 in r).
  @inline(__always)
  static func exp(_ x: Float) -> Float {
    if x.isNaN { return .nan }
    if x > 89 { return .infinity }
    if x < -104 { return 0 }
    let n = roundingShift.addingProduct(x, log2e) - roundingShift
    let r = x.addingProduct(-n, ln2High).addingProduct(-n, ln2Low)
    var p: Float = 0x1.a01a02p-13
    p = Float(0x1.6c16c2p-10).addingProduct(p, r)
    p = Float(0x1.111112p-7).addingProduct(p, r)
    p = Float(0x1.555556p-5).addingProduct(p, r)
    p = Float(0x1.555556p-3).addingProduct(p, r)
    p = Float(0x1p-1).addingProduct(p, r)
    p = Float(1).addingProduct(p, r)
    p = Float(1).addingProduct(p, r)
    let exponent = Int32(n)
    let half = exponent >> 1
    return p * powerOfTwo(half) * powerOfTwo(exponent - half)
  }

  /// The natural logarithm of `x`; NaN below zero, −∞ at zero.
  static func log(_ x: Float) -> Float {
    if x.isNaN || x < 0 { return .nan }
    if x == 0 { return -.infinity }
    if x == .infinity { return x }
    let (k, f) = decompose(x)
    return logarithm(exponent: k, fraction: f, correction: 0)
  }

  /// The natural logarithm of 1 + `x`, without the loss of a small `x` beside 1.
  static func log1p(_ x: Float) -> Float {
    if x.isNaN || x < -1 { return .nan }
    if x == -1 { return -.infinity }
    if x == .infinity { return x }
    if x.magnitude < 0x1p-24 { return x }
    if x > -0x1.2bec34p-2 && x < 0x1.a8279ap-2 {  // √½ − 1 and √2 − 1
      return logarithm(exponent: 0, fraction: x, correction: 0)
    }
    let u = 1 + x
    let (k, f) = decompose(u)
    // Of the two ways to what 1 + x has lost, the one that is exact.
    let lost = (u >= 2 ? 1 - (u - x) : x - (u - 1)) / u
    return logarithm(exponent: k, fraction: f, correction: lost)
  }

  /// The hyperbolic tangent: x where x³ no longer counts, an odd polynomial up to 0.625, then 1 − 2 / (exp(2·|x|) + 1).
  static func tanh(_ x: Float) -> Float {
    if x.isNaN { return .nan }
    let size = x.magnitude
    if size < 0x1p-12 { return x }
    if size < 0.625 {
      let u = x * x
      var p: Float = -0x1.75e1cap-8
      p = Float(0x1.52269ap-6).addingProduct(p, u)
      p = Float(-0x1.b83c5ap-5).addingProduct(p, u)
      p = Float(0x1.110726p-3).addingProduct(p, u)
      p = Float(-0x1.555532p-2).addingProduct(p, u)
      return x.addingProduct(x * u, p)
    }
    let result = 1 - 2 / (exp(2 * size) + 1)
    return x < 0 ? -result : result
  }

  /// 1 / (1 + e⁻ˣ), computed from e = e^−|x| so that nothing overflows; below zero as e / (1 + e),
  /// with one step of correction for what 1 + e and the division have lost.
  static func sigmoid(_ x: Float) -> Float {
    if x.isNaN { return .nan }
    let e = exp(-x.magnitude)
    let sum = 1 + e
    if x >= 0 { return 1 / sum }
    let quotient = e / sum
    let lost = e - (sum - 1)
    let rest = e.addingProduct(-quotient, sum).addingProduct(-quotient, lost)
    return quotient + rest / sum
  }

  /// 2 to the power of `exponent`, which is that of a normal number.
  @inline(__always)
  private static func powerOfTwo(_ exponent: Int32) -> Float {
    Float(bitPattern: UInt32(bitPattern: exponent &+ 127) << 23)
  }

  /// A positive finite `x` as 2ᵏ · (1 + f) with √½ ≤ 1 + f < √2.
  private static func decompose(_ x: Float) -> (k: Int32, f: Float) {
    let subnormal = x < .leastNormalMagnitude
    let bits = (subnormal ? x * 0x1p+25 : x).bitPattern
    // Adding the distance from √½ to 1 carries into the exponent just when the mantissa is ≥ √½.
    let shifted = bits &+ (0x3F80_0000 - 0x3F35_04F3)
    let k = Int32(shifted >> 23) - 127 - (subnormal ? 25 : 0)
    let mantissa = Float(bitPattern: (shifted & 0x007F_FFFF) &+ 0x3F35_04F3)
    return (k, mantissa - 1)
  }

  /// k · ln 2 + log(1 + f) + c, with s = f / (2 + f):
  /// log(1 + f) = f − (f²/2 − s · (f²/2 + s² · R(s²))).
  private static func logarithm(
    exponent: Int32, fraction f: Float, correction c: Float
  ) -> Float {
    let k = Float(exponent)
    let s = f / (2 + f)
    let z = s * s
    var r: Float = 0x1.c71c72p-3
    r = Float(0x1.24924ap-2).addingProduct(r, z)
    r = Float(0x1.99999ap-2).addingProduct(r, z)
    r = Float(0x1.555556p-1).addingProduct(r, z)
    r = r * z
    let h = 0.5 * f * f
    let low = c.addingProduct(k, ln2Low)
    return (f - (h - low.addingProduct(s, h + r))).addingProduct(k, ln2High)
  }
}
