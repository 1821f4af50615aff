extension Dataset {
  /// The same rows, of which one column is said to be measured in a unit.
  ///
  /// A column that is input and output has the unit as both.
  ///
  /// - Throws: `missingColumn` for a name that no column has; `invalid` for a column of classes, or for a unit
  ///   without a character.
  public func measured(_ column: String, in unit: String) throws(NetworkError) -> Dataset {
    let name = Spelling(column)
    let columns = (inputs + outputs).filter { Spelling($0.name) == name }
    guard !columns.isEmpty else { throw NetworkError(.missingColumn, field: column) }
    guard columns.allSatisfy({ $0.labels == nil }) else {
      throw NetworkError(
        .invalid(expected: "a column of numbers, which may have a unit", found: "one of classes"),
        field: column)
    }
    guard !unit.isEmpty else {
      throw NetworkError(.invalid(expected: "a unit", found: "none"), field: column)
    }
    var measured = self
    for index in inputs.indices where Spelling(inputs[index].name) == name {
      measured.inputs[index].unit = unit
    }
    for index in outputs.indices where Spelling(outputs[index].name) == name {
      measured.outputs[index].unit = unit
    }
    return measured
  }
}
