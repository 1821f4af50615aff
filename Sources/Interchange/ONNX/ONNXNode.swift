import ModelFormat

/// A step of a graph (onnx.proto, `NodeProto`): an op, the values that it takes, and those that it makes.
struct ONNXNode {
  /// Where it stands among the nodes.
  let index: Int
  private var name = ""
  /// The op, without a domain if that is ONNX's own.
  private(set) var op = ""
  private(set) var inputs: [ONNXName] = []
  private(set) var outputs: [ONNXName] = []
  private var attributes: [ONNXAttribute] = []
  private let offset: Int

  /// Reads a message.
  ///
  /// - Parameter count: is told of everything that takes memory.
  /// - Throws: `FormatError` for what is no message of this kind, or what `count` throws.
  init(
    parsing message: ArraySlice<UInt8>, index: Int, count: () throws(FormatError) -> Void
  ) throws(FormatError) {
    self.index = index
    offset = message.startIndex
    var domain = ""
    var fields = ProtobufReader(message)
    while let field = try fields.next() {
      switch field.number {
      case 1:
        try count()
        inputs.append(ONNXName(bytes: try field.bytes()))
      case 2:
        try count()
        outputs.append(ONNXName(bytes: try field.bytes()))
      case 3: name = try field.text()
      case 4: op = try field.text()
      case 5:
        try count()
        attributes.append(try ONNXAttribute(parsing: try field.bytes()))
      case 7: domain = try field.text()
      default: break
      }
    }
    if !ONNXModel.isDefault(domain: domain) { op = "\(domain).\(op)" }
  }

  /// An input; nil for one that is left out.
  func input(_ index: Int) -> ONNXName? {
    guard index < inputs.count, !inputs[index].bytes.isEmpty else { return nil }
    return inputs[index]
  }

  /// An input that the op cannot do without.
  ///
  /// - Throws: `FormatError` with `missing-member`.
  func requiredInput(_ index: Int) throws(FormatError) -> ONNXName {
    guard let input = input(index) else { throw error(.missingMember, "input[\(index)]") }
    return input
  }

  /// A setting; nil where it is not told.
  func attribute(_ name: String) -> ONNXAttribute? { attributes.first { $0.name == name } }

  /// The tensor that a node `Constant` gives; nil for a constant that is not of numbers.
  ///
  /// - Throws: `FormatError` with `wrong-type`.
  func constant() throws(FormatError) -> ONNXTensor? {
    for attribute in attributes {
      if let tensor = try inside({ () throws(FormatError) in try attribute.asConstant() }) {
        return tensor
      }
    }
    return nil
  }

  /// A setting of type INT.
  ///
  /// - Throws: `FormatError` with `wrong-type`.
  func integer(_ name: String, else usual: Int) throws(FormatError) -> Int {
    try inside { () throws(FormatError) in try attribute(name)?.asInteger() ?? usual }
  }

  /// A setting of type FLOAT, as the decimal number that it was meant to be: 0.01, not 0.009999999776482582.
  ///
  /// - Throws: `FormatError` with `wrong-type`, or `invalid-value` for one that is not finite.
  func float(_ name: String, else usual: Double) throws(FormatError) -> Double {
    guard let value = try inside({ () throws(FormatError) in try attribute(name)?.asFloat() })
    else { return usual }
    guard value.isFinite, let decimal = Double("\(value)") else {
      throw error(.invalidValue(expected: "a finite number", found: "\(value)"), name)
    }
    return decimal
  }

  /// A setting of type STRING.
  ///
  /// - Throws: `FormatError` with `wrong-type`.
  func text(_ name: String, else usual: String) throws(FormatError) -> String {
    try inside { () throws(FormatError) in try attribute(name)?.asText() ?? usual }
  }

  /// A setting of type FLOATS.
  ///
  /// - Throws: `FormatError` with `wrong-type`, or `missing-member`.
  func floats(_ name: String) throws(FormatError) -> [Double] {
    guard let attribute = attribute(name) else { throw error(.missingMember, name) }
    return try inside { () throws(FormatError) in try attribute.asFloats() }
  }

  /// A setting of type INTS.
  ///
  /// - Throws: `FormatError` with `wrong-type`.
  func integers(_ name: String) throws(FormatError) -> [Int]? {
    try inside { () throws(FormatError) in try attribute(name)?.asIntegers() }
  }

  /// Checks that a setting of type INT has the one value that is known here.
  ///
  /// - Throws: `FormatError` with `invalid-value`.
  func require(_ name: String, _ value: Int, else usual: Int) throws(FormatError) {
    let found = try integer(name, else: usual)
    guard found == value else {
      throw error(.invalidValue(expected: "\(value)", found: "\(found)"), name)
    }
  }

  /// An error about a part of the node.
  func error(_ reason: FormatError.Reason, _ part: String) -> FormatError {
    FormatError(reason, field: "\(place), \(part)", offset: UInt64(offset))
  }

  /// Tells of the node in what goes wrong.
  func inside<Result>(
    _ body: () throws(FormatError) -> Result
  ) throws(FormatError) -> Result {
    do throws(FormatError) {
      return try body()
    } catch {
      throw FormatError(
        error.reason, field: "\(place), \(error.field)", offset: error.offset, path: error.path)
    }
  }

  /// What errors call the node.
  var place: String {
    let label = name.isEmpty ? "" : " \(name.shown)"
    return "graph.node[\(index)]\(label)"
  }
}
