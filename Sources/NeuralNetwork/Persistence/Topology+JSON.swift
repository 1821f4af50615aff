public import ModelFormat

/// The header's `model` and the topology and columns that it stands for (spec/format.md §9).
struct ModelDescription {
  var topology: Topology
  var inputs: [Column]?
  var outputs: [Column]?

  /// The member as it stands in the header.
  var json: JSON {
    var inputMember: JSONObject = ["shape": [JSON(topology.inputs)]]
    inputMember["columns"] = inputs.map { .array($0.map(\.json)) }
    var member: JSONObject = [
      "inputs": .object(inputMember),
      "kind": "feedforward",
      "layers": .array(topology.layers.map(\.json)),
    ]
    member["outputs"] = outputs.map { ["columns": .array($0.map(\.json))] }
    return .object(member)
  }
}

extension ModelDescription {
  /// Interprets the member.
  ///
  /// - Throws: `FormatError` for whatever breaks N1 … N4 and N6.
  init(parsing json: JSON) throws(FormatError) {
    let fields = try HeaderFields(json, path: "header.model")
    try fields.allow(only: "inputs", "kind", "layers", "outputs")
    _ = try fields.word("kind", among: ModelKind.allCases)

    let inputFields = try fields.fields("inputs")
    try inputFields.allow(only: "columns", "shape")
    let shape = try inputFields.integers("shape")
    guard shape.count == 1 else {
      throw inputFields.outOfRange("one dimension", "\(shape.count)", at: "shape")
    }
    guard Topology.widths.contains(shape[0]) else {
      throw FormatError(
        .outOfRange(expected: "1 to \(Topology.maximumWidth)", found: "\(shape[0])"),
        field: inputFields.path(of: "shape") + "[0]", offset: Header.offset)
    }

    var layers: [Layer] = []
    for entry in try fields.fieldsArray("layers") { layers.append(try Layer(parsing: entry)) }
    if layers.isEmpty { throw fields.outOfRange("at least one layer", "none", at: "layers") }
    do throws(NetworkError) {
      topology = try Topology(inputs: shape[0], layers: layers)
    } catch {
      throw fields.outOfRange("a network within limits", "\(error)", at: "layers")
    }

    inputs = try Column.parse(inputFields, areInputs: true)
    try checkInputs(inputFields)
    if fields.has("outputs") {
      let outputFields = try fields.fields("outputs")
      try outputFields.allow(only: "columns")
      outputs = try Column.parse(outputFields, areInputs: false)
      try checkOutputs(outputFields)
    }
  }

  /// Input columns fit the network, and differ from each other (N6).
  private func checkInputs(_ fields: HeaderFields) throws(FormatError) {
    guard let inputs else { return }
    let path = fields.path(of: "columns")
    try Self.check(inputs.inputWidth, topology.inputs, path)
    for (index, column) in inputs.enumerated() {
      try Self.checkDiffer(column.labels ?? []) { "\(path)[\(index)].labels[\($0)]" }
    }
    try Self.checkDiffer(inputs.map(\.name)) { "\(path)[\($0)].name" }
  }

  /// Output columns and labels fit the network, and differ from each other (N6).
  private func checkOutputs(_ fields: HeaderFields) throws(FormatError) {
    guard let outputs else { return }
    let path = fields.path(of: "columns")
    if let index = outputs.firstIndex(where: { $0.labels != nil }) {
      try Self.check(outputs.count, 1, path)
      let labels = outputs[index].labels ?? []
      let needed = topology.outputs == 1 ? 2 : topology.outputs
      try Self.check(labels.count, needed, "\(path)[\(index)].labels")
      try Self.checkDiffer(labels) { "\(path)[\(index)].labels[\($0)]" }
    } else {
      try Self.check(outputs.count, topology.outputs, path)
    }
    try Self.checkDiffer(outputs.map(\.name)) { "\(path)[\($0)].name" }
  }

  private static func check(
    _ found: Int, _ expected: Int, _ field: String
  ) throws(FormatError) {
    if found != expected {
      throw FormatError(
        .inconsistent(expected: "\(expected)", found: "\(found)"), field: field,
        offset: Header.offset)
    }
  }

  private static func checkDiffer(
    _ names: [String], _ field: (Int) -> String
  ) throws(FormatError) {
    var seen: Set<[UInt8]> = []
    for (index, name) in names.enumerated() where !seen.insert(Array(name.utf8)).inserted {
      throw FormatError(.duplicateName(name), field: field(index), offset: Header.offset)
    }
  }
}

/// The words of `model.kind`.
enum ModelKind: String, CaseIterable {
  case feedforward
}

extension Topology {
  static let widths = 1...maximumWidth
}

extension Column {
  private enum KindWord: String, CaseIterable {
    case number
    case classes = "class"
  }

  fileprivate var json: JSON {
    var object: JSONObject = ["name": .string(name)]
    switch kind {
    case .number:
      object["kind"] = "number"
      object["unit"] = unit.map { .string($0) }
      object["fill"] = fill.map { .number($0) }
    case .classes(let labels):
      object["kind"] = "class"
      object["labels"] = .array(labels.map { .string($0) })
    }
    return .object(object)
  }

  /// The optional member `columns` of inputs or outputs.
  fileprivate static func parse(
    _ parent: HeaderFields, areInputs: Bool
  ) throws(FormatError) -> [Column]? {
    guard parent.object["columns"] != nil else { return nil }
    var columns: [Column] = []
    for entry in try parent.fieldsArray("columns") {
      columns.append(try Column(parsing: entry, isInput: areInputs))
    }
    return columns
  }

  private init(parsing fields: HeaderFields, isInput: Bool) throws(FormatError) {
    let kind = try fields.word("kind", among: KindWord.allCases)
    let name = try fields.string("name")
    switch kind {
    case .number:
      if isInput {
        try fields.allow(only: "fill", "kind", "name", "unit")
      } else {
        try fields.allow(only: "kind", "name", "unit")
      }
      self.init(
        name: name, unit: fields.has("unit") ? try fields.string("unit") : nil,
        fill: fields.has("fill") ? try fields.real("fill") : nil)
    case .classes:
      try fields.allow(only: "kind", "labels", "name")
      let labels = try fields.strings("labels")
      if isInput, labels.isEmpty { throw fields.outOfRange("at least one", "none", at: "labels") }
      self.init(name: name, kind: .classes(labels: labels))
    }
  }
}

extension HeaderFields {
  /// A number outside its range.
  func outOfRange(_ expected: String, _ found: String, at name: String) -> FormatError {
    error(.outOfRange(expected: expected, found: found), at: name)
  }
}

extension Topology {
  /// The header's `model` for a network of which no columns are known.
  public var modelMember: JSON { ModelDescription(topology: self).json }

  /// Every tensor that a file of the network must have (N5), running statistics of batch norm too.
  package var parameterTensors: [(name: String, shape: [Int])] {
    zip(layers.indices, zip(layers, widths)).flatMap { index, entry in
      entry.0.tensors(inputs: entry.1).map { ($0.fullName(inLayer: index), $0.shape) }
    }
  }
}
