import ModelFormat

extension ElementType {
  /// Numbers as elements of a type of floats, each rounded once, to the nearest and of two to the even one.
  ///
  /// - Throws: `FormatError` with `system` where there is not enough memory.
  /// - Precondition: it is a type of floats of several bytes.
  func bytes(rounding values: [Double]) throws(FormatError) -> [UInt8] {
    var bytes = try [UInt8](reserving: values.count * size)
    for value in values {
      let bits: UInt64
      switch self {
      case .f64: bits = value.bitPattern
      case .f32: bits = UInt64(Float(value).bitPattern)
      case .f16: bits = UInt64(Float16(value).bitPattern)
      case .bf16: bits = UInt64(Self.brainFloat(value))
      default: preconditionFailure("\(self) is no type of floats of several bytes")
      }
      for shift in 0..<UInt64(size) { bytes.append(UInt8(truncatingIfNeeded: bits >> (8 * shift))) }
    }
    return bytes
  }

  /// The upper half of a single, rounded from the double itself.
  private static func brainFloat(_ value: Double) -> UInt16 {
    guard !value.isNaN else { return 0x7FC0 }
    // Cut off, and marked in its lowest bit where that loses something, the single rounds as the double would.
    let nearest = Float(value)
    var bits = nearest.bitPattern
    if Double(nearest.magnitude) > value.magnitude { bits -= 1 }
    if Double(Float(bitPattern: bits)) != value { bits |= 1 }
    return UInt16((bits + 0x7FFF + (bits >> 16 & 1)) >> 16)
  }
}
