public import ModelFormat
import NeuralNetwork

/// Changes of what a file says in words: metadata, the names of columns and classes, and units. No tensor is
/// touched.
///
/// All names of columns and classes are those that the file has now, so two of them can be swapped.
public struct HeaderEdit: Sendable {
  /// A name, and what is to stand in its place or beside it.
  public struct Change: Equatable, Sendable {
    /// What it is about, as the file has it.
    public var name: String
    /// The new name or text.
    public var text: String

    /// - Parameters:
    ///   - name: what it is about, as the file has it.
    ///   - text: the new name or text.
    public init(_ name: String, _ text: String) {
      self.name = name
      self.text = text
    }
  }

  /// Entries of the metadata that are set.
  public var metadata: [Change] = []
  /// Entries of the metadata that are removed.
  public var removedMetadata: [String] = []
  /// Columns, of inputs and outputs, that get another name.
  public var columnNames: [Change] = []
  /// Classes of the output that get another name.
  public var classNames: [Change] = []
  /// Columns of numbers that get a unit; an empty one removes it.
  public var units: [Change] = []

  /// No change.
  public init() {}

  /// Whether there is nothing to change.
  public var isEmpty: Bool {
    metadata.isEmpty && removedMetadata.isEmpty && columnNames.isEmpty && classNames.isEmpty
      && units.isEmpty
  }

  /// The header with the changes made.
  ///
  /// - Throws: ``HeaderEditError`` for a name that is not there, that is not to be had, or that stands twice; and with
  ///   `file` for a network that this version does not know.
  public func applied(to header: Header) throws(HeaderEditError) -> Header {
    var header = header
    try changeMetadata(&header)
    if columnNames.isEmpty && classNames.isEmpty && units.isEmpty { return header }
    let summary: ModelSummary
    do throws(FormatError) { summary = try ModelSummary(header) } catch { throw .file(error) }
    if !columnNames.isEmpty || !classNames.isEmpty {
      try checkNotBound(header)
    }
    var model = header["model"] ?? [:]
    try changeClasses(&model, summary)
    try changeUnits(&model, summary)
    try changeColumns(&model, summary)
    header["model"] = model
    return header
  }

  private func changeMetadata(_ header: inout Header) throws(HeaderEditError) {
    if metadata.isEmpty && removedMetadata.isEmpty { return }
    var object = JSONObject()
    for (name, text) in header.metadata { object[name] = .string(text) }
    for name in removedMetadata {
      guard object[name] != nil else {
        throw .unknown(.metadata, name, known: object.members.map(\.name))
      }
      object[name] = nil
    }
    for change in metadata {
      try Self.checkName(change.name, .metadata)
      object[change.name] = .string(change.text)
    }
    header["metadata"] = object.isEmpty ? nil : .object(object)
  }

  private func changeClasses(
    _ model: inout JSON, _ summary: ModelSummary
  ) throws(HeaderEditError) {
    if classNames.isEmpty { return }
    guard let labels = summary.outputs?.first?.labels else { throw .noClasses }
    let renamed = try Self.renamed(labels, classNames, .class)
    Self.change(&model, ["outputs", "columns"]) { (_, column) in
      column["labels"] = .array(renamed.map { .string($0) })
    }
  }

  private func changeUnits(
    _ model: inout JSON, _ summary: ModelSummary
  ) throws(HeaderEditError) {
    let columns = (summary.inputs ?? []) + (summary.outputs ?? [])
    for change in units {
      guard let column = columns.first(where: { $0.name.hasSameBytes(as: change.name) }) else {
        throw .unknown(.column, change.name, known: columns.map(\.name))
      }
      guard column.labels == nil else { throw .unitOfClasses(change.name) }
      if !change.text.isEmpty { try Self.checkName(change.text, .unit) }
      for part in ["inputs", "outputs"] {
        Self.change(&model, [part, "columns"]) { (_, column) in
          guard case .string(let name)? = column["name"], name.hasSameBytes(as: change.name) else {
            return
          }
          column["unit"] = change.text.isEmpty ? nil : .string(change.text)
        }
      }
    }
  }

  private func changeColumns(
    _ model: inout JSON, _ summary: ModelSummary
  ) throws(HeaderEditError) {
    if columnNames.isEmpty { return }
    let inputs = (summary.inputs ?? []).map(\.name)
    let outputs = (summary.outputs ?? []).map(\.name)
    let renamed = try Self.renamed(inputs + outputs, columnNames, .column)
    for (part, names) in [
      ("inputs", renamed[..<inputs.count]), ("outputs", renamed[inputs.count...]),
    ] {
      Self.change(&model, [part, "columns"]) { (index, column) in
        column["name"] = .string(names[names.startIndex + index])
      }
    }
  }

  /// Names with some of them changed, all at once.
  private static func renamed(
    _ names: [String], _ changes: [Change], _ kind: HeaderEditError.Kind
  ) throws(HeaderEditError) -> [String] {
    var result = names
    let indices = Dictionary(grouping: names.indices) { Array(names[$0].utf8) }
    for change in changes {
      guard let places = indices[Array(change.name.utf8)] else {
        throw .unknown(kind, change.name, known: names)
      }
      try checkName(change.text, kind)
      for place in places { result[place] = change.text }
    }
    // A column that is input and output had its name twice before.
    var firsts: [[UInt8]: Int] = [:]
    for (index, name) in result.enumerated() {
      let bytes = Array(name.utf8)
      guard let other = firsts[bytes] else {
        firsts[bytes] = index
        continue
      }
      guard names[other].hasSameBytes(as: names[index]) else { throw .duplicate(kind, name) }
    }
    return result
  }

  /// Names are printed in tables and on terminals: they have something in them, and no control characters.
  private static func checkName(
    _ name: String, _ kind: HeaderEditError.Kind
  ) throws(HeaderEditError) {
    if name.isEmpty { throw .empty(kind) }
    if let scalar = name.unicodeScalars.first(where: { $0.properties.isControl }) {
      throw .control(kind, name, scalar)
    }
  }

  /// A training knows its rows by a digest in which the names are (spec/format.md §9).
  private func checkNotBound(_ header: Header) throws(HeaderEditError) {
    if case .object(let training)? = header["training"], training["state"] != nil {
      throw .boundToData
    }
  }

  /// Changes each object of an array that is somewhere in a value.
  private static func change(
    _ value: inout JSON, _ path: [String], _ body: (Int, inout JSONObject) -> Void
  ) {
    if let name = path.first {
      guard case .object(var object) = value, var member = object[name] else { return }
      change(&member, Array(path.dropFirst()), body)
      object[name] = member
      value = .object(object)
    } else if case .array(var elements) = value {
      for index in elements.indices {
        guard case .object(var object) = elements[index] else { continue }
        body(index, &object)
        elements[index] = .object(object)
      }
      value = .array(elements)
    }
  }
}

extension Unicode.Scalar.Properties {
  fileprivate var isControl: Bool {
    switch generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
