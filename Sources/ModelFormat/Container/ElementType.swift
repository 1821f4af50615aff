/// The type of a tensor's elements (spec/format.md §8).
public enum ElementType: String, Sendable, CaseIterable {
  case f64, f32, f16, bf16
  case f8E4M3 = "f8_e4m3"
  case f8E5M2 = "f8_e5m2"
  case f8E8M0 = "f8_e8m0"
  case f8E4M3FNUZ = "f8_e4m3fnuz"
  case f8E5M2FNUZ = "f8_e5m2fnuz"
  case i64, i32, i16, i8
  case u64, u32, u16, u8
  case bool
  case c64

  /// Bytes of one element.
  public var size: Int {
    switch self {
    case .f64, .i64, .u64, .c64: 8
    case .f32, .i32, .u32: 4
    case .f16, .bf16, .i16, .u16: 2
    case .f8E4M3, .f8E5M2, .f8E8M0, .f8E4M3FNUZ, .f8E5M2FNUZ, .i8, .u8, .bool: 1
    }
  }
}

extension ElementType {
  /// Whether elements are floats of several bytes whose exponent, with the sign away from above it, is whole in
  /// the highest one.
  ///
  /// That of `f64` is three bits longer. Its weights of usual sizes, with exponents to both sides of a multiple of
  /// eight, take up to 1.6 % more when the cut comes there.
  var hasExponentInOneByte: Bool {
    switch self {
    case .f32, .f16, .bf16: true
    default: false
    }
  }
}

/// A Swift type whose values lie in memory as the elements of a tensor lie in a file.
///
/// Lets a tensor be read straight into an array of its own type, without a second copy.
public protocol TensorElement: BitwiseCopyable, Sendable {
  /// The one element type that this Swift type stands for.
  static var elementType: ElementType { get }
  static var zero: Self { get }
}

extension Double: TensorElement { public static var elementType: ElementType { .f64 } }
extension Float: TensorElement { public static var elementType: ElementType { .f32 } }
extension Int64: TensorElement { public static var elementType: ElementType { .i64 } }
extension Int32: TensorElement { public static var elementType: ElementType { .i32 } }
extension Int16: TensorElement { public static var elementType: ElementType { .i16 } }
extension Int8: TensorElement { public static var elementType: ElementType { .i8 } }
extension UInt64: TensorElement { public static var elementType: ElementType { .u64 } }
extension UInt32: TensorElement { public static var elementType: ElementType { .u32 } }
extension UInt16: TensorElement { public static var elementType: ElementType { .u16 } }
extension UInt8: TensorElement { public static var elementType: ElementType { .u8 } }
