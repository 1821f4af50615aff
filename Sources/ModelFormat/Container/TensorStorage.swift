/// What a tensor takes in the file.
public struct TensorStorage: Equatable, Sendable {
  /// Where its first chunk begins.
  public let offset: UInt64

  /// Stored bytes of all its chunks.
  public let byteCount: UInt64

  /// How many of its chunks have each encoding.
  public let encodings: [ChunkEncoding: Int]

  /// Whether every chunk is raw, so that the tensor can be mapped.
  public var isRaw: Bool { encodings.keys.allSatisfy { $0 == .raw } }
}

extension Contents {
  /// Sums up the chunks of a tensor from the table alone.
  func storage(of tensor: Int) -> TensorStorage {
    let place = table.places[tensor]
    var byteCount: UInt64 = 0
    var encodings: [ChunkEncoding: Int] = [:]
    for chunk in place.firstChunk..<place.firstChunk + place.chunkCount {
      let entry = table[chunk]
      byteCount += UInt64(entry.stored)
      encodings[entry.encoding, default: 0] += 1
    }
    return TensorStorage(offset: place.offset, byteCount: byteCount, encodings: encodings)
  }
}
