import ModelFormat

/// A tensor of a file (onnx.proto, `TensorProto`), its data in one of the several places that there are for them.
///
/// Read once, whatever it is: what it says is judged when somebody needs it.
struct ONNXTensor {
  private(set) var name = ONNXName(bytes: [])
  private var dims: [Int64] = []
  /// A number of `TensorProto.DataType`.
  private(set) var dataType: Int64 = 0
  private var raw: ArraySlice<UInt8>?
  /// The bytes of `float_data` and `double_data`, and of `int32_data` the two lower ones, all that a half has.
  private var (floats, doubles, halves): ([UInt8], [UInt8], [UInt8]) = ([], [], [])
  private var hasWideIntegers = false
  /// The first of `int64_data`, as many as a shape may have.
  private var integers: [Int64] = []
  private var integerCount = 0
  private var external: ONNXExternalData?
  private var isExternal = false
  private var isSegment = false
  private var offset: UInt64?

  private static let maximumRank = 8
  /// The most elements that are counted.
  private static let maximumCount = 1 << 48
  /// The words of `TensorProto.DataType`, by its numbers.
  private static let words = [
    "UNDEFINED", "FLOAT", "UINT8", "INT8", "UINT16", "INT16", "INT32", "INT64", "STRING", "BOOL",
    "FLOAT16", "DOUBLE", "UINT32", "UINT64", "COMPLEX64", "COMPLEX128", "BFLOAT16",
  ]

  /// The floats that a number of `TensorProto.DataType` stands for; nil for other elements.
  static func floatType(_ dataType: Int64) -> ElementType? {
    switch dataType {
    case 1: .f32
    case 10: .f16
    case 11: .f64
    case 16: .bf16
    default: nil
    }
  }

  /// What errors call a number of `TensorProto.DataType`.
  static func word(_ dataType: Int64) -> String {
    words.indices.contains(Int(clamping: dataType)) ? words[Int(dataType)] : "type \(dataType)"
  }

  /// Reads a message.
  ///
  /// - Throws: `FormatError` for what is no message of this kind.
  init(parsing message: ArraySlice<UInt8>) throws(FormatError) {
    offset = UInt64(message.startIndex)
    var fields = ProtobufReader(message)
    while let field = try fields.next() {
      switch field.number {
      case 1:
        try field.forEachInteger { (size) throws(FormatError) in
          if dims.count <= Self.maximumRank { dims.append(size) }
        }
      case 2: dataType = try field.integer()
      case 3: isSegment = true
      case 4: try field.append(floatsOf: 4, to: &floats)
      case 5:
        try field.forEachInteger { (number) throws(FormatError) in
          if !(0...0xFFFF).contains(number) { hasWideIntegers = true }
          try halves.requireRoom(for: 2)
          halves.append(UInt8(truncatingIfNeeded: number))
          halves.append(UInt8(truncatingIfNeeded: number >> 8))
        }
      case 7: try field.forEachInteger { (number) throws(FormatError) in add(number) }
      case 8: name = ONNXName(bytes: try field.bytes())
      case 9: raw = try field.bytes()
      case 10: try field.append(floatsOf: 8, to: &doubles)
      case 13:
        let (key, value) = try ProtobufField.entry(try field.bytes())
        var data = external ?? ONNXExternalData(at: field.offset)
        try data.set(key, to: value)
        external = data
      case 14: isExternal = try field.integer() == 1
      default: break
      }
    }
  }

  /// The constant that an attribute without a tensor stands for: FLOAT from bytes, or INT64.
  init(floats: [UInt8] = [], integers: [Int64] = [], isList: Bool) {
    dataType = integers.isEmpty ? 1 : 7
    self.floats = floats
    for number in integers { add(number) }
    dims = isList ? [Int64(integers.isEmpty ? floats.count / 4 : integers.count)] : []
  }

  private mutating func add(_ number: Int64) {
    if integers.count < Self.maximumRank { integers.append(number) }
    integerCount += 1
  }

