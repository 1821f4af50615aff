import ModelFormat

/// Shapes that a graph works out, as far as exporters make them for a row.
extension ONNXGraph {
  /// The sizes that a value tells, nil for the number of samples; nil for a value of which that is not known.
  ///
  /// Constants, and what PyTorch makes of `x.view(x.size(0), -1)`: `Concat` of constants and of
  /// `Unsqueeze(Gather(Shape(x), 0))`.
  ///
  /// - Parameter values: values whose first dimension is that of the samples.
  /// - Throws: `FormatError` for what is wrong with a constant.
  func sizes(_ name: ONNXName, given values: Set<ONNXName>) throws(FormatError) -> [Int?]? {
    if let constant = constant(name) { return try constant.wholeNumbers() }
    guard let node = maker(of: name, "Concat") else { return nil }
    var sizes: [Int?] = []
    for input in node.inputs.prefix(8) {
      if let constant = constant(input) {
        sizes += try constant.wholeNumbers() as [Int?]
      } else if try isSampleCount(input, given: values) {
        sizes.append(nil)
      } else {
        return nil
      }
    }
    return sizes
  }

  /// Whether a value is the number of samples.
  private func isSampleCount(
    _ name: ONNXName, given values: Set<ONNXName>
  ) throws(FormatError) -> Bool {
    let number = maker(of: name, "Unsqueeze")?.input(0) ?? name
    guard let gather = maker(of: number, "Gather"),
      let shape = maker(of: gather.input(0), "Shape"), let value = shape.input(0),
      values.contains(value), let index = gather.input(1),
      shape.attribute("start") == nil, try gather.integer("axis", else: 0) == 0
    else { return false }
    return try constant(index)?.wholeNumbers() == [0]
  }
}
