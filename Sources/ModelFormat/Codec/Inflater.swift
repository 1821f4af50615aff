/// Reads zlib streams as the format defines them (spec/format.md D2), one after another.
///
/// All of RFC 1951, and quick where it matters here: at blocks without matches, whose literals it takes
/// several at a time. Refuses what zlib refuses.
struct Inflater: ~Copyable {
  private var literals = LiteralTable()
  private var distances = DistanceTable()

  /// Whether the tables are those of the fixed codes, which need not be made for each of a million empty blocks.
  private var holdsFixedCodes = false

  /// Is told of each block, by who wants to know how a stream was coded.
  private let note: ((DeflateBlock) -> Void)?

  init(noting note: ((DeflateBlock) -> Void)? = nil) { self.note = note }

  /// What is wrong with a stream.
  struct Fault: Error {
    let text: String
    init(_ text: String) { self.text = text }
  }

  /// Inflates one stream that must fill `output` exactly and end where `bytes` end.
  ///
  /// - Returns: nil, or what is wrong with the stream.
  mutating func inflate(_ bytes: Span<UInt8>, into output: inout MutableSpan<UInt8>) -> String? {
    guard bytes.count >= 2 else { return "shorter than its header" }
    guard bytes[0] == 0x78 else { return "its first byte is not 78 (hexadecimal)" }
    guard (Int(bytes[0]) << 8 | Int(bytes[1])) % 31 == 0 else { return "incorrect header check" }
    guard bytes[1] & 0x20 == 0 else { return "it asks for a preset dictionary" }
    let blocks = bytes.extracting(2...)
    do throws(Fault) {
      let rest = try inflateBlocks(blocks, into: &output)
      let sum = Checksum.adler32(output.span)
      guard rest >= 4 else {
        return "it ends before its checksum is whole"
      }
      let start = blocks.count - rest
      let stored = (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(blocks[start + $1]) }
      guard stored == sum else { return "its Adler-32 is wrong" }
      return rest == 4 ? nil : "\(rest - 4) bytes follow its end"
    } catch {
      return error.text
    }
  }

  /// Inflates all blocks, and tells how many bytes are left behind them.
  private mutating func inflateBlocks(
    _ bytes: Span<UInt8>, into output: inout MutableSpan<UInt8>
  ) throws(Fault) -> Int {
    try unsafe output.withUnsafeMutableBufferPointer { (output) throws(Fault) in
      try unsafe bytes.withUnsafeBufferPointer { (bytes) throws(Fault) in
        var reader = unsafe BitReader(bytes)
        var target = unsafe InflatedBytes(output)
        var isLast = false
        while !isLast {
          let before = (
            reader.position, target.position, target.runBytes, target.matchBytes
          )
          isLast = reader.read(1) == 1
          let type = reader.read(2)
          switch type {
          case 0: try Self.copyStored(from: &reader, to: &target)
          case 1: try decode(BlockCodes.fixed, isFixed: true, from: &reader, to: &target)
          case 2:
            let codes = try BlockCodes(reading: &reader)
            try decode(codes, isFixed: false, from: &reader, to: &target)
          default: throw Fault("invalid block type")
          }
          if reader.isBeyondEnd { throw target.unfinished }
          note?(
            DeflateBlock(
              isStored: type == 0, range: before.1..<target.position,
              runBytes: target.runBytes - before.2, matchBytes: target.matchBytes - before.3,
              bitCount: reader.position - before.0))
        }
        guard target.position == target.count else {
          throw Fault(
            "it inflates to \(target.position) bytes instead of \(target.count)")
        }
        return unsafe reader.align().count
      }
    }
  }

