public import ModelFormat

/// The elements of a tensor become those of another type while its bytes stream by, each rounded once, to the
/// nearest and of two to the even one.
///
/// A number beyond the type's largest would become an infinity, which spoils every sum that it is in. It is refused,
/// or becomes the largest one where that is asked for. An infinity or NaN that is there already stays one.
public struct TensorCast: Sendable {
  /// The tensor as it was.
  public let source: TensorInfo
  /// The tensor as it becomes.
  public let result: TensorInfo
  /// What the cast has cost so far.
  public private(set) var error = CastError()

  private let saturates: Bool
  private let numbers: ElementNumbers
  private let roundedNumbers: ElementNumbers
  /// Elements that have gone by.
  private var position = 0

  /// The types that can be cast to.
  public static let types: [ElementType] = [.f64, .f32, .f16, .bf16]

  /// Whether the elements of a type can be cast: real floats, of 8 bits too.
  public static func canCast(_ type: ElementType) -> Bool {
    types.contains(type) || NarrowFloat(type) != nil
  }

  /// - Parameter saturates: whether a number that is too large becomes the largest.
  /// - Throws: `FormatError` with `limit-exceeded` where no file could hold the result.
  /// - Precondition: the tensor's type can be cast, and `type` is one to cast to.
  public init(
    _ source: TensorInfo, to type: ElementType, saturates: Bool = false
  ) throws(FormatError) {
    precondition(Self.canCast(source.type) && Self.types.contains(type), "floats")
    self.source = source
    self.saturates = saturates
    result = try TensorInfo(source.name, type, source.shape, otherMembers: source.otherMembers)
    numbers = ElementNumbers(source.type)
    roundedNumbers = ElementNumbers(type)
  }

  /// The next raw bytes of the tensor as those of the other type.
  ///
  /// - Throws: `FormatError` with `out-of-range` for a number that is too large.
  /// - Precondition: they are those of whole elements.
  public mutating func cast(_ bytes: Span<UInt8>) throws(FormatError) -> [UInt8] {
    var result = try [UInt8](
      reserving: bytes.count / source.type.size * self.result.type.size)
    // In pieces, since the numbers of an element take up to 24 times what it takes itself.
    let step = source.type.size << 14
    for start in stride(from: 0, to: bytes.count, by: step) {
      result += try castPiece(bytes.extracting(start..<min(start + step, bytes.count)))
    }
    return result
  }

  private mutating func castPiece(_ bytes: Span<UInt8>) throws(FormatError) -> [UInt8] {
    var values = numbers.numbers(bytes)
    var rounded = try result.type.bytes(rounding: values)
    var results = roundedNumbers.numbers(rounded.span)
    let overflows = values.indices.filter { values[$0].isFinite && !results[$0].isFinite }
    if let first = overflows.first {
      guard saturates else { throw overflow(values[first], at: position + first) }
      let originals = values
      for index in overflows {
        values[index] = values[index] < 0 ? -largest : largest
      }
      rounded = try result.type.bytes(rounding: values)
      results = roundedNumbers.numbers(rounded.span)
      values = originals
    }
    var rest = overflows[...]
    for (index, value) in values.enumerated() where value.isFinite {
      let isSaturated = rest.first == index
      if isSaturated { rest.removeFirst() }
      error.add(value, became: results[index], isSaturated: isSaturated)
    }
    position += values.count
    return rounded
  }

  /// The largest finite number of the type to cast to.
  private var largest: Double {
    switch result.type {
    case .f16: 65504
    case .bf16: 0x1.FEp127
    case .f32: Double(Float.greatestFiniteMagnitude)
    default: .greatestFiniteMagnitude
    }
  }

  private func overflow(_ value: Double, at element: Int) -> FormatError {
    var rest = element
    var place: [Int] = []
    for dimension in source.shape.reversed() {
      place.insert(rest % dimension, at: 0)
      rest /= dimension
    }
    let index = place.map(String.init).joined(separator: ", ")
    return FormatError(
      .outOfRange(
        expected: "numbers up to \(canonicalSpelling(of: largest))",
        found: "\(canonicalSpelling(of: value)) at [\(index)]"),
      field: "tensors[\"\(source.name)\"]")
  }
}
