import Synchronization

/// A tensor used where it lies in the file, without a copy.
///
/// Only a tensor that is stored raw can be mapped. The pages are the file's own: **do not map a file that
/// somebody else may shorten or write into**, for then what is read changes, or the process dies with
/// SIGBUS. Saving over it by this library is safe: the old file lives on until it is unmapped.
public struct MappedTensor: ~Copyable, Sendable {
  /// What the header says of the tensor.
  public let info: TensorInfo
  private let mapping: MappedFile?
  private let range: Range<Int>

  /// A tensor in a mapped file, or an empty one.
  fileprivate init(_ info: TensorInfo, _ mapping: MappedFile?, at offset: UInt64) {
    self.info = info
    self.mapping = mapping
    range = mapping == nil ? 0..<0 : Int(offset)..<Int(offset) + info.byteCount
  }

  /// Hands over the tensor's raw bytes, aligned to 64 bytes.
  public func withBytes<Result, Failure: Error>(
    _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard let mapping else {
      let nothing: [UInt8] = []
      return try body(nothing.span)
    }
    return try mapping.withBytes(range, body)
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
    let place = contents.table.places[index]
    let chunks = place.firstChunk..<place.firstChunk + place.chunkCount
    guard chunks.allSatisfy({ contents.table[$0].encoding == .raw }) else {
      throw error(.notMappable, at: name)
    }
    if checked { try readChunks(of: name) { (_) throws(FormatError) in } }
    let mapping = info.byteCount == 0 ? nil : try wholeMapping(for: name)
    return MappedTensor(info, mapping, at: place.offset)
  }

  /// The file in memory: mapped once, whatever of it is asked for.
  private func wholeMapping(for name: String) throws(FormatError) -> MappedFile {
    switch source {
    case .file(let fronted):
      return try mapping.withLock { (mapping) throws(FormatError) in
        if let mapping { return mapping }
        let made = try MappedFile(fronted.file, count: Int(byteCount))
        mapping = made
        return made
      }
    default: throw error(.notMappable, at: name)
    }
  }
}
