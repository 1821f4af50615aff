import ModelFormat

/// Arrays of numbers in the JSON of other programs.
enum JSONNumbers {
  /// The numbers of an array.
  ///
  /// - Throws: `FormatError` with `wrong-type` and the path of what is none, or `system`.
  static func read(
    _ value: JSON, _ path: @autoclosure () -> String
  ) throws(FormatError) -> [Double] {
    guard case .array(let elements) = value else {
      throw FormatError(.wrongType(expected: "an array", found: value.kind), field: path())
    }
    var numbers: [Double] = []
    try numbers.requireRoom(for: elements.count)
    numbers.reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() {
      guard case .number(let number) = element else {
        throw FormatError(
          .wrongType(expected: "a number", found: element.kind), field: "\(path())[\(index)]")
      }
      numbers.append(number)
    }
    return numbers
  }
}
