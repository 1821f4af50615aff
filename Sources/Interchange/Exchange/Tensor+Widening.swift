import ModelFormat
import NeuralNetwork

extension Tensor {
  /// The same values as `f32`, each exact.
  ///
  /// - Throws: `FormatError` with `limit-exceeded` where no memory could hold so many, or `system` where there is not enough.
  /// - Precondition: the tensor is of `bf16` or of a type of 8 bits.
  func widened() throws(FormatError) -> Tensor {
    let size = 4 * info.elementCount
    try requireMemory(size, for: "hold \(size) bytes in memory")
    let values: [Float]
    if info.type == .bf16 {
      values = stride(from: 0, to: bytes.count, by: 2).map {
        FloatConversion.fromBrainFloat(UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)
      }
    } else {
      let table = (0...255).map { Self.float8($0, info.type) }
      values = bytes.map { table[Int($0)] }
    }
    return try Tensor(info.name, shape: info.shape, values)
  }

  /// What a byte stands for in one of the five 8-bit types.
  ///
  /// "OCP 8-bit Floating Point Specification", 5.1; the FNUZ types as in "8-bit Numerical Formats for Deep Neural
  /// Networks" (Noune et al., 2022); E8M0 as in "OCP Microscaling Formats", 5.4.1.
  private static func float8(_ bits: UInt8, _ type: ElementType) -> Float {
    switch type {
    case .f8E4M3: bits & 0x7F == 0x7F ? .nan : number(bits, mantissa: 3, bias: 7)
    case .f8E5M2: FloatConversion.fromHalf(UInt16(bits) << 8)
    case .f8E4M3FNUZ: bits == 0x80 ? .nan : number(bits, mantissa: 3, bias: 8)
    case .f8E5M2FNUZ: bits == 0x80 ? .nan : number(bits, mantissa: 2, bias: 16)
    case .f8E8M0:
      bits == 0xFF ? .nan : Float(sign: .plus, exponent: Int(bits) - 127, significand: 1)
    default: preconditionFailure("not an 8-bit float")
    }
  }

  private static func number(_ bits: UInt8, mantissa: Int, bias: Int) -> Float {
    let (exponent, fraction) = (Int(bits & 0x7F) >> mantissa, Int(bits) & (1 << mantissa - 1))
    return Float(
      sign: bits & 0x80 == 0 ? .plus : .minus,
      exponent: max(exponent, 1) - bias - mantissa,
      significand: Float(exponent == 0 ? fraction : fraction + 1 << mantissa))
  }
}
