import ModelFormat

/// The elements of a tensor as arrays nested as its shape says, the last dimension innermost (spec/json.md J4).
struct ModelJSONElements {
  private let info: TensorInfo
  /// The shape; of complex numbers with a last dimension of their two parts.
  private let shape: [Int]
  private var spelling: ElementSpelling

  /// - Parameter info: what the tensor is.
  init(_ info: TensorInfo) {
    self.info = info
    shape = info.type == .c64 ? info.shape + [2] : info.shape
    spelling = ElementSpelling(info.type)
  }

  /// Reads the arrays.
  ///
  /// - Throws: `FormatError` for arrays that are not of the shape, what is no element of the type, or `system`.
  mutating func read(_ data: JSON, _ path: String) throws(FormatError) -> [UInt8] {
    var bytes: [UInt8] = []
    if info.elementCount == 0 {
      guard data == .array([]) else {
        throw FormatError(
          .inconsistent(expected: "[], as the tensor has no element,", found: data.kind),
          field: path)
      }
      return bytes
    }
    try read(data, dimension: 0, path, &bytes)
    return bytes
  }

  private func read(
    _ value: JSON, dimension: Int, _ path: @autoclosure () -> String, _ bytes: inout [UInt8]
  ) throws(FormatError) {
    guard dimension < shape.count else {
      guard let bits = spelling.bits(value) else {
        let found =
          switch value {
          case .number(let number): canonicalSpelling(of: number)
          case .string(let text): "\"\(text.excerpt())\""
          default: value.kind
          }
        throw FormatError(
          .invalidValue(expected: "an element of \(info.type.rawValue)", found: found),
          field: path())
      }
      try bytes.requireRoom(for: spelling.size)
      for index in 0..<spelling.size {
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt64(8 * index)))
      }
      return
    }
    guard case .array(let elements) = value, elements.count == shape[dimension] else {
      let found = if case .array(let elements) = value { "\(elements.count)" } else { value.kind }
      throw FormatError(
        .inconsistent(expected: "an array of \(shape[dimension])", found: found), field: path())
    }
    for (index, element) in elements.enumerated() {
      try read(element, dimension: dimension + 1, "\(path())[\(index)]", &bytes)
    }
  }

  /// Writes the arrays, the last dimension on a line.
  ///
  /// - Throws: `FormatError` with `limit-exceeded` where the text becomes longer than what is read.
  mutating func write(_ bytes: [UInt8], to text: inout JSONText) throws(FormatError) {
    if info.elementCount == 0 {
      text.append("[]")
      return
    }
    var position = 0
    try write(bytes, &position, dimension: 0, to: &text)
  }

  private mutating func write(
    _ bytes: [UInt8], _ position: inout Int, dimension: Int, to text: inout JSONText
  ) throws(FormatError) {
    guard dimension < shape.count else {
      var bits: UInt64 = 0
      for index in 0..<spelling.size {
        bits |= UInt64(bytes[position + index]) << UInt64(8 * index)
      }
      position += spelling.size
      text.append(spelling.text(bits))
      return
    }
    let isLine = dimension >= info.shape.count - 1
    let margin = String(repeating: " ", count: 2 * dimension + 6)
    for index in 0..<shape[dimension] {
      text.append(index == 0 ? "[" : ",")
      text.append(isLine ? index == 0 ? "" : " " : "\n\(margin)")
      try write(bytes, &position, dimension: dimension + 1, to: &text)
      try text.makeRoom()
    }
    text.append(isLine ? "]" : "\n\(margin.dropLast(2))]")
  }
}
