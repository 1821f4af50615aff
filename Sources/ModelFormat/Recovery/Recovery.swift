import Glibc

/// What can be had of a damaged model file.
///
/// Nothing is guessed: a tensor counts as whole when every chunk of it is there and bears out its checksum, or does so
/// with one bit put right that its stream's own check confirms. What else is left is told, and left out.
public struct Recovery: ~Copyable {
  /// A tensor that is not whole.
  public struct Loss: Equatable, Sendable {
    /// Its index in the header.
    public let tensor: Int
    /// Its name.
    public let name: String
    /// How many of its chunks are damaged, cut off or not to be found, and how many it has.
    public let lostChunks: Int
    /// All of its chunks.
    public let chunkCount: Int
    /// What is wrong with the first of them.
    public let reason: FormatError
  }

  private let source: ByteSource
  private let path: String?
  private let table: ChunkTable
  private let chunkSize: Int
  private let optionalFeatures: UInt32
  /// What the file says of its tensors, its network and its training.
  public let header: Header
  /// What was put right.
  public let repairs: [Repair]
  /// The tensors that are not whole, in the order of the header.
  public let losses: [Loss]

  /// Goes through a file, and finds out what of it is whole.
  ///
  /// - Throws: ``FormatError`` where the header cannot be had, which alone tells what the rest is; for a file of a newer
  ///   version; or `system`.
  public init(opening path: String) throws(FormatError) {
    let file = try File(opening: path)
    guard file.size != nil else {
      throw FormatError(.system(errno: ESPIPE), field: "seek", path: path)
    }
    let source = ByteSource(file)
    let front: RecoveredFront
    do throws(FormatError) {
      front = try RecoveredFront.read(from: source)
    } catch {
      throw error.inFile(path)
    }
    try self.init(front, of: source, path)
  }

  /// The same, of a file that is in memory.
  ///
  /// - Throws: as ``init(opening:)``.
  public init(parsing bytes: [UInt8]) throws(FormatError) {
    let source = ByteSource.memory(bytes)
    try self.init(try RecoveredFront.read(from: source), of: source, nil)
  }

  private init(
    _ front: RecoveredFront, of source: consuming ByteSource, _ path: String?
  ) throws(FormatError) {
    table = front.table
    chunkSize = front.chunkSize
    header = front.header
    optionalFeatures = front.optionalFeatures
    var repairs = front.repairs
    losses = try Self.losses(
      of: front.header.tensors, table, chunkSize: chunkSize, in: source, &repairs)
    self.repairs = repairs
    self.source = source
    self.path = path
  }

  /// The names of the tensors that are whole, in the order of the header.
  public var wholeTensors: [String] {
    wholeIndices.map { header.tensors[$0].name }
  }

  private var wholeIndices: [Int] {
    let lost = Set(losses.map(\.tensor))
    return header.tensors.indices.filter { !lost.contains($0) }
  }

  private static func losses(
    of tensors: [TensorInfo], _ table: ChunkTable, chunkSize: Int,
    in source: borrowing ByteSource, _ repairs: inout [Repair]
  ) throws(FormatError) -> [Loss] {
    var losses: [Loss] = []
    var decoder = ChunkDecoder()
    var raw: [UInt8] = []
    for (tensor, info) in tensors.enumerated() {
      let located = TensorChunks(
        of: tensor, in: table, byteCount: info.byteCount, chunkSize: chunkSize)
      let count = info.byteCount.dividedRoundingUp(by: chunkSize)
      var lost = count - located.count
      var reason: FormatError?
      for chunk in located {
        do throws(FormatError) {
          if let offset = try chunk.decode(
            of: info, from: source, by: &decoder, into: &raw)
          {
            repairs.append(
              .flippedBit(
                part: "tensors[\"\(info.name)\"].chunks[\(chunk.index)]", offset: offset))
          }
        } catch {
          // Too little memory is no damage.
          if error.reason == .system(errno: ENOMEM) { throw error }
          lost += 1
          reason = reason ?? error
        }
      }
      guard lost > 0 else { continue }
      let unfound = FormatError(.notFound("its place"), field: "tensors[\"\(info.name)\"]")
      losses.append(
        Loss(
          tensor: tensor, name: info.name, lostChunks: lost, chunkCount: count,
          reason: reason ?? unfound))
    }
    return losses
  }

  /// Writes the tensors that are whole to a new file.
  ///
  /// - Parameters:
  ///   - members: the header's top-level members besides `tensors`: such as hold without the others.
  ///   - unwanted: tensors that are whole, and not written all the same.
  /// - Throws: ``FormatError`` with `system`.
  public func write(
    to path: String, members: JSONObject, leavingOut unwanted: Set<String> = [],
    options: WriteOptions = WriteOptions()
  ) throws(FormatError) {
    // Names are compared as bytes, so none of these is another one that only looks the same.
    let kept = wholeIndices.filter { index in
      !unwanted.contains { $0.hasSameBytes(as: header.tensors[index].name) }
    }
    let whole = kept.map { header.tensors[$0] }
    var options = options
    // Those of the upper half speak of content that may not be there any more (P7).
    options.optionalFeatures = optionalFeatures & (losses.isEmpty ? .max : 0xFFFF)
    var writer = try ModelFileWriter(
      replacing: path, header: try Header(tensors: whole, members: members), options: options)
    var decoder = ChunkDecoder()
    var raw: [UInt8] = []
    for index in kept {
      let info = header.tensors[index]
      let chunks = TensorChunks(
        of: index, in: table, byteCount: info.byteCount, chunkSize: chunkSize)
      for chunk in chunks {
        do throws(FormatError) {
          _ = try chunk.decode(of: info, from: source, by: &decoder, into: &raw)
        } catch {
          throw self.path.map(error.inFile) ?? error
        }
        try writer.append(raw.span)
      }
    }
    try writer.finish()
  }
}