  private static func copyStored(
    from reader: inout BitReader, to target: inout InflatedBytes
  ) throws(Fault) {
    let rest = unsafe reader.align()
    guard rest.count >= 4 else {
      throw target.unfinished
    }
    let count = unsafe Int(rest[0]) | Int(rest[1]) << 8
    let complement = unsafe Int(rest[2]) | Int(rest[3]) << 8
    guard count == complement ^ 0xFFFF else { throw Fault("invalid stored block lengths") }
    guard rest.count - 4 >= count else {
      throw target.unfinished
    }
    unsafe try target.append(UnsafeBufferPointer(rebasing: rest[4..<4 + count]))
    reader.skip(4 + count)
  }

  /// Decodes the symbols of a block.
  private mutating func decode(
    _ codes: borrowing BlockCodes, isFixed: Bool, from reader: inout BitReader,
    to target: inout InflatedBytes
  ) throws(Fault) {
    if !isFixed || !holdsFixedCodes {
      literals.fill(codes.literals, for: target.room)
      distances.clear()
      holdsFixedCodes = isFixed
    }
    while true {
      decodeLiterals(from: &reader, to: &target)
      reader.refill()
      let entry = literals.entry(for: reader.bits)
      switch entry & LiteralTable.Kind.mask {
      case LiteralTable.Kind.length where entry & LiteralTable.countMask == 0:
        reader.drop(Int(entry & 63))
        let count = Int(entry >> 16 & 0xFFFF) + reader.read(Int(entry >> 32 & 0xFF))
        if !distances.isFilled, target.room >= DistanceTable.worthwhileBytes {
          distances.fill(codes.distances)
        }
        let distance = try distance(from: &reader, codes)
        try target.copy(count, from: distance)
      case LiteralTable.Kind.endOfBlock where entry & LiteralTable.countMask == 0:
        reader.drop(Int(entry & 63))
        return
      default:
        if try decodeOne(codes, from: &reader, to: &target) { return }
      }
      if reader.isBeyondEnd { throw target.unfinished }
    }
  }

  /// Decodes one symbol that the table does not have, or that is near an end.
  ///
  /// - Returns: whether it ends the block.
  private func decodeOne(
    _ codes: borrowing BlockCodes, from reader: inout BitReader, to target: inout InflatedBytes
  ) throws(Fault) -> Bool {
    guard let (symbol, length) = codes.literals.decode(reader.bits), symbol < 286 else {
      throw Fault("invalid literal/length code")
    }
    reader.drop(length)
    if symbol == DeflateAlphabet.endOfBlock { return true }
    if symbol < 256 {
      try target.append(UInt8(symbol))
    } else {
      let (base, extraBits) = DeflateAlphabet.lengths[symbol - 257]
      let count = Int(base) + reader.read(Int(extraBits))
      try target.copy(count, from: try distance(from: &reader, codes))
    }
    return false
  }

  private func distance(
    from reader: inout BitReader, _ codes: borrowing BlockCodes
  ) throws(Fault) -> Int {
    reader.refill()
    var word = distances.decode(reader.bits)
    if word == nil { word = codes.distances.decode(reader.bits) }
    guard let (symbol, length) = word, symbol < DeflateAlphabet.distances else {
      throw Fault("invalid distance code")
    }
    reader.drop(length)
    let (base, extraBits) = DeflateAlphabet.distanceSymbols[symbol]
    return Int(base) + reader.read(Int(extraBits))
  }

  /// The inner loop: literals, as long as there is nothing else, and neither end is near.
  private func decodeLiterals(from reader: inout BitReader, to target: inout InflatedBytes) {
    let (entries, mask) = unsafe (literals.start, UInt64(1) << UInt64(literals.bits) - 1)
    var local = reader
    while local.isFarFromEnd, target.room >= 32 {
      unsafe local.refillQuickly()
      // Four times eleven bits, of 56.
      for _ in 0..<4 {
        let entry = unsafe entries[Int(local.bits & mask)]
        let count = Int(truncatingIfNeeded: entry &>> 8 & 7)
        if count == 0 {
          reader = local
          return
        }
        unsafe target.append(entry &>> 16, count: count)
        local.drop(Int(truncatingIfNeeded: entry & 63))
      }
    }
    reader = local
  }
}
