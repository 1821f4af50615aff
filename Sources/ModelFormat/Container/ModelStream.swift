/// A model file read once, from front to back: the way to read a pipe.
///
/// Memory grows as bytes arrive, never as they are declared, and holds one chunk at a time.
public struct ModelStream: ~Copyable, Sendable {
  private let contents: Contents
  private let source: ByteSource
  private let path: String

  /// Reads the front of a file or pipe and checks it.
  ///
  /// - Parameter limits: what is taken at most; ``readAll()`` keeps to it, too.
  /// - Throws: ``FormatError`` for whatever breaks the rules of spec/format.md §3 … §6 or is beyond the limits, or
  ///   `system`.
  public init(
    reading file: consuming File, limits: ReaderLimits = ReaderLimits()
  ) throws(FormatError) {
    let path = file.path
    let source = ByteSource(file)
    let contents: Contents
    do throws(FormatError) {
      contents = try Contents(readingFrom: source, limits: limits)
    } catch {
      throw error.inFile(path)
    }
    self.init(contents: contents, source: source, path: path)
  }

  private init(contents: Contents, source: consuming ByteSource, path: String) {
    self.contents = contents
    self.source = source
    self.path = path
  }

  /// What the file says of its tensors, its network and its training.
  public var header: Header { contents.header }

  /// Bits that this version does not know and may ignore (spec/format.md P7).
  public var optionalFeatures: UInt32 { contents.prelude.optionalFeatures }

  /// The version that the file was written at.
  public var version: (major: Int, minor: Int) { (Prelude.version.major, contents.prelude.minor) }

  /// The size of the whole file in bytes.
  public var byteCount: UInt64 { contents.prelude.length }

  /// Raw bytes of a chunk in this file.
  public var chunkSize: Int { contents.prelude.chunkSize }

  /// What each tensor takes in the file, in the order of the header.
  public func storages() -> [TensorStorage] {
    header.tensors.indices.map { contents.storage(of: $0) }
  }

  /// Hands over every chunk of every tensor, in order, and checks that the file ends behind the last.
  ///
  /// - Parameter body: takes the tensor's index in the header and the raw bytes of its next chunk.
  /// - Throws: ``FormatError`` for whatever is damaged, or what `body` throws.
  public consuming func forEachChunk(
    _ body: (_ tensor: Int, _ raw: Span<UInt8>) throws(FormatError) -> Void
  ) throws(FormatError) {
    do throws(FormatError) {
      try contents.forEachChunk(in: source) { (tensor, raw) throws(FormatError) in
        try body(tensor, raw)
      }
    } catch {
      throw error.inFile(path)
    }
  }

  /// Reads every tensor into memory.
  ///
  /// - Throws: ``FormatError`` for whatever is damaged, or beyond the limit of memory.
  public consuming func readAll() throws(FormatError) -> [Tensor] {
    try read(0..<header.tensors.count)
  }

  /// Reads one tensor into memory, and checks all others on the way.
  ///
  /// - Throws: ``FormatError`` with `not-found`, or as ``readAll()``.
  public consuming func read(_ name: String) throws(FormatError) -> Tensor {
    guard let index = header.index(of: name) else {
      throw FormatError(.notFound("tensor"), field: "tensors[\"\(name)\"]", path: path)
    }
    return try read(index..<(index + 1))[0]
  }

  /// Reads some tensors into memory.
  private consuming func read(_ wanted: Range<Int>) throws(FormatError) -> [Tensor] {
    let infos = header.tensors
    let path = path
    do throws(FormatError) {
      let total = infos[wanted].reduce(UInt64(0)) { $0 + UInt64($1.byteCount) }
      try contents.limits.check(memory: total, of: "tensors")
    } catch {
      throw error.inFile(path)
    }
    var bytes = [[UInt8]](repeating: [], count: infos.count)
    var asked = SmallPieces()
    try forEachChunk { (tensor, raw) throws(FormatError) in
      guard wanted.contains(tensor) else { return }
      let (count, room) = (bytes[tensor].count + raw.count, bytes[tensor].capacity)
      if count > room {
        // Twice as much, for it to grow seldom.
        try asked.require(max(2 * room, count), for: "hold \(infos[tensor].name) in memory")
      }
      bytes[tensor].append(contentsOf: raw)
    }
    return wanted.map { Tensor(infos[$0], bytes: bytes[$0]) }
  }
}
