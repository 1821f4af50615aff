/// How the bytes of one plane of a tensor are stored: first bytes of all elements, say, or all bytes where they
/// were not shuffled.
public struct PlaneStorage: Equatable, Sendable {
  /// Raw bytes of the plane.
  public internal(set) var byteCount = 0

  /// What they take in the file, in bits, without what stands around the blocks of a stream.
  public internal(set) var bitCount = 0

  /// Raw bytes that are stored as they are.
  public internal(set) var storedBytes = 0

  /// Raw bytes that repeat the one before them, and are stored as the length of a run.
  public internal(set) var runBytes = 0

  /// Raw bytes that repeat others, and are stored as a distance and a length.
  public internal(set) var matchBytes = 0

  /// Raw bytes that are stored as the word of a prefix code, each by itself.
  public var codedBytes: Int { byteCount - storedBytes - runBytes - matchBytes }
}

/// How the chunks of one encoding of a tensor are stored.
public struct ChunkPlanes: Equatable, Sendable {
  /// The encoding of these chunks.
  public let encoding: ChunkEncoding

  /// One plane a byte of an element where they are shuffled, and otherwise one.
  public internal(set) var planes: [PlaneStorage]
}

extension ModelFile {
  /// What the planes of a tensor became, by the encoding of its chunks. Reads and decodes the tensor.
  ///
  /// - Throws: ``FormatError`` with `not-found`, or for whatever is damaged.
  public func planes(of name: String) throws(FormatError) -> [ChunkPlanes] {
    let index = try index(of: name)
    return try namingFile { () throws(FormatError) in
      try contents.planes(of: index, in: source)
    }
  }
}

extension Contents {
  fileprivate func planes(
    of tensor: Int, in source: borrowing ByteSource
  ) throws(FormatError) -> [ChunkPlanes] {
    let info = header.tensors[tensor]
    var found: [ChunkPlanes] = []
    for chunk in chunks(of: tensor) {
      let encoding = chunk.entry.encoding
      let count = encoding.isShuffled ? info.type.size : 1
      if !found.contains(where: { $0.encoding == encoding }) {
        let planes = [PlaneStorage](repeating: PlaneStorage(), count: count)
        found.append(ChunkPlanes(encoding: encoding, planes: planes))
      }
      guard let place = found.firstIndex(where: { $0.encoding == encoding }) else { continue }
      let stored = try source.bytes(at: chunk.offset, count: chunk.entry.stored)
      try ChunkReader.check(stored.span, chunk, of: info)
      if encoding == .raw {
        let block = DeflateBlock(
          isStored: true, range: 0..<stored.count, runBytes: 0, matchBytes: 0,
          bitCount: 8 * stored.count)
        found[place].planes[0].add(block, part: 1, of: 1)
      } else {
        let size = chunk.range.count / count
        let blocks = BlockSums(planes: found[place].planes, size: size)
        var inflater = Inflater(noting: blocks.add)
        _ = try [UInt8](count: chunk.range.count) { (raw) throws(FormatError) in
          if let fault = inflater.inflate(stored.span, into: &raw) {
            throw chunk.error(.invalidStream(fault), of: info)
          }
        }
        found[place].planes = blocks.planes
      }
    }
    return found.sorted { $0.encoding.rawValue < $1.encoding.rawValue }
  }
}

/// Sums up blocks by plane.
///
/// Our writer begins a block with each plane. A block of another's that reaches over several planes counts in
/// each by the part that lies there.
private final class BlockSums {
  private(set) var planes: [PlaneStorage]
  private let size: Int

  init(planes: [PlaneStorage], size: Int) {
    self.planes = planes
    self.size = size
  }

  func add(_ block: DeflateBlock) {
    let last = planes.count - 1
    let first = min(last, block.range.lowerBound / size)
    if block.range.isEmpty { return planes[first].add(block, part: 1, of: 1) }
    for plane in first...min(last, (block.range.upperBound - 1) / size) {
      let end = plane == last ? Int.max : (plane + 1) * size
      let part = block.range.clamped(to: plane * size..<end)
      planes[plane].add(block, part: part.count, of: block.range.count)
    }
  }
}

extension PlaneStorage {
  fileprivate mutating func add(_ block: DeflateBlock, part: Int, of whole: Int) {
    let bytes = block.range.count * part / whole
    byteCount += bytes
    bitCount += block.bitCount * part / whole
    if block.isStored { storedBytes += bytes }
    runBytes += block.runBytes * part / whole
    matchBytes += block.matchBytes * part / whole
  }
}
