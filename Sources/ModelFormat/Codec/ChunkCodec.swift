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

/// Codes the chunks of tensors, each by itself.
struct ChunkEncoder: ~Copyable {
  private let compression: Compression
  private let searchesMatches: Bool
  private var encoder = ZlibStreamEncoder()
  private var planes: [UInt8] = []

  init(_ compression: Compression, searchesMatches: Bool = true) {
    self.compression = compression
    self.searchesMatches = searchesMatches
  }

  /// What is smaller has no room for a code.
  private static let smallest = 64

  /// Codes one chunk.
  ///
  /// Floats with an exponent of up to eight bits are rotated and shuffled, other elements of several bytes
  /// shuffled, unless a look at some of them shows that they repeat, and which way makes them smallest. What
  /// does not get shorter stays raw (W4).
  ///
  /// - Parameter buffer: where the stored bytes go; made larger as needed, and left alone for a raw chunk.
  /// - Returns: the encoding, and how many bytes are stored.
  /// - Throws: ``FormatError`` with `system` where there is no memory.
  mutating func encode(
    _ raw: Span<UInt8>, _ type: ElementType, into buffer: inout [UInt8]
  ) throws(FormatError) -> (ChunkEncoding, Int) {
    guard compression != .raw, raw.count >= Self.smallest else { return (.raw, raw.count) }
    let choice =
      compression == .zlib
      ? Choice(encoding: .zlib, matches: .forced) : try choice(of: raw, type, trying: &buffer)
    guard let length = try encode(raw, choice, type.size, into: &buffer) else {
      return (.raw, raw.count)
    }
    return (choice.encoding, length)
  }

  /// How the elements of a chunk are arranged, and the streams of their planes made.
  private struct Choice {
    var encoding: ChunkEncoding
    var matches: ZlibStreamEncoder.Matches
    var isSparse = false
  }

  private mutating func choice(
    of raw: Span<UInt8>, _ type: ElementType, trying buffer: inout [UInt8]
  ) throws(FormatError) -> Choice {
    let likely: ZlibStreamEncoder.Matches = searchesMatches ? .whereLikely : .never
    if type.size == 1 { return Choice(encoding: .zlib, matches: likely) }
    guard ElementSample.hasRepeats(raw, size: type.size) else {
      return Choice(
        encoding: type.hasExponentInOneByte ? .rotatedZlib : .shuffledZlib, matches: likely)
    }
    let sample = raw.extracting(ElementSample.range(in: raw.count))
    var best = (choice: Choice(encoding: .zlib, matches: likely), length: Int.max)
    for encoding in [ChunkEncoding.zlib, .shuffledZlib, .rotatedZlib] {
      let choice = Choice(
        encoding: encoding, matches: searchesMatches ? .tried : .never, isSparse: true)
      let length = try encode(sample, choice, type.size, into: &buffer) ?? sample.count
      if length < best.length { best = (choice, length) }
    }
    return best.choice
  }

  /// Fills the buffer.
  ///
  /// - Returns: nil where the result is not shorter than what came in.
  private mutating func encode(
    _ raw: Span<UInt8>, _ choice: Choice, _ size: Int, into buffer: inout [UInt8]
  ) throws(FormatError) -> Int? {
    func stream(
      _ bytes: Span<UInt8>, planes: Int, by encoder: inout ZlibStreamEncoder
    ) throws(FormatError) -> Int? {
      try encoder.encode(
        bytes, planes: planes, matches: choice.matches, isSparse: choice.isSparse,
        limit: raw.count - 1, into: &buffer)
    }
    guard choice.encoding.isShuffled else { return try stream(raw, planes: 1, by: &encoder) }
    let isRotated = choice.encoding == .rotatedZlib
    return try Self.split(raw, size, rotated: isRotated, via: &planes) {
      (planes) throws(FormatError) in
      try stream(planes, planes: size, by: &encoder)
    }
  }

  private static func split<Result>(
    _ raw: Span<UInt8>, _ size: Int, rotated: Bool, via planes: inout [UInt8],
    _ body: (Span<UInt8>) throws(FormatError) -> Result
  ) throws(FormatError) -> Result {
    grow(&planes, to: raw.count)
    var target = planes.mutableSpan
    BytePlanes.split(raw, size: size, rotated: rotated, into: &target)
    return try body(target.span.extracting(..<raw.count))
  }
}

/// Makes a scratch buffer large enough.
func grow(_ buffer: inout [UInt8], to count: Int) {
  if buffer.count < count { buffer = [UInt8](repeating: 0, count: count) }
}

/// Decodes the chunks of tensors, each by itself.
struct ChunkDecoder: ~Copyable {
  private var inflater = Inflater()
  private var planes: [UInt8] = []

  init() {}

  /// Decodes one chunk that is not raw, and whose checksum is known to be right, into a buffer of its raw
  /// length.
  ///
  /// - Returns: nil, or what is wrong with the stream.
  mutating func decode(
    _ stored: Span<UInt8>, _ encoding: ChunkEncoding, elementSize: Int,
    into raw: inout MutableSpan<UInt8>
  ) -> String? {
    guard encoding.isShuffled else {
      return inflater.inflate(stored, into: &raw)
    }
    grow(&planes, to: raw.count)
    return Self.decode(
      stored, elementSize, rotated: encoding == .rotatedZlib, by: &inflater, via: &planes,
      into: &raw)
  }

  private static func decode(
    _ stored: Span<UInt8>, _ size: Int, rotated: Bool, by inflater: inout Inflater,
    via planes: inout [UInt8], into raw: inout MutableSpan<UInt8>
  ) -> String? {
    var buffer = planes.mutableSpan
    var shuffled = buffer._mutatingExtracting(..<raw.count)
    if let fault = inflater.inflate(stored, into: &shuffled) { return fault }
    BytePlanes.join(shuffled.span, size: size, rotated: rotated, into: &raw)
    return nil
  }
}
