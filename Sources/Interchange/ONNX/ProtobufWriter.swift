import ModelFormat

/// A protobuf message as it is put together, field by field.
///
/// Long byte strings stay the arrays that they were: a model's weights are not copied into each message around them.
struct ProtobufWriter {
  private var pieces: [[UInt8]] = []
  /// The bytes of the message.
  private(set) var count = 0

  /// Up to here, pieces are put together.
  private static let smallPiece = 1 << 16

  /// A whole number.
  mutating func integer(_ field: Int, _ value: Int) {
    append(Self.varint(UInt64(field) << 3) + Self.varint(UInt64(bitPattern: Int64(value))))
  }

  /// A float of single precision.
  mutating func float(_ field: Int, _ value: Float) {
    let bits = value.bitPattern
    append(
      Self.varint(UInt64(field) << 3 | 5)
        + (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) })
  }

  /// A string.
  mutating func text(_ field: Int, _ value: String) { bytes(field, Array(value.utf8)) }

  /// Bytes.
  mutating func bytes(_ field: Int, _ value: [UInt8]) {
    append(Self.varint(UInt64(field) << 3 | 2) + Self.varint(UInt64(value.count)))
    append(value)
  }

  /// A message in the message.
  mutating func message(_ field: Int, _ fill: (inout ProtobufWriter) -> Void) {
    var message = ProtobufWriter()
    fill(&message)
    append(Self.varint(UInt64(field) << 3 | 2) + Self.varint(UInt64(message.count)))
    append(message)
  }

  /// The fields of another message behind those that are there.
  mutating func append(_ message: ProtobufWriter) {
    for piece in message.pieces { append(piece) }
  }

  /// Writes the message as a file: whole or not at all.
  ///
  /// - Throws: `FormatError` with `system`.
  func write(to path: String) throws(FormatError) {
    let file = try AtomicFile(replacing: path)
    var offset: UInt64 = 0
    for piece in pieces {
      try file.write(piece.span, at: offset)
      offset += UInt64(piece.count)
    }
    try file.commit()
  }

  private mutating func append(_ bytes: [UInt8]) {
    count += bytes.count
    if let last = pieces.indices.last, pieces[last].count + bytes.count <= Self.smallPiece {
      pieces[last] += bytes
    } else {
      pieces.append(bytes)
    }
  }

  /// A number in seven bits a byte, the lowest first.
  private static func varint(_ value: UInt64) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }
}
