import FuzzSupport

@testable import ModelFormat

/// Whatever a chunk holds, what the encoder makes of it is a stream that zlib inflates to the planes of the
/// chunk, to its last byte, and that our decoder turns into the chunk again; and it is shorter, or the chunk
/// stays raw.
///
/// The first byte of an input picks the element type, the compression and what becomes of the other bytes
/// (``Chunk``); or that the encoder of streams is called by itself, with any number of planes, any search for
/// matches and too little room.
@main
enum CodecFuzzer: Fuzzer {
  private static let types: [ElementType] = [.f64, .i64, .f32, .i32, .bf16, .i16, .u8]

  static func check(_ input: [UInt8]) {
    var cursor = Cursor(input)
    var choice = cursor.next()
    func pick(_ count: Int) -> Int {
      defer { choice /= count }
      return choice % count
    }
    let type = types[pick(types.count)]
    let compression = [Compression.auto, .zlib][pick(2)]
    let shape = ChunkShape.allCases[pick(ChunkShape.allCases.count)]
    if pick(4) == 3 { return checkStream(shape, &cursor) }
    var raw = shape.bytes(from: &cursor, elementSize: type.size)
    raw.removeLast(raw.count % type.size)
    checkChunk(raw, type, compression)
  }

  private static func checkChunk(_ raw: [UInt8], _ type: ElementType, _ compression: Compression) {
    do throws(FormatError) {
      var encoder = ChunkEncoder(compression)
      var stored: [UInt8] = []
      let (encoding, count) = try encoder.encode(raw.span, type, into: &stored)
      if encoding == .raw {
        require(count == raw.count, "a raw chunk of another length")
        return
      }
      require(count < raw.count, "longer than raw (W4)")
      stored = Array(stored[..<count])
      let arranged = planes(raw, type.size, encoding)
      checkInflates(stored, to: arranged)

      var decoder = ChunkDecoder()
      var decoded = [UInt8](repeating: 0xA5, count: raw.count)
      var target = decoded.mutableSpan
      let fault = decoder.decode(stored.span, encoding, elementSize: type.size, into: &target)
      require(fault == nil, "ours refuses what ours has made: \(fault ?? "")")
      require(decoded == raw, "decoded to other bytes")

      // W5, and that nothing is left in an encoder from one chunk to the next.
      if raw.count > 4096 { return }
      var again: [UInt8] = []
      let second = try encoder.encode(raw.span, type, into: &again)
      require(
        second == (encoding, count) && again[..<count] == stored[...],
        "other bytes at the second time")
    } catch {
      fatalError("broken: an encoder that fails: \(error)")
    }
  }

  /// The encoder of streams, with what no chunk makes it do.
  private static func checkStream(_ shape: ChunkShape, _ cursor: inout Cursor) {
    let planes = 1 + cursor.next() % 9
    let matches = [ZlibStreamEncoder.Matches.whereLikely, .tried, .forced][cursor.next() % 3]
    let room = cursor.next()
    let bytes = shape.bytes(from: &cursor, elementSize: planes)
    // From a quarter of what it takes raw to more than enough.
    let limit = 16 + (bytes.count + 512) * (64 + room) / 256
    do throws(FormatError) {
      var encoder = ZlibStreamEncoder()
      var stored: [UInt8] = []
      let count = try encoder.encode(
        bytes.span, planes: planes, matches: matches, limit: limit, into: &stored)
      guard let count else {
        require(
          matches == .forced || limit < Limits.storedBound(ofRaw: bytes.count), "no room in enough")
        return
      }
      require(count <= limit, "longer than its limit")
      checkInflates(Array(stored[..<count]), to: bytes)
    } catch {
      fatalError("broken: an encoder that fails: \(error)")
    }
  }

  private static func checkInflates(_ stored: [UInt8], to expected: [UInt8]) {
    let theirs = StockZlib(inflating: stored.span, room: expected.count)
    require(
      theirs.isWhole, "zlib refuses it after \(theirs.bytes.count) of \(expected.count) bytes")
    require(theirs.consumed == stored.count, "zlib leaves \(stored.count - theirs.consumed) bytes")
    require(theirs.bytes == expected, "zlib makes other bytes of it")
    require(stored[0] == 0x78, "another first byte than D2 wants")
  }

  /// What an encoding arranges bytes to, from the formulas of spec/format.md D3 and D5.
  private static func planes(
    _ raw: [UInt8], _ size: Int, _ encoding: ChunkEncoding
  ) -> [UInt8] {
    if encoding == .zlib { return raw }
    var planes = [UInt8](repeating: 0, count: raw.count)
    let count = raw.count / size
    for element in 0..<count {
      for plane in 0..<size {
        let byte = raw[element * size + plane]
        let below = raw[element * size + (plane + size - 1) % size]
        planes[plane * count + element] = encoding == .rotatedZlib ? byte << 1 | below >> 7 : byte
      }
    }
    return planes
  }
}