  /// The dimensions, the slowest first.
  ///
  /// - Throws: `FormatError` with `limit-exceeded` or `out-of-range`.
  func shape() throws(FormatError) -> [Int] {
    guard dims.count <= Self.maximumRank else {
      throw error(
        .limitExceeded(expected: "at most \(Self.maximumRank) dimensions", found: "more"), "dims")
    }
    for size in dims where size < 0 {
      throw error(.outOfRange(expected: "0 or more", found: "\(size)"), "dims")
    }
    return dims.map { Int($0) }
  }

  /// The number of elements.
  ///
  /// - Throws: as ``shape()``; `limit-exceeded` for more than are counted.
  func elementCount() throws(FormatError) -> Int {
    var count = 1
    for size in try shape() {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow, product <= Self.maximumCount else {
        throw error(.limitExceeded(expected: "at most 2^48 elements", found: "\(dims)"), "dims")
      }
      count = product
    }
    return count
  }

  /// The type of the elements.
  ///
  /// - Throws: `FormatError` with `wrong-type` for anything but floats.
  func elementType() throws(FormatError) -> ElementType {
    guard let type = Self.floatType(dataType) else {
      throw error(
        .wrongType(
          expected: "FLOAT, DOUBLE, FLOAT16 or BFLOAT16", found: Self.word(dataType)), "data_type")
    }
    return type
  }

  /// The elements as they lie in a file: row-major, little-endian.
  ///
  /// - Parameter path: the model's file, beside which external data lie.
  /// - Throws: `FormatError` for another type than floats, or other data than type and shape need.
  func bytes(beside path: String) throws(FormatError) -> [UInt8] {
    let type = try elementType()
    let count = try elementCount() * type.size
    let (data, others) =
      switch type {
      case .f32: (floats, doubles.count + halves.count)
      case .f64: (doubles, floats.count + halves.count)
      default: (halves, floats.count + doubles.count)
      }
    guard !isSegment, others == 0, !hasWideIntegers || halves.isEmpty,
      raw == nil || data.isEmpty, !isExternal || raw == nil && data.isEmpty
    else {
      throw error(
        .inconsistent(expected: "all data in one place, that of the type,", found: "others"),
        "data")
    }
    if isExternal {
      do throws(FormatError) {
        return try (external ?? ONNXExternalData(at: 0)).read(count: count, beside: path)
      } catch {
        throw error.path == nil ? self.error(error.reason, error.field) : error
      }
    }
    let found = raw?.count ?? data.count
    guard found == count else {
      throw error(
        .inconsistent(
          expected: "\(count) bytes, as \(type.rawValue) \(dims) needs,", found: "\(found)"),
        "data")
    }
    guard let raw else { return data }
    var bytes = try [UInt8](reserving: count)
    bytes += raw
    return bytes
  }

  /// The elements of a short list of whole numbers, such as a shape or axes.
  ///
  /// - Throws: `FormatError` for another type than INT64, more than a shape has, or other data than the shape needs.
  func wholeNumbers() throws(FormatError) -> [Int] {
    guard dataType == 7, !isExternal, !isSegment else {
      throw error(
        .wrongType(expected: "INT64 in this file", found: Self.word(dataType)), "data_type")
    }
    let count = try elementCount()
    guard count <= Self.maximumRank else {
      throw error(
        .limitExceeded(expected: "at most \(Self.maximumRank) numbers", found: "\(count)"), "dims")
    }
    let found = (raw?.count ?? 0) + 8 * integerCount
    guard found == 8 * count, raw == nil || integerCount == 0 else {
      throw error(
        .inconsistent(expected: "\(8 * count) bytes of numbers", found: "\(found)"), "data")
    }
    guard let raw else { return integers.map { Int($0) } }
    return (0..<count).map { index in
      let bytes = raw.dropFirst(8 * index).prefix(8)
      return Int(truncatingIfNeeded: bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }
  }

  /// Whether no bit of the data is set.
  var isZero: Bool {
    let parts = [raw ?? [], floats[...], doubles[...], halves[...]]
    return !isExternal && parts.allSatisfy { $0.allSatisfy { $0 == 0 } }
      && integers.allSatisfy { $0 == 0 }
  }

  /// An error about the tensor.
  func error(_ reason: FormatError.Reason, _ field: String) -> FormatError {
    FormatError(reason, field: "tensor \(name.shown), \(field)", offset: offset)
  }
}
