/// A tensor in memory: what it is, and its raw bytes.
public struct Tensor: Equatable, Sendable {
  /// What the header says of the tensor.
  public let info: TensorInfo

  /// Row-major, little-endian; as many as ``TensorInfo/byteCount`` says.
  public let bytes: [UInt8]

  /// Puts a tensor together from its raw bytes.
  ///
  /// - Precondition: the number of bytes is that of the shape.
  public init(_ info: TensorInfo, bytes: [UInt8]) {
    precondition(
      bytes.count == info.byteCount,
      "tensor \(info.name) has \(info.byteCount) bytes, not \(bytes.count)")
    self.info = info
    self.bytes = bytes
  }

  /// Puts a tensor together from its values.
  ///
  /// - Throws: ``FormatError`` where no file could hold it, or with `system` where memory cannot.
  /// - Precondition: the number of values is that of the shape.
  public init<Element: TensorElement>(
    _ name: String, shape: [Int], _ values: [Element]
  ) throws(FormatError) {
    let info = try TensorInfo(name, Element.elementType, shape)
    try requireMemory(info.byteCount, for: "hold \(name) in memory")
    self.init(info, bytes: values.withBytes { Array(copying: $0) })
  }

  /// The elements as values of a Swift type.
  ///
  /// - Returns: nil where the tensor has another element type.
  public func values<Element: TensorElement>(as type: Element.Type) -> [Element]? {
    guard info.type == Element.elementType else { return nil }
    return [Element](copyingBytes: bytes.span)
  }
}
