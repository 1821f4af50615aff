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

extension Contents {
  /// The chunks of a tensor, in order: all, or those that hold a range of its raw bytes.
  func chunks(of tensor: Int, holding range: Range<Int>? = nil) -> [Chunk] {
    let place = table.places[tensor]
    let byteCount = header.tensors[tensor].byteCount
    var chunks: [Chunk] = []
    var offset = place.offset
    for index in 0..<place.chunkCount {
      let start = index * prelude.chunkSize
      if let range, start >= range.upperBound { break }
      let entry = table[place.firstChunk + index]
      let raw = start..<min(start + prelude.chunkSize, byteCount)
      if range.map({ $0.overlaps(raw) }) ?? true {
        chunks.append(Chunk(entry: entry, index: index, offset: offset, range: raw))
      }
      offset += UInt64(entry.stored)
    }
    return chunks
  }
}
