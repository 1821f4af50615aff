import ModelFormat

/// A setting of a node (onnx.proto, `AttributeProto`); what holds a graph is not taken in.
struct ONNXAttribute {
  private(set) var name = ""
  /// A number of `AttributeProto.AttributeType`; 0 in files that do not tell.
  private var type: Int64 = 0
  private var float: Float = 0
  private var integer: Int64 = 0
  private var string: ArraySlice<UInt8> = []
  private var tensors: [ONNXTensor] = []
  private var floats: [UInt8] = []
  private var integers: [Int64] = []
  private let offset: Int

  /// The most whole numbers that any setting of a layer has.
  private static let maximumIntegers = 8
  /// Of `AttributeProto.AttributeType`, by its numbers.
  private static let words = [
    "", "FLOAT", "INT", "STRING", "TENSOR", "GRAPH", "FLOATS", "INTS", "STRINGS", "TENSORS",
    "GRAPHS",
  ]

  /// Reads a message.
  ///
  /// - Throws: `FormatError` for what is no message of this kind.
  init(parsing message: ArraySlice<UInt8>) throws(FormatError) {
    offset = message.startIndex
    var fields = ProtobufReader(message)
    while let field = try fields.next() {
      switch field.number {
      case 1: name = try field.text()
      case 2: float = try field.float()
      case 3: integer = try field.integer()
      case 4: string = try field.bytes()
      case 5: tensors = [try ONNXTensor(parsing: try field.bytes())]
      case 7: try field.append(floatsOf: 4, to: &floats)
      case 8:
        try field.forEachInteger { (number) throws(FormatError) in
          if integers.count <= Self.maximumIntegers { integers.append(number) }
        }
      case 20: type = try field.integer()
      default: break
      }
    }
  }

  /// The value of an attribute of type FLOAT.
  ///
  /// - Throws: `FormatError` with `wrong-type`, as the others.
  func asFloat() throws(FormatError) -> Float { try checked(1, float) }

  /// The value of an attribute of type INT.
  func asInteger() throws(FormatError) -> Int { Int(try checked(2, integer)) }

  /// The value of an attribute of type STRING.
  func asText() throws(FormatError) -> String {
    String(decoding: try checked(3, string), as: UTF8.self)
  }

  /// The values of an attribute of type FLOATS.
  func asFloats() throws(FormatError) -> [Double] {
    let bytes = try checked(6, floats)
    return stride(from: 0, to: bytes.count, by: 4).map { start in
      let bits = bytes[start..<start + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      return Double(Float(bitPattern: bits))
    }
  }

  /// The values of an attribute of type INTS.
  func asIntegers() throws(FormatError) -> [Int] {
    let numbers = try checked(7, integers)
    guard numbers.count <= Self.maximumIntegers else {
      throw error(
        .limitExceeded(expected: "at most \(Self.maximumIntegers) numbers", found: "more"))
    }
    return numbers.map { Int($0) }
  }

  /// The tensor that a node `Constant` gives by this attribute; nil for one that is not of numbers.
  ///
  /// - Throws: as the others.
  func asConstant() throws(FormatError) -> ONNXTensor? {
    switch name {
    case "value":
      guard let tensor = try checked(4, tensors).first else { throw error(.missingMember) }
      return tensor
    case "value_float":
      let bits = try asFloat().bitPattern
      let bytes = (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
      return ONNXTensor(floats: bytes, isList: false)
    case "value_floats": return ONNXTensor(floats: try checked(6, floats), isList: true)
    case "value_int": return ONNXTensor(integers: [try checked(2, integer)], isList: false)
    case "value_ints":
      return ONNXTensor(integers: try asIntegers().map { Int64($0) }, isList: true)
    default: return nil
    }
  }

  private func checked<Value>(_ expected: Int64, _ value: Value) throws(FormatError) -> Value {
    guard type == expected || type == 0 else {
      let isKnown = Self.words.indices.contains(Int(clamping: type))
      throw error(
        .wrongType(
          expected: Self.words[Int(expected)],
          found: isKnown ? Self.words[Int(type)] : "type \(type)"))
    }
    return value
  }

  /// An error about the value.
  func error(_ reason: FormatError.Reason) -> FormatError {
    FormatError(reason, field: "attribute \(name.shown)", offset: UInt64(offset))
  }
}
