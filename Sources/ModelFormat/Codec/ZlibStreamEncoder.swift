/// Writes a chunk as one plain zlib stream (RFC 1950) whose blocks suit what they hold: stored, prefix
/// codes alone, runs, or matches at any distance.
///
/// All of that is the writer's business: whatever inflates zlib streams reads it.
struct ZlibStreamEncoder: ~Copyable {
  /// Whether matches at any distance are looked for, which takes fifty times as long as all the rest.
  enum Matches {
    /// Nowhere.
    case never
    /// Where a sample says that it is worth it.
    case whereLikely
    /// In all planes that are not noise, to keep them where they make a plane smaller.
    case tried
    /// And they are kept, come what may.
    case forced
  }

  private let longest: Int
  private var matcher: Deflater?
  private var found: [UInt8] = []

  /// Prepares for planes of at most so many bytes.
  init(upTo longest: Int = .max) { self.longest = longest }

  /// What is written at once may reach so far behind what is meant.
  private static let slack = 64

  /// Codes planes of equal length that lie one after another.
  ///
  /// - Parameters:
  ///   - isSparse: whether runs are to be expected, however few a sample shows.
  ///   - output: where the stream goes; made larger as needed.
  /// - Returns: the stream's length, or nil where it would be longer than `limit`.
  /// - Throws: ``FormatError`` with `system` where there is no memory.
  mutating func encode(
    _ bytes: Span<UInt8>, planes: Int, matches: Matches = .whereLikely, isSparse: Bool = false,
    limit: Int, into output: inout [UInt8]
  ) throws(FormatError) -> Int? {
    let size = bytes.count / planes
    let search: Deflater.Search =
      planes == 1 ? .full : matches == .tried ? .thorough : .quick
    return try Self.stream(of: bytes, limit: limit, into: &output) {
      (writer) throws(FormatError) in
      for plane in 0..<planes {
        let isLast = plane == planes - 1
        let piece = bytes.extracting(plane * size..<(isLast ? bytes.count : (plane + 1) * size))
        let room = limit - writer.byteCount - 4
        let isWhole = try encode(
          piece, search, matches, isSparse: isSparse, isLast: isLast, room: room, to: &writer)
        if !isWhole { return false }
      }
      return true
    }
  }

  /// A stream of bytes as they are.
  static func stored(_ bytes: Span<UInt8>) -> [UInt8] {
    var output: [UInt8] = []
    let length = stream(of: bytes, limit: Limits.storedBound(ofRaw: bytes.count), into: &output) {
      (writer) throws(Never) in
      StoredBlock.write(bytes, isLast: true, to: &writer)
      return true
    }
    output.removeLast(output.count - (length ?? 0))
    return output
  }

  /// Puts header and checksum around blocks.
  ///
  /// - Returns: the stream's length, or nil where `blocks` says that there is no room.
  private static func stream<Failure: Error>(
    of bytes: Span<UInt8>, limit: Int, into output: inout [UInt8],
    _ blocks: (inout BitWriter) throws(Failure) -> Bool
  ) throws(Failure) -> Int? {
    grow(&output, to: limit + slack)
    return try unsafe output.withUnsafeMutableBufferPointer { (output) throws(Failure) -> Int? in
      var writer = unsafe BitWriter(to: output)
      writer.write(0x9C78, count: 16)
      guard try blocks(&writer) else { return nil }
      writer.align()
      writer.write(UInt64(Checksum.adler32(bytes).byteSwapped), count: 32)
      return writer.byteCount
    }
  }

  /// Codes one plane.
  ///
  /// - Returns: false where it needs more bytes than there is room for.
  private mutating func encode(
    _ plane: Span<UInt8>, _ search: Deflater.Search, _ matches: Matches, isSparse: Bool,
    isLast: Bool, room: Int, to writer: inout BitWriter
  ) throws(FormatError) -> Bool {
    if matches == .forced {
      guard let length = try deflate(plane, search, isLast: isLast) else { return false }
      return copyFound(length, isLast: isLast, room: room, to: &writer)
    }
    let plan = PlanePlan(of: plane, isSparse: isSparse)
    if try mayHaveMatches(plane, plan, search, matches),
      let length = try deflate(plane, search, isLast: isLast),
      8 * length + StoredBlock.overhead < plan.bitCount
    {
      return copyFound(length, isLast: isLast, room: room, to: &writer)
    }
    guard plan.bitCount / 8 + 2 <= room else { return false }
    for (index, part) in plan.parts.enumerated() {
      let ends = isLast && index == plan.parts.count - 1
      switch part {
      case .stored(let range):
        StoredBlock.write(plane.extracting(range), isLast: ends, to: &writer)
      case .literals(let range, let block):
        block.write(literals: plane.extracting(range), isLast: ends, to: &writer)
      case .runs(let range, let block, let rule):
        block.write(runs: plane.extracting(range), rule, isLast: ends, to: &writer)
      }
    }
    return true
  }

  /// Writes the blocks of ``found``, which begin and end with a byte.
  private func copyFound(
    _ length: Int, isLast: Bool, room: Int, to writer: inout BitWriter
  ) -> Bool {
    guard length + 8 <= room else { return false }
    // An empty stored block leads to the start of a byte.
    if writer.pendingBits > 0 {
      StoredBlock.write(found.span.extracting(..<0), isLast: false, to: &writer)
    }
    writer.copy(found.span.extracting(..<length))
    return true
  }

  /// Whether it is worth the time to look for matches: they have to win a fifth.
  private mutating func mayHaveMatches(
    _ plane: Span<UInt8>, _ plan: PlanePlan, _ search: Deflater.Search, _ matches: Matches
  ) throws(FormatError) -> Bool {
    if plan.isStored || matches == .never { return false }
    if matches == .tried { return true }
    guard ByteSample.hasRepeats(plane) else { return false }
    let size = 1 << 14
    if plane.count <= 2 * size { return true }
    let start = (plane.count - size) / 2
    let sample = plane.extracting(start..<start + size)
    guard let length = try deflate(sample, search, isLast: true) else { return false }
    return 8 * length < PlanePlan(of: sample).bitCount / 5 * 4
  }

  /// Fills ``found``; what zlib needs for that is there when it is needed first.
  private mutating func deflate(
    _ bytes: Span<UInt8>, _ search: Deflater.Search, isLast: Bool
  ) throws(FormatError) -> Int? {
    grow(&found, to: bytes.count + bytes.count / 256 + 64)
    if matcher == nil { matcher = try Deflater(upTo: longest) }
    guard let taken = matcher.take() else { return nil }
    let length = Self.deflate(bytes, search, isLast: isLast, with: taken, into: &found)
    matcher = consume taken
    return length
  }

  private static func deflate(
    _ bytes: Span<UInt8>, _ search: Deflater.Search, isLast: Bool,
    with matcher: borrowing Deflater, into found: inout [UInt8]
  ) -> Int? {
    var output = found.mutableSpan
    return matcher.deflate(bytes, search, isLast: isLast, into: &output)
  }
}
