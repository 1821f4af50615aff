/// Chunks of one tensor, in order, each told from the table when it is asked for.
///
/// A list of them would be several times as large as the table, which may be most of a file.
struct TensorChunks: Sequence, Sendable {
  private let table: ChunkTable
  private let place: TensorPlace
  private let chunkSize: Int
  private let byteCount: Int
  /// The numbers of the first and the last of these within the tensor.
  private let numbers: Range<Int>

  /// All chunks that are there, or those that hold a range of the raw bytes.
  ///
  /// - Parameters:
  ///   - tensor: the tensor's place among those of the table.
  ///   - byteCount: its raw bytes.
  init(
    of tensor: Int, in table: ChunkTable, byteCount: Int, chunkSize: Int,
    holding range: Range<Int>? = nil
  ) {
    self.table = table
    self.chunkSize = chunkSize
    self.byteCount = byteCount
    place = table.places[tensor]
    let all = 0..<place.chunkCount
    numbers =
      range.map {
        ($0.lowerBound / chunkSize..<$0.upperBound.dividedRoundingUp(by: chunkSize)).clamped(
          to: all)
      } ?? all
  }

  /// The number of these chunks.
  var count: Int { numbers.count }

  /// One of these, counted from their first.
  subscript(position: Int) -> Chunk {
    let number = numbers.lowerBound + position
    return chunk(number, at: table.offset(of: place.firstChunk + number, in: place))
  }

  private func chunk(_ number: Int, at offset: UInt64) -> Chunk {
    let start = number * chunkSize
    return Chunk(
      entry: table[place.firstChunk + number], index: number, offset: offset,
      range: start..<Swift.min(start + chunkSize, byteCount))
  }

  /// Goes on from one chunk to the next.
  struct Iterator: IteratorProtocol {
    fileprivate let chunks: TensorChunks
    fileprivate var left: Range<Int>
    fileprivate var offset: UInt64

    mutating func next() -> Chunk? {
      guard let number = left.popFirst() else { return nil }
      let chunk = chunks.chunk(number, at: offset)
      offset += UInt64(chunk.entry.stored)
      return chunk
    }
  }

  func makeIterator() -> Iterator {
    let offset = numbers.isEmpty ? 0 : self[0].offset
    return Iterator(chunks: self, left: numbers, offset: offset)
  }
}

extension Contents {
  /// The chunks of a tensor: all, or those that hold a range of its raw bytes.
  func chunks(of tensor: Int, holding range: Range<Int>? = nil) -> TensorChunks {
    TensorChunks(
      of: tensor, in: table, byteCount: header.tensors[tensor].byteCount,
      chunkSize: prelude.chunkSize, holding: range)
  }
}
