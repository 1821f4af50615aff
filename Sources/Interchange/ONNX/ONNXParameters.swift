import ModelFormat
import NeuralNetwork

/// The constants of a graph as parameters of layers, in memory that the file justifies.
struct ONNXParameters {
  /// A parameter: its type, its shape, and its elements as they lie in a model file.
  struct Values {
    let type: ElementType
    let shape: [Int]
    let bytes: [UInt8]
  }

  private let graph: ONNXGraph
  private let limits: ReaderLimits
  /// Bytes of constants, each counted once, and of the file.
  private var justified: Int
  private var used: Set<ONNXName> = []
  private var made = 0

  /// How many times its bytes a file may become: constants may serve several layers, or stand for a whole vector.
  private static let maximumRatio = 16
  private static let allowance = 1 << 20

  /// - Parameter limits: `memory` bounds all parameters together.
  init(_ graph: ONNXGraph, fileSize: Int, _ limits: ReaderLimits) {
    self.graph = graph
    self.limits = limits
    justified = fileSize
  }

  /// Takes note of elements before they are made.
  ///
  /// - Throws: `FormatError` with `limit-exceeded`, or `system` where there is not enough memory.
  mutating func charge(_ count: Int, of type: ElementType) throws(FormatError) {
    let (bytes, overflow) = count.multipliedReportingOverflow(by: type.size)
    let limit = Self.maximumRatio * justified + Self.allowance
    if !overflow, bytes <= limit { made += bytes }
    guard !overflow, bytes <= limit, made <= limit else {
      throw FormatError(
        .limitExceeded(
          expected: "parameters of at most \(Self.maximumRatio) times the bytes of the file",
          found: "more, by constants that are used again and again"), field: "graph")
    }
    try limits.check(memory: UInt64(made), of: "parameters")
    try requireMemory(bytes, for: "hold parameters of \(bytes) bytes in memory")
  }

  /// A constant that a node wants, and its shape.
  private mutating func constant(
    _ name: ONNXName, _ node: ONNXNode
  ) throws(FormatError) -> (constant: ONNXConstant, shape: [Int]) {
    guard let constant = graph.constant(name) else {
      throw node.error(
        .inconsistent(expected: "constant parameters", found: "\(name.shown), which is computed"),
        "input")
    }
    let (count, type) = (try constant.elementCount(), try constant.elementType())
    if used.insert(name).inserted { justified += count * type.size }
    try charge(count, of: type)
    return (constant, try constant.shape())
  }

  /// The weights of a dense layer, `[outputs, inputs]`.
  ///
  /// - Parameter isTurned: whether they are `[inputs, outputs]` in the file.
  /// - Throws: `FormatError` for what is no matrix of floats, or wrong with the tensor.
  mutating func matrix(
    _ name: ONNXName, isTurned: Bool, times factor: Double, _ node: ONNXNode
  ) throws(FormatError) -> Values {
    let (constant, shape) = try constant(name, node)
    guard shape.count == 2 else {
      throw node.error(
        .inconsistent(expected: "weights of two dimensions", found: "\(shape)"), "input")
    }
    return try scaled(
      Values(
        type: constant.elementType(), shape: isTurned ? shape.reversed() : shape,
        bytes: constant.bytes(beside: graph.path, isTurned: isTurned)), by: factor)
  }

  /// A row of parameters, one each of `width` columns; one for all in the file is repeated.
  ///
  /// - Parameter width: nil takes as many as there are.
  /// - Throws: `FormatError` for another number of them, or what is wrong with the tensor.
  mutating func vector(
    _ name: ONNXName, _ width: Int?, times factor: Double = 1, _ node: ONNXNode
  ) throws(FormatError) -> Values {
    let (constant, shape) = try constant(name, node)
    let count = try constant.elementCount()
    let width = width ?? count
    let type = try constant.elementType()
    guard shape.count <= 2, count == 1 || count == width && shape.last == width else {
      throw node.error(
        .inconsistent(expected: "a parameter of shape [\(width)]", found: "\(shape)"), "input")
    }
    var bytes = try constant.bytes(beside: graph.path)
    if count < width {
      try charge(width, of: type)
      bytes = try Self.repeated(bytes, width)
    }
    return try scaled(Values(type: type, shape: [width], bytes: bytes), by: factor)
  }

  /// The same number for each of `width` columns.
  ///
  /// - Throws: `FormatError` with `limit-exceeded`.
  mutating func repeated(
    _ value: Double, _ type: ElementType, _ width: Int
  ) throws(FormatError) -> Values {
    try charge(width, of: type)
    let element = try type.bytes(rounding: [value])
    return Values(type: type, shape: [width], bytes: try Self.repeated(element, width))
  }

  private static func repeated(
    _ element: [UInt8], _ count: Int
  ) throws(FormatError) -> [UInt8] {
    var bytes = try [UInt8](reserving: element.count * count)
    for _ in 0..<count { bytes += element }
    return bytes
  }

  /// Constants of arithmetic: one for all columns, or one each.
  ///
  /// - Throws: `FormatError` for a shape of another kind, or what is wrong with the tensor.
  mutating func factors(_ name: ONNXName, _ node: ONNXNode) throws(FormatError) -> [Double] {
    let (constant, shape) = try constant(name, node)
    let count = try constant.elementCount()
    guard shape.count <= 2, count == 1 || shape.last == count else {
      throw node.error(
        .inconsistent(expected: "one number, or one a column", found: "shape \(shape)"), "input")
    }
    return try constant.values(beside: graph.path)
  }

  private func scaled(_ values: Values, by factor: Double) throws(FormatError) -> Values {
    guard factor != 1 else { return values }
    let tensor = Tensor(
      try TensorInfo("parameter", values.type, values.shape), bytes: values.bytes)
    var products = try tensor.floats ?? []
    for index in products.indices { products[index] *= factor }
    return Values(
      type: values.type, shape: values.shape, bytes: try values.type.bytes(rounding: products))
  }
}
