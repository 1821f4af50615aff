public import ModelFormat
import NeuralNetwork

/// The elements of a tensor as numbers in double precision, whatever their type.
///
/// Each is exact, but for integers beyond 2^53, which are rounded. An element of `c64` gives two numbers, the
/// real part first.
public struct ElementNumbers: Sendable {
  /// The type of the elements.
  public let type: ElementType

  /// What each byte stands for in a type of 8 bits that is a float.
  private let table: [Double]

  /// - Parameter type: the type of the elements.
  public init(_ type: ElementType) {
    self.type = type
    table =
      if type.size == 1, let float = NarrowFloat(type) { (0...255).map { float.value($0) } } else {
        []
      }
  }

  /// How many numbers an element gives.
  public var numbersPerElement: Int { type == .c64 ? 2 : 1 }

  /// The numbers of some elements.
  ///
  /// - Precondition: the bytes are those of whole elements.
  public func numbers(_ bytes: Span<UInt8>) -> [Double] {
    precondition(bytes.count % type.size == 0, "bytes of whole elements")
    switch type {
    case .f64: return Array(copyingBytes: bytes)
    case .f32, .c64: return [Float](copyingBytes: bytes).map { Double($0) }
    case .f16: return [UInt16](copyingBytes: bytes).map { Double(FloatConversion.fromHalf($0)) }
    case .bf16:
      return [UInt16](copyingBytes: bytes).map { Double(FloatConversion.fromBrainFloat($0)) }
    case .f8E4M3, .f8E5M2, .f8E8M0, .f8E4M3FNUZ, .f8E5M2FNUZ:
      return bytes.indices.map { table[Int(bytes[$0])] }
    case .i64: return [Int64](copyingBytes: bytes).map { Double($0) }
    case .i32: return [Int32](copyingBytes: bytes).map { Double($0) }
    case .i16: return [Int16](copyingBytes: bytes).map { Double($0) }
    case .i8: return [Int8](copyingBytes: bytes).map { Double($0) }
    case .u64: return [UInt64](copyingBytes: bytes).map { Double($0) }
    case .u32: return [UInt32](copyingBytes: bytes).map { Double($0) }
    case .u16: return [UInt16](copyingBytes: bytes).map { Double($0) }
    case .u8, .bool: return bytes.indices.map { Double(bytes[$0]) }
    }
  }
}
