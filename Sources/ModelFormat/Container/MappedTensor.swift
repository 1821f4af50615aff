/// A tensor used where it lies in the file, without a copy.
///
/// Only a tensor that is stored raw can be mapped. The pages are the file's own: **do not map a file that
/// somebody else may shorten or write into**, for then what is read changes, or the process dies with
/// SIGBUS. Saving over it by this library is safe: the old file lives on until it is unmapped.
public struct MappedTensor: ~Copyable, Sendable {
  /// What the header says of the tensor.
  public let info: TensorInfo
  private let mapping: MappedFile?

  /// Maps a tensor that has chunks, or makes an empty one.
  fileprivate init(_ info: TensorInfo, _ mapping: consuming MappedFile?) {
    self.info = info
    self.mapping = mapping
  }

  /// Hands over the tensor's raw bytes, aligned to 64 bytes.
  public func withBytes<Result, Failure: Error>(
    _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    switch mapping {
    case .some(let mapping): return try mapping.withBytes(body)
    case .none:
      let nothing: [UInt8] = []
      return try body(nothing.span)
    }
  }

  /// Hands over the tensor's elements.
  ///
  /// - Precondition: the tensor has this element type.
  public func withValues<Element: TensorElement, Result, Failure: Error>(
    as type: Element.Type, _ body: (Span<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(info.type == Element.elementType, "tensor \(info.name) is \(info.type)")
    return try withBytes { (bytes) throws(Failure) in try bytes.withElements(body) }
  }
}

extension ModelFile {
  /// Maps a tensor that is stored raw.
  ///
  /// Mapping takes no time and no memory, and reads nothing: the checksums of the tensor's chunks are
  /// looked at only when `checked` asks for it.
  ///
  /// - Throws: ``FormatError`` with `not-found`; with `not-mappable` where a chunk is compressed or the
  ///   file is in memory; with `system`; or, when checked, for whatever is damaged.
  public func map(_ name: String, checked: Bool = false) throws(FormatError) -> MappedTensor {
    let index = try index(of: name)
    let info = tensors[index]
    let storage = contents.storage(of: index)
    guard storage.isRaw else { throw error(.notMappable, at: name) }
    if checked { try readChunks(of: name) { (_) throws(FormatError) in } }
    if info.byteCount == 0 { return MappedTensor(info, nil) }
    switch source {
    case .file(let file):
      return MappedTensor(
        info, try MappedFile(file, offset: storage.offset, count: info.byteCount))
    default: throw error(.notMappable, at: name)
    }
  }
}
