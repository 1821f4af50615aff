import ModelFormat

/// A float of one or two bytes: how its bits stand for a number (spec/format.md §8).
///
/// With exponent E and fraction F of w bits, a number is 2^(E − bias) · (1 + F / 2^w), and 2^(1 − bias) · F / 2^w
/// where E is 0.
struct NarrowFloat {
  /// Which bits are no numbers.
  private enum Specials {
    /// The highest exponent is infinity and NaN, as in IEEE 754.
    case ieee
    /// All bits but the sign set is NaN; there is no infinity.
    case finite
    /// A sign alone is NaN; there is no infinity and no minus zero.
    case unsignedZero
    /// No sign and no fraction, no zero, and all bits set is NaN.
    case scale
  }

  private let exponentBits: Int
  private let fractionBits: Int
  private let bias: Int
  private let specials: Specials

  /// The bits of the NaN that is written as such: positive, and quiet where there is a difference.
  let nan: UInt64

  /// The format of an element type; nil for those that are no narrow floats.
  init?(_ type: ElementType) {
    switch type {
    case .f16: (exponentBits, fractionBits, bias, specials, nan) = (5, 10, 15, .ieee, 0x7E00)
    case .bf16: (exponentBits, fractionBits, bias, specials, nan) = (8, 7, 127, .ieee, 0x7FC0)
    case .f8E5M2: (exponentBits, fractionBits, bias, specials, nan) = (5, 2, 15, .ieee, 0x7E)
    case .f8E4M3: (exponentBits, fractionBits, bias, specials, nan) = (4, 3, 7, .finite, 0x7F)
    case .f8E4M3FNUZ:
      (exponentBits, fractionBits, bias, specials, nan) = (4, 3, 8, .unsignedZero, 0x80)
    case .f8E5M2FNUZ:
      (exponentBits, fractionBits, bias, specials, nan) = (5, 2, 16, .unsignedZero, 0x80)
    case .f8E8M0: (exponentBits, fractionBits, bias, specials, nan) = (8, 0, 127, .scale, 0xFF)
    default: return nil
    }
  }

  /// The bits of infinity; nil where there is none.
  var infinity: UInt64? {
    specials == .ieee ? (1 << UInt64(exponentBits) - 1) << UInt64(fractionBits) : nil
  }

  private var signBit: UInt64 { 1 << UInt64(exponentBits + fractionBits) }

  /// The number that bits stand for, exact.
  func value(_ bits: UInt64) -> Double {
    if specials == .scale { return bits == nan ? .nan : Self.power(Int(bits) - bias) }
    let isNegative = bits & signBit != 0
    let magnitude = bits & (signBit - 1)
    let exponent = Int(magnitude >> UInt64(fractionBits))
    let fraction = Int(magnitude & (1 << UInt64(fractionBits) - 1))
    switch specials {
    case .ieee:
      if exponent == 1 << exponentBits - 1 {
        return fraction != 0 ? .nan : isNegative ? -.infinity : .infinity
      }
    case .finite: if magnitude == nan { return .nan }
    case .unsignedZero: if bits == nan { return .nan }
    case .scale: break
    }
    let whole = exponent == 0 ? fraction : fraction + 1 << fractionBits
    let result = Double(whole) * Self.power(max(exponent, 1) - bias - fractionBits)
    return isNegative ? -result : result
  }

  /// The bits of the number nearest to a finite one, of two the even one; of a scale, of the number itself.
  ///
  /// - Returns: nil where there is none.
  func bits(_ number: Double) -> UInt64? {
    let magnitude = number.magnitude
    if specials == .scale {
      let exponent = magnitude == 0 ? bias + 1 : Int(number.exponent) + bias
      return number.significand == 1 && number > 0 && (0..<Int(nan)).contains(exponent)
        ? UInt64(exponent) : nil
    }
    let least = 1 - bias
    let exponent = magnitude == 0 ? least : max(Int(magnitude.exponent), least)
    let quantum = Self.power(exponent - fractionBits)
    let rounded = (magnitude / quantum).rounded(.toNearestOrEven)
    // One that was rounded up to the next power of two carries into the exponent by itself.
    let isNormal = rounded >= Double(1 << fractionBits)
    let place = isNormal ? exponent + bias - 1 : 0
    guard place < 1 << exponentBits else { return nil }
    let code = UInt64(place << fractionBits) + UInt64(rounded)
    guard code < signBit, value(code) == rounded * quantum else { return nil }
    let hasSign = number.sign == .minus && !(code == 0 && specials == .unsignedZero)
    return hasSign ? code | signBit : code
  }

  private static func power(_ exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: 1)
  }
}
