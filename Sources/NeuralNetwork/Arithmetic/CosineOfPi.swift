/// cos(π · x) for x of 0 ... 1, in double precision, within 2 · 10⁻¹⁶.
///
/// A mathematical library's `cos` may change its last bit with version and processor, and with it every
/// learning rate. Here products and sums alone take part, none of them fused: Taylor's polynomials
/// up to a quarter, and reflections, which are exact. Rule A19 of spec/arithmetic.md.
func cosineOfPi(_ x: Double) -> Double {
  if x < 0.25 { return polynomial(cosine, x * x) }
  if x <= 0.75 {
    let y = 0.5 - x
    return y * polynomial(sine, y * y)
  }
  let y = 1 - x
  return -polynomial(cosine, y * y)
}

/// (−1)ᵏ · π²ᵏ / (2k)!, k from 8 down to 0, each rounded.
private let cosine = [
  0x1.20c62c2f2d7f5p-18, -0x1.b6e24f44b128fp-14, 0x1.f9d38a3763cc3p-10, -0x1.a6d1f2a204a8cp-6,
  0x1.e1f506891babbp-3, -0x1.55d3c7e3cbffap+0, 0x1.03c1f081b5ac4p+2, -0x1.3bd3cc9be45dep+2, 1,
]

/// (−1)ᵏ · π²ᵏ⁺¹ / (2k + 1)!, k from 7 down to 0, each rounded.
private let sine = [
  -0x1.6fadb9f155744p-16, 0x1.e8f434d018d63p-12, -0x1.e3074fde8871fp-8, 0x1.50783487ee782p-4,
  -0x1.32d2cce62bd86p-1, 0x1.466bc6775aae2p+1, -0x1.4abbce625be53p+2, 0x1.921fb54442d18p+1,
]

/// Horner's scheme, from the highest power down.
private func polynomial(_ coefficients: [Double], _ u: Double) -> Double {
  coefficients.dropFirst().reduce(coefficients[0]) { $0 * u + $1 }
}
