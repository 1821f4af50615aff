import ModelFormat

/// What a graph declares of a value that goes in or comes out (onnx.proto, `ValueInfoProto`).
struct ONNXValue {
  private(set) var name = ONNXName(bytes: [])
  /// A number of `TensorProto.DataType`; nil for what is no tensor, such as a list of dictionaries.
  private(set) var dataType: Int64?
  /// The sizes, nil for one that is not told; nil where not even their number is.
  private(set) var dims: [Int?]?
  private let offset: Int

  /// The most dimensions that are taken; those of a sample are told from them.
  private static let maximumRank = 9

  /// Reads a message.
  ///
  /// - Throws: `FormatError` for what is no message of this kind.
  init(parsing message: ArraySlice<UInt8>) throws(FormatError) {
    offset = message.startIndex
    var fields = ProtobufReader(message)
    while let field = try fields.next() {
      if field.number == 1 { name = ONNXName(bytes: try field.bytes()) }
      if field.number == 2 { try readType(try field.bytes()) }
    }
  }

  private mutating func readType(_ message: ArraySlice<UInt8>) throws(FormatError) {
    var fields = ProtobufReader(message)
    while let field = try fields.next() {
      guard field.number == 1 else { continue }
      var parts = ProtobufReader(try field.bytes())
      dataType = 0
      while let part = try parts.next() {
        if part.number == 1 { dataType = try part.integer() }
        if part.number == 2 { try readShape(try part.bytes()) }
      }
    }
  }

  private mutating func readShape(_ message: ArraySlice<UInt8>) throws(FormatError) {
    var sizes: [Int?] = []
    var fields = ProtobufReader(message)
    while let field = try fields.next() {
      guard field.number == 1, sizes.count < Self.maximumRank else { continue }
      var size: Int?
      var parts = ProtobufReader(try field.bytes())
      while let part = try parts.next() {
        if part.number == 1 { size = Int(try part.integer()) }
      }
      // Exporters write 0 or −1 for what they do not know.
      sizes.append(size.flatMap { $0 > 0 ? $0 : nil })
    }
    dims = sizes
  }

  /// An error about the value.
  func error(_ reason: FormatError.Reason, _ list: String) -> FormatError {
    FormatError(reason, field: "graph.\(list) \(name.shown)", offset: UInt64(offset))
  }
}
