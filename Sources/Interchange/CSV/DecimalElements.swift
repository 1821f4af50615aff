import ModelFormat

/// The elements of a tensor in decimal: floats with the fewest digits by which their own type finds them again.
struct DecimalElements {
  private let type: ElementType
  private let bytes: [UInt8]

  /// Takes the elements of a tensor; nil for complex ones.
  ///
  /// Those of `bf16` and `f8` are spelled as `f32`, in which each is exact.
  ///
  /// - Throws: `FormatError` with `limit-exceeded` where no memory could hold them.
  init?(_ tensor: Tensor) throws(FormatError) {
    switch tensor.info.type {
    case .c64: return nil
    case .bf16, .f8E4M3, .f8E5M2, .f8E8M0, .f8E4M3FNUZ, .f8E5M2FNUZ:
      (type, bytes) = (.f32, try tensor.widened().bytes)
    default: (type, bytes) = (tensor.info.type, tensor.bytes)
    }
  }

  /// One element.
  func text(of index: Int) -> String {
    let bits = bytes.number(index * type.size, type.size)
    return switch type {
    case .f64: text(Double(bitPattern: bits))
    case .f32: text(Float(bitPattern: UInt32(bits)))
    case .f16: text(Float16(bitPattern: UInt16(bits)))
    case .i64: "\(Int64(bitPattern: bits))"
    case .i32: "\(Int32(truncatingIfNeeded: bits))"
    case .i16: "\(Int16(truncatingIfNeeded: bits))"
    case .i8: "\(Int8(truncatingIfNeeded: bits))"
    default: "\(bits)"
    }
  }

  private func text(_ value: some BinaryFloatingPoint & CustomStringConvertible) -> String {
    value.isNaN ? "nan" : value.description
  }
}
