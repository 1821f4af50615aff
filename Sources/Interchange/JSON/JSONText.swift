import ModelFormat

/// JSON written by hand, member by member, for who has a layout of its own.
struct JSONText {
  /// What is written so far.
  private(set) var bytes: [UInt8] = []

  /// The capacity of ``bytes`` for whose growth there was memory.
  private var askedCapacity = 0

  /// Writes what is JSON already.
  mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Writes any value in its canonical spelling.
  mutating func append(_ value: JSON) { bytes.append(contentsOf: value.canonicalBytes()) }

  /// Writes any value for people: what does not fit into a line, member by member.
  ///
  /// - Parameter margin: the blanks before the line that the value begins on.
  mutating func append(_ value: JSON, indentedBy margin: Int) {
    let line = value.canonicalBytes()
    let inner = String(repeating: " ", count: margin + 2)
    if line.count <= 96 {
      bytes += line
      return
    }
    switch value {
    case .object(let object):
      for (index, member) in object.members.enumerated() {
        append(index == 0 ? "{\n\(inner)" : ",\n\(inner)")
        append(.string(member.name))
        append(": ")
        append(member.value, indentedBy: margin + 2)
      }
      append("\n\(inner.dropLast(2))}")
    case .array(let elements):
      for (index, element) in elements.enumerated() {
        append(index == 0 ? "[\n\(inner)" : ",\n\(inner)")
        append(element, indentedBy: margin + 2)
      }
      append("\n\(inner.dropLast(2))]")
    case .string, .number, .bool: bytes += line
    }
  }

  /// Writes a number; minus zero keeps its sign, which JavaScript and others read back.
  ///
  /// - Precondition: the number is finite.
  mutating func append(_ number: Double) {
    append(number == 0 && number.sign == .minus ? "-0.0" : canonicalSpelling(of: number))
  }

  /// Writes some numbers in brackets.
  mutating func append(_ numbers: ArraySlice<Double>) {
    append("[")
    for (index, number) in numbers.enumerated() {
      if index > 0 { append(",") }
      append(number)
    }
    append("]")
  }

  /// Writes a matrix as an array of its rows.
  ///
  /// - Throws: as ``makeRoom()``.
  mutating func append(_ elements: [Double], rowsOf width: Int) throws(FormatError) {
    append("[")
    for start in stride(from: 0, to: elements.count, by: width) {
      if start > 0 { append(",") }
      append(elements[start..<start + width])
      try makeRoom()
    }
    append("]")
  }

  /// Writes a file of the text: whole or not at all.
  ///
  /// - Throws: `FormatError` with `limit-exceeded` for what would not be read again, or `system`.
  func write(to path: String) throws(FormatError) {
    do throws(FormatError) {
      try checkLength()
      try JSON.checkValues(in: bytes, field: "file")
    } catch {
      throw error.inFile(path)
    }
    try WholeFile.write(bytes, to: path)
  }

  /// Stops where the text is already longer than what is read, or could not grow.
  ///
  /// - Throws: `FormatError` with `limit-exceeded`, or `system` where there is too little memory.
  mutating func makeRoom() throws(FormatError) {
    try checkLength()
    guard bytes.count > bytes.capacity / 2, bytes.capacity != askedCapacity else { return }
    askedCapacity = bytes.capacity
    // Half of it is free: to ask for as much again as there is leads to the growth that comes next.
    try bytes.requireRoom(
      for: askedCapacity, to: "hold more than \(bytes.count) bytes of JSON")
  }

  private func checkLength() throws(FormatError) {
    guard bytes.count <= JSONFile.maximumLength else {
      throw FormatError(
        .limitExceeded(
          expected: "at most \(JSONFile.maximumLength) bytes of JSON", found: "more"),
        field: "file")
    }
  }
}
