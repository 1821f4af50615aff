import ModelFormat

/// The tensors of a file that is being read as a network, found by name and checked against what the
/// topology asks for (spec/format.md N5).
struct ModelTensors {
  let header: Header
  /// Reads the raw bytes of a tensor.
  let read: (Int) throws(FormatError) -> [UInt8]

  /// The tensors of a file that are a model's, and not its layers'.
  static func ofParts(in header: Header) -> [Int] {
    let scalings = ["inputs", "outputs"].flatMap { part in
      ["mean", "deviation"].map { "scaling.\(part).\($0)" }
    }
    return (["history", "examples.inputs", "examples.outputs"] + scalings)
      .compactMap(header.index)
  }

  /// Whether there is a tensor of this name.
  func contains(_ name: String) -> Bool { header.index(of: name) != nil }

  /// The elements of a float tensor as single-precision values, each rounded once.
  ///
  /// - Throws: `FormatError` with `inconsistent` where the tensor is missing, has another shape or no
  ///   float type; or for whatever is damaged.
  func floats(_ name: String, shape: [Int]) throws(FormatError) -> [Float] {
    let tensor = try tensor(name, shape: shape, types: Self.floatTypes)
    switch tensor.info.type {
    case .f32: return tensor.values(as: Float.self) ?? []
    case .f64: return (tensor.values(as: Double.self) ?? []).map { Float($0) }
    case .f16: return halves(tensor).map(FloatConversion.fromHalf)
    default: return halves(tensor).map(FloatConversion.fromBrainFloat)
    }
  }

  /// Finds a float tensor, and does not read it.
  ///
  /// - Throws: as ``floats(_:shape:)``.
  func checkFloats(_ name: String, shape: [Int]) throws(FormatError) {
    _ = try index(of: name, shape: shape, types: Self.floatTypes)
  }

  /// The elements of an f64 tensor.
  ///
  /// - Throws: as ``floats(_:shape:)``.
  func doubles(_ name: String, shape: [Int]) throws(FormatError) -> [Double] {
    try tensor(name, shape: shape, types: [.f64]).values(as: Double.self) ?? []
  }

  /// The number of rows of a tensor, which its pair must have too.
  func rows(of name: String) throws(FormatError) -> Int {
    header.tensors[try requiredIndex(of: name)].rowCount
  }

  private static let floatTypes: [ElementType] = [.f32, .f64, .f16, .bf16]

  private func index(
    of name: String, shape: [Int], types: [ElementType]
  ) throws(FormatError) -> Int {
    let index = try requiredIndex(of: name)
    let info = header.tensors[index]
    if info.shape != shape { throw error(name, "shape \(shape)", "\(info.shape)") }
    if !types.contains(info.type) {
      let words = types.map(\.rawValue).joined(separator: ", ")
      throw error(name, "one of \(words)", info.type.rawValue)
    }
    return index
  }

  private func tensor(
    _ name: String, shape: [Int], types: [ElementType]
  ) throws(FormatError) -> Tensor {
    let index = try index(of: name, shape: shape, types: types)
    let info = header.tensors[index]
    // Its bytes, its elements, and these in single precision.
    let size = info.elementCount.multipliedReportingOverflow(by: 2 * info.type.size + 4)
    try requireMemory(size.overflow ? .max : size.partialValue, for: "hold \(name) in memory")
    return Tensor(info, bytes: try read(index))
  }

  private func requiredIndex(of name: String) throws(FormatError) -> Int {
    guard let index = header.index(of: name) else { throw error(name, "this tensor", "none") }
    return index
  }

  private func halves(_ tensor: Tensor) -> [UInt16] {
    stride(from: 0, to: tensor.bytes.count, by: 2).map {
      UInt16(tensor.bytes[$0]) | UInt16(tensor.bytes[$0 + 1]) << 8
    }
  }

  private func error(_ name: String, _ expected: String, _ found: String) -> FormatError {
    FormatError(
      .inconsistent(expected: expected, found: found), field: "tensors[\"\(name)\"]",
      offset: Header.offset)
  }
}

/// Half-width floats widened to single precision; exact.
package enum FloatConversion {
  /// IEEE 754 binary16.
  package static func fromHalf(_ bits: UInt16) -> Float {
    let sign = UInt32(bits & 0x8000) << 16
    let magnitude = UInt32(bits & 0x7FFF)
    if magnitude >= 0x7C00 {
      return Float(bitPattern: sign | 0x7F80_0000 | (magnitude & 0x3FF) << 13)
    }
    // With its exponent field in place, the number is 2^112 too small; the product is exact.
    let scaled = Float(bitPattern: magnitude << 13) * Float(bitPattern: 0x7780_0000)
    return Float(bitPattern: scaled.bitPattern | sign)
  }

  /// The upper half of a binary32.
  package static func fromBrainFloat(_ bits: UInt16) -> Float {
    Float(bitPattern: UInt32(bits) << 16)
  }
}
