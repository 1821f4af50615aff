import Glibc
import Synchronization

/// A model file, opened for reading whatever of it is wanted.
///
/// Opening reads prelude, header and chunk table only, so it costs the same for a small file and a huge
/// one. Every read checks what it reads, always.
public struct ModelFile: ~Copyable, Sendable {
  let contents: Contents
  let source: ByteSource
  /// Made when a tensor is mapped first.
  let mapping = Mutex<MappedFile?>(nil)

  /// The file's name, where it has one.
  let path: String?

  /// Threads that decode, at least 1. What is read does not depend on their number.
  public var threads = min(availableProcessors, maximumCodingThreads)

  /// Opens a file and checks its front.
  ///
  /// - Parameter limits: what is taken at most; reads keep to it, too.
  /// - Throws: ``FormatError`` for whatever breaks the rules of spec/format.md §3 … §6 or is beyond the limits, or
  ///   `system`. A pipe is refused; ``ModelStream`` reads one.
  public init(
    opening path: String, limits: ReaderLimits = ReaderLimits()
  ) throws(FormatError) {
    let file = try File(opening: path)
    guard file.size != nil else {
      throw FormatError(.system(errno: ESPIPE), field: "seek", path: path)
    }
    let source = ByteSource(file)
    let contents: Contents
    do throws(FormatError) {
      contents = try Contents(readingFrom: source, limits: limits)
    } catch {
      throw error.inFile(path)
    }
    self.init(contents: contents, source: source, path: path)
  }

  /// Opens a file that is in memory.
  ///
  /// - Throws: as ``init(opening:limits:)``.
  public init(
    parsing bytes: [UInt8], limits: ReaderLimits = ReaderLimits()
  ) throws(FormatError) {
    let source = ByteSource.memory(bytes)
    let contents = try Contents(readingFrom: source, limits: limits)
    self.init(contents: contents, source: source, path: nil)
  }

  private init(contents: Contents, source: consuming ByteSource, path: String?) {
    self.contents = contents
    self.source = source
    self.path = path
  }

  /// What the file says of its tensors, its network and its training.
  public var header: Header { contents.header }

  /// The tensors, in the order of their data.
  public var tensors: [TensorInfo] { contents.header.tensors }

  /// Bits that this version does not know and may ignore (spec/format.md P7).
  public var optionalFeatures: UInt32 { contents.prelude.optionalFeatures }

  /// Raw bytes of a chunk in this file.
  public var chunkSize: Int { contents.prelude.chunkSize }

  /// The version that the file was written at.
  public var version: (major: Int, minor: Int) { (Prelude.version.major, contents.prelude.minor) }

  /// The size of the whole file in bytes.
  public var byteCount: UInt64 { contents.prelude.length }

  /// What a tensor takes in the file, and how its chunks are encoded.
  ///
  /// - Throws: ``FormatError`` with `not-found`.
  public func storage(of name: String) throws(FormatError) -> TensorStorage {
    contents.storage(of: try index(of: name))
  }

  /// Reads a whole tensor as bytes.
  ///
  /// - Throws: ``FormatError`` with `not-found`, or for whatever is damaged.
  public func read(_ name: String) throws(FormatError) -> [UInt8] {
    try readTensor(try index(of: name))
  }

  /// Reads a whole tensor straight into values of its own type.
  ///
  /// - Throws: ``FormatError`` with `not-found`, with `wrong-type` where the tensor has another element
  ///   type, or for whatever is damaged.
  public func read<Element: TensorElement>(
    _ name: String, as type: Element.Type
  ) throws(FormatError) -> [Element] {
    let index = try index(of: name)
    let info = tensors[index]
    if info.type != Element.elementType {
      throw error(
        .wrongType(expected: Element.elementType.rawValue, found: info.type.rawValue), at: name)
    }
    try checkMemory(info.byteCount, of: name)
    return try [Element](count: info.elementCount) { (target) throws(FormatError) in
      try read(index, 0..<info.byteCount, into: &target)
    }
  }

