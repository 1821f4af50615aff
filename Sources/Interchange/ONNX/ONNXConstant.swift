import ModelFormat
import NeuralNetwork

/// A tensor of a file as the graph sees it: as it stands there, or turned.
struct ONNXConstant {
  private let tensor: ONNXTensor
  private var isTransposed = false

  init(_ tensor: ONNXTensor) { self.tensor = tensor }

  /// Whether the elements are floats that are read.
  var isFloat: Bool { ONNXTensor.floatType(tensor.dataType) != nil }

  /// The constant with its dimensions in another order; nil for an order that is not that of a transposed matrix.
  ///
  /// - Throws: as ``ONNXTensor/shape()``.
  func transposed(by order: [Int]?) throws(FormatError) -> ONNXConstant? {
    let rank = try tensor.shape().count
    if rank < 2 || order == Array(0..<rank) { return self }
    guard rank == 2, order == nil || order == [1, 0] else { return nil }
    var copy = self
    copy.isTransposed.toggle()
    return copy
  }

  /// The constant as another type of floats that holds each element as it is, so that it may stay of its own; nil for
  /// one that would round.
  func widened(to dataType: Int64) -> ONNXConstant? {
    guard let old = ONNXTensor.floatType(tensor.dataType),
      let new = ONNXTensor.floatType(dataType),
      new == old || new == .f64 || new == .f32 && old != .f64
    else { return nil }
    return self
  }

  /// The dimensions, the slowest first.
  ///
  /// - Throws: `FormatError` for what is wrong with the tensor, as the others.
  func shape() throws(FormatError) -> [Int] {
    let shape = try tensor.shape()
    return isTransposed ? shape.reversed() : shape
  }

  /// The number of elements.
  func elementCount() throws(FormatError) -> Int { try tensor.elementCount() }

  /// The type of the elements.
  func elementType() throws(FormatError) -> ElementType { try tensor.elementType() }

  /// The elements, row-major, each exact in double precision.
  func values(beside path: String) throws(FormatError) -> [Double] {
    let count = try elementCount()
    let bytes = try bytes(beside: path)
    let info = try TensorInfo("constant", try tensor.elementType(), [count])
    return try Tensor(info, bytes: bytes).floats ?? []
  }

  /// The elements as they lie in a file, row-major; with `isTurned` those of the transposed matrix.
  func bytes(beside path: String, isTurned: Bool = false) throws(FormatError) -> [UInt8] {
    let bytes = try tensor.bytes(beside: path)
    guard isTransposed != isTurned else { return bytes }
    let shape = try tensor.shape()
    guard shape.count == 2 else { return bytes }
    // The first dimension of the transposed matrix runs fastest.
    return try StridedLayout(fortran: shape.reversed()).gather(
      bytes, elementSize: try elementType().size)
  }

  /// By how much an element may be off the number that it was meant to be, of that number.
  func rounding() throws(FormatError) -> Double {
    switch try elementType() {
    case .f16: 0x1p-11
    case .bf16: 0x1p-8
    default: 0x1p-24
    }
  }

  /// Whether no bit of the elements is set; so is a false.
  var isZero: Bool { tensor.isZero }

  /// Whole numbers, such as a shape or axes.
  func wholeNumbers() throws(FormatError) -> [Int] { try tensor.wholeNumbers() }

  /// An error about the tensor.
  func error(_ reason: FormatError.Reason, _ field: String) -> FormatError {
    tensor.error(reason, field)
  }
}
