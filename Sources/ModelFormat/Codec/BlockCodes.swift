/// The two codes of a block: of literals and lengths, and of distances (RFC 1951, 3.2.6 and 3.2.7).
struct BlockCodes {
  let literals: PrefixDecoder
  let distances: PrefixDecoder

  /// The codes of blocks that bring none along.
  static let fixed: BlockCodes = {
    let lengths = (0..<288).map { symbol in
      switch symbol {
      case 144...255: UInt8(9)
      case 256...279: UInt8(7)
      default: UInt8(8)
      }
    }
    do {
      return BlockCodes(
        literals: try PrefixDecoder(lengths: lengths.span, mayBeSingle: false),
        distances: try PrefixDecoder(
          lengths: [UInt8](repeating: 5, count: 32).span, mayBeSingle: false))
    } catch {
      preconditionFailure("both codes are complete")
    }
  }()

  private init(literals: PrefixDecoder, distances: PrefixDecoder) {
    self.literals = literals
    self.distances = distances
  }

  /// Reads the codes that a block brings along.
  init(reading reader: inout BitReader) throws(Inflater.Fault) {
    let literalCount = 257 + reader.read(5)
    let distanceCount = 1 + reader.read(5)
    let codeCount = 4 + reader.read(4)
    if literalCount > 286 || distanceCount > 30 {
      throw Inflater.Fault("too many length or distance symbols")
    }
    var codeLengths = [UInt8](repeating: 0, count: DeflateAlphabet.codeLengths)
    for symbol in DeflateAlphabet.codeLengthOrder.prefix(codeCount) {
      codeLengths[Int(symbol)] = UInt8(reader.read(3))
    }
    let code = try Self.decoder(codeLengths.span, mayBeSingle: false, "code lengths set")
    let lengths = try Self.lengths(literalCount + distanceCount, by: code, from: &reader)
    if lengths[256] == 0 { throw Inflater.Fault("invalid code -- missing end-of-block") }
    literals = try Self.decoder(
      lengths.span.extracting(..<literalCount), mayBeSingle: true, "literal/lengths set")
    distances = try Self.decoder(
      lengths.span.extracting(literalCount...), mayBeSingle: true, "distances set")
  }

  /// The lengths of the words of both codes, one after the other.
  private static func lengths(
    _ count: Int, by code: PrefixDecoder, from reader: inout BitReader
  ) throws(Inflater.Fault) -> [UInt8] {
    var lengths: [UInt8] = []
    lengths.reserveCapacity(count)
    while lengths.count < count {
      reader.refill()
      guard let (symbol, length) = code.decode(reader.bits) else {
        throw Inflater.Fault("invalid code lengths set")
      }
      reader.drop(length)
      var (value, repeats) = (UInt8(0), 1)
      switch symbol {
      case 16:
        guard let last = lengths.last else { throw Inflater.Fault("invalid bit length repeat") }
        value = last
        repeats = 3 + reader.read(2)
      case 17: repeats = 3 + reader.read(3)
      case 18: repeats = 11 + reader.read(7)
      default: value = UInt8(symbol)
      }
      if lengths.count + repeats > count { throw Inflater.Fault("invalid bit length repeat") }
      for _ in 0..<repeats { lengths.append(value) }
    }
    if reader.isBeyondEnd { throw Inflater.Fault("it does not end within its codes") }
    return lengths
  }

  private static func decoder(
    _ lengths: Span<UInt8>, mayBeSingle: Bool, _ name: String
  ) throws(Inflater.Fault) -> PrefixDecoder {
    do throws(PrefixDecoder.Fault) {
      return try PrefixDecoder(lengths: lengths, mayBeSingle: mayBeSingle)
    } catch {
      throw Inflater.Fault(
        "invalid \(name): \(error == .oversubscribed ? "oversubscribed" : "incomplete")")
    }
  }
}
