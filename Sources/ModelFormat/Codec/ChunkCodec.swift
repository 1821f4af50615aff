/// How a chunk is stored (spec/format.md §6).
public enum ChunkEncoding: UInt8, Sendable, CaseIterable {
  case raw = 0
  case zlib = 1
  case shuffledZlib = 2
  case rotatedZlib = 3

  /// The name that people see.
  public var name: String {
    switch self {
    case .raw: "raw"
    case .zlib: "zlib"
    case .shuffledZlib: "shuffle+zlib"
    case .rotatedZlib: "rotate+shuffle+zlib"
    }
  }

  /// Whether its stream holds byte planes, which only elements of several bytes have.
  var isShuffled: Bool { self == .shuffledZlib || self == .rotatedZlib }
}

/// How a writer chooses the encoding of each chunk.
public enum Compression: String, Sendable, CaseIterable {
  /// The smaller of what suits the element type and raw.
  case auto
  /// Never compressed: the tensor can be mapped.
  case raw
  /// zlib over the bytes as they are, for comparison with other tools.
  case zlib
}

/// Codes the chunks of a tensor.
struct ChunkEncoder: ~Copyable {
  private let deflater: Deflater
  private var planes: [UInt8] = []
  private var stored: [UInt8] = []
  private let compression: Compression

  init(_ compression: Compression) throws(FormatError) {
    self.compression = compression
    deflater = try Deflater()
  }

  /// Codes one chunk and hands over what is to be stored.
  ///
  /// Elements of several bytes are shuffled; planes that look like noise become stored blocks, the others
  /// Huffman codes and runs: matches make weights larger, not smaller. What does not get shorter stays raw
  /// (W4).
  mutating func encode<Result>(
    _ raw: Span<UInt8>, elementSize: Int,
    _ body: (ChunkEncoding, Span<UInt8>) throws(FormatError) -> Result
  ) throws(FormatError) -> Result {
    guard compression != .raw, raw.count > 1 else { return try body(.raw, raw) }
    let shuffles = compression == .auto && elementSize > 1
    let length =
      shuffles
      ? Self.codePlanes(of: raw, elementSize, with: deflater, via: &planes, into: &stored)
      : Self.code(raw, by: [.matches], with: deflater, into: &stored)
    guard let length else { return try body(.raw, raw) }
    let encoding = shuffles ? ChunkEncoding.shuffledZlib : .zlib
    return try body(encoding, stored.span.extracting(..<length))
  }

  private static func codePlanes(
    of raw: Span<UInt8>, _ elementSize: Int, with deflater: borrowing Deflater,
    via planes: inout [UInt8], into stored: inout [UInt8]
  ) -> Int? {
    grow(&planes, to: raw.count)
    var buffer = planes.mutableSpan
    var shuffled = buffer._mutatingExtracting(..<raw.count)
    BytePlanes.split(raw, size: elementSize, into: &shuffled)
    let count = raw.count / elementSize
    let methods = (0..<elementSize).map { plane in
      let range = plane * count..<(plane + 1) * count
      return BytePlanes.isNoise(shuffled.span.extracting(range)) ? Deflater.Method.stored : .runs
    }
    return code(shuffled.span, by: methods, with: deflater, into: &stored)
  }

  /// Fills `stored`.
  ///
  /// - Returns: nil where the result is not shorter than what came in.
  private static func code(
    _ bytes: Span<UInt8>, by methods: [Deflater.Method], with deflater: borrowing Deflater,
    into stored: inout [UInt8]
  ) -> Int? {
    grow(&stored, to: bytes.count)
    var buffer = stored.mutableSpan
    var output = buffer._mutatingExtracting(..<(bytes.count - 1))
    return deflater.deflate(bytes, by: methods, into: &output)
  }
}

/// Makes a scratch buffer large enough.
func grow(_ buffer: inout [UInt8], to count: Int) {
  if buffer.count < count { buffer = [UInt8](repeating: 0, count: count) }
}

/// Decodes the chunks of a tensor.
struct ChunkDecoder: ~Copyable {
  private let inflater: Inflater

  init() throws(FormatError) { inflater = try Inflater() }

  /// Decodes one chunk that is not raw, and whose checksum is known to be right, into a buffer of its raw
  /// length.
  ///
  /// - Parameter planes: scratch, kept by the caller from chunk to chunk.
  /// - Returns: nil, or what is wrong with the stream.
  func decode(
    _ stored: Span<UInt8>, _ encoding: ChunkEncoding, elementSize: Int,
    via planes: inout [UInt8], into raw: inout MutableSpan<UInt8>
  ) -> String? {
    guard encoding.isShuffled else { return inflater.inflate(stored, into: &raw) }
    grow(&planes, to: raw.count)
    var buffer = planes.mutableSpan
    var shuffled = buffer._mutatingExtracting(..<raw.count)
    if let fault = inflater.inflate(stored, into: &shuffled) { return fault }
    BytePlanes.join(
      shuffled.span, size: elementSize, rotated: encoding == .rotatedZlib, into: &raw)
    return nil
  }
}
