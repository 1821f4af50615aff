/// One chunk of a tensor, and where it is.
struct Chunk: Sendable {
  let entry: ChunkEntry
  /// Its number within the tensor.
  let index: Int
  /// Where its stored bytes are in the file.
  let offset: UInt64
  /// Its raw bytes within the tensor.
  let range: Range<Int>

  func error(_ reason: FormatError.Reason, of info: TensorInfo) -> FormatError {
    FormatError(reason, field: "tensors[\"\(info.name)\"].chunks[\(index)]", offset: offset)
  }
}