  /// Reads some rows of a tensor: those of its first dimension, reading only the chunks that hold them.
  ///
  /// - Throws: ``FormatError`` with `not-found` for a tensor or rows that are not there, or for whatever is
  ///   damaged.
  public func read(_ name: String, rows: Range<Int>) throws(FormatError) -> [UInt8] {
    let index = try index(of: name)
    let info = tensors[index]
    guard rows.lowerBound >= 0, rows.upperBound <= info.rowCount else {
      throw error(.notFound("rows \(rows) of \(info.rowCount)"), at: name)
    }
    let range = rows.lowerBound * info.rowByteCount..<rows.upperBound * info.rowByteCount
    try checkMemory(range.count, of: name)
    return try [UInt8](count: range.count) { (target) throws(FormatError) in
      try read(index, range, into: &target)
    }
  }

  /// Reads a range of a tensor's raw bytes, reading only the chunks that hold them.
  ///
  /// - Throws: ``FormatError`` for whatever is damaged.
  /// - Precondition: there is such a tensor, and it has these bytes.
  package func read(
    tensor index: Int, bytes range: Range<Int>
  ) throws(FormatError) -> [UInt8] {
    try [UInt8](count: range.count) { (target) throws(FormatError) in
      try read(index, range, into: &target)
    }
  }

  /// Hands over a tensor chunk by chunk, in memory for one chunk alone.
  ///
  /// - Throws: ``FormatError`` with `not-found`, for whatever is damaged, or what `body` throws.
  public func readChunks(
    of name: String, _ body: (Span<UInt8>) throws(FormatError) -> Void
  ) throws(FormatError) {
    let index = try index(of: name)
    var reader = ChunkReader()
    try namingFile { () throws(FormatError) in
      try reader.forEachChunk(of: index, contents, in: source) { (raw) throws(FormatError) in
        try body(raw)
      }
    }
  }

  /// Reads every tensor into memory.
  ///
  /// - Throws: ``FormatError`` for whatever is damaged.
  public func readAll() throws(FormatError) -> [Tensor] {
    let bytes = try readTensors(Array(tensors.indices))
    return zip(tensors, bytes).map { Tensor($0, bytes: $1) }
  }

  /// Reads the whole file and checks every bit of it.
  ///
  /// - Throws: ``FormatError`` with the first thing that is wrong.
  public func verify() throws(FormatError) {
    try namingFile { () throws(FormatError) in
      try contents.verify(in: source, threads: threads)
    }
  }

  func index(of name: String) throws(FormatError) -> Int {
    guard let index = header.index(of: name) else { throw error(.notFound("tensor"), at: name) }
    return index
  }

  func readTensor(_ index: Int) throws(FormatError) -> [UInt8] {
    let count = tensors[index].byteCount
    try checkMemory(count, of: tensors[index].name)
    return try [UInt8](count: count) { (target) throws(FormatError) in
      try read(index, 0..<count, into: &target)
    }
  }

  /// Reads whole tensors at the same time.
  package func readTensors(_ indices: [Int]) throws(FormatError) -> [[UInt8]] {
    try namingFile { () throws(FormatError) in
      try contents.read(indices, in: source, threads: threads)
    }
  }

  private func read(
    _ tensor: Int, _ range: Range<Int>, into target: inout MutableSpan<UInt8>
  ) throws(FormatError) {
    do throws(FormatError) {
      try contents.read(range, of: tensor, in: source, threads: threads, into: &target)
    } catch {
      throw path.map(error.inFile) ?? error
    }
  }

  /// Checks that some tensors together are within the limit of memory.
  ///
  /// - Throws: ``FormatError`` with `limit-exceeded`.
  package func checkMemory(of indices: [Int]) throws(FormatError) {
    try namingFile { () throws(FormatError) in
      _ = try contents.checkMemory(of: indices)
    }
  }

  private func checkMemory(_ byteCount: Int, of name: String) throws(FormatError) {
    try namingFile { () throws(FormatError) in
      try contents.limits.check(memory: UInt64(byteCount), of: "tensors[\"\(name)\"]")
    }
  }

  func error(_ reason: FormatError.Reason, at name: String) -> FormatError {
    FormatError(reason, field: "tensors[\"\(name)\"]", path: path)
  }

  /// Tells the file's name in what goes wrong.
  func namingFile<Result>(
    _ body: () throws(FormatError) -> Result
  ) throws(FormatError) -> Result {
    do throws(FormatError) {
      return try body()
    } catch {
      throw path.map(error.inFile) ?? error
    }
  }
}
