import ModelFormat
import NeuralNetwork

extension Tensor {
  /// The elements of a tensor of floats, each exact in double precision; nil for other types.
  ///
  /// - Throws: `FormatError` with `system` where there is not enough memory.
  var floats: [Double]? {
    get throws(FormatError) {
      // Beside the numbers, for a while, what they are made of.
      let size = 12 * info.elementCount
      try requireMemory(size, for: "hold \(size) bytes in memory")
      return switch info.type {
      case .f64: values(as: Double.self)
      case .f32: values(as: Float.self)?.map { Double($0) }
      case .f16: halves.map { Double(FloatConversion.fromHalf($0)) }
      case .bf16: halves.map { Double(FloatConversion.fromBrainFloat($0)) }
      default: nil
      }
    }
  }

  private var halves: [UInt16] {
    stride(from: 0, to: bytes.count, by: 2).map { UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8 }
  }
}
