/// A chunk that is to be coded.
struct RawChunk: Sendable {
  /// Where its bytes are.
  enum Source: Sendable {
    /// A part of some bytes in memory.
    case memory([UInt8], Range<Int>)
    /// In a file that is read when the chunk's turn comes, so that reading, too, is done on several threads.
    case file(offset: UInt64, count: Int)
  }

  /// Its tensor's index in the header.
  let tensor: Int
  let type: ElementType
  /// Whether its tensor begins with it.
  let isFirst: Bool
  let source: Source

  /// The number of its bytes.
  var count: Int {
    switch source {
    case .memory(_, let range): range.count
    case .file(_, let count): count
    }
  }
}

/// A chunk as it is stored.
struct CodedChunk: Sendable {
  let encoding: ChunkEncoding
  /// The stored bytes, and room for more; of no use where a raw chunk is in memory anyhow.
  let buffer: [UInt8]
  let count: Int
  let checksum: UInt32
}
