import ModelFormat

/// A matrix of Toy-Neural-Network-JS: `{rows, cols, data: [[…], …]}` (lib/matrix.js), or the same as a string of JSON.
enum ToyMatrix {
  /// Reads a member, row by row.
  ///
  /// - Throws: `FormatError` with `inconsistent` for a matrix of other sizes, or rows that are not as long as it
  ///   says.
  static func read(
    _ parent: HeaderFields, _ name: String, rows: Int, columns: Int
  ) throws(FormatError) -> [Double] {
    var value = try parent.value(name)
    if case .string(let text) = value {
      value = try JSONFile.parse(Array(text.utf8), parent.path(of: name))
    }
    let fields = try HeaderFields(value, path: parent.path(of: name), offset: nil)
    for (member, expected) in [("rows", rows), ("cols", columns)] {
      let found = try fields.integer(member)
      guard found == expected else {
        throw fields.error(
          .inconsistent(expected: "\(expected), as the nodes are,", found: "\(found)"), at: member)
      }
    }
    let data = try fields.array("data")
    guard data.count == rows else {
      throw fields.error(
        .inconsistent(expected: "\(rows) rows", found: "\(data.count)"), at: "data")
    }
    var elements: [Double] = []
    elements.reserveCapacity(data.count)
    for (index, row) in data.enumerated() {
      let numbers = try JSONNumbers.read(row, "\(fields.path(of: "data"))[\(index)]")
      guard numbers.count == columns else {
        throw fields.error(
          .inconsistent(expected: "\(columns) numbers", found: "\(numbers.count)"),
          at: "data[\(index)]")
      }
      elements += numbers
    }
    return elements
  }

  /// Writes a member.
  ///
  /// - Throws: `FormatError` with `limit-exceeded`, or `system`, as the text grows.
  static func write(
    _ elements: [Double], _ name: String, columns: Int, to text: inout JSONText
  ) throws(FormatError) {
    text.append(
      #","\#(name)":{"rows":\#(elements.count / columns),"cols":\#(columns),"data":"#)
    try text.append(elements, rowsOf: columns)
    text.append("}")
  }
}
