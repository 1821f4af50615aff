public import ModelFormat
import NeuralNetwork

/// A model file as text: the header, and every element of every tensor so that it is the same again when read
/// (spec/json.md).
public enum ModelJSON {
  static let format = "nnmodel-json"
  static let version = 1

  /// Members of the text that a header may not have under these names, nor a tensor's entry.
  private static let ownMembers = ["format", "version"]
  private static let ownEntryMembers = ["data"]
  private static let prefix = "header."

  /// Whether an object says that it is of this format.
  public static func recognises(_ json: JSON) -> Bool {
    guard case .object(let object) = json else { return false }
    return object["format"] == .string(format)
  }

  /// Reads a model.
  ///
  /// - Throws: `FormatError` for what breaks spec/json.md, or `system`.
  public static func read(
    _ path: String, _ options: ImportOptions
  ) throws(FormatError) -> ImportedModel {
    try JSONFile(reading: path, limits: options.limits).naming { (fields) throws(FormatError) in
      do throws(FormatError) {
        return try model(fields, options)
      } catch {
        throw error.told(of: fields.path)
      }
    }
  }

  private static func model(
    _ fields: HeaderFields, _ options: ImportOptions
  ) throws(FormatError) -> ImportedModel {
    try check(fields)
    var members = JSONObject()
    for member in fields.object.members
    where !(["tensors"] + ownMembers).contains(where: { $0.hasSameBytes(as: member.name) }) {
      members[try unescaped(member.name, ownMembers, fields)] = member.value
    }
    var tensors: [Tensor] = []
    for entry in try fields.fieldsArray("tensors") { tensors.append(try tensor(entry)) }
    let header = try Header(tensors: tensors.map(\.info), members: members)
    let topology = members["model"] == nil ? nil : try ModelSummary(header).topology
    if topology != nil { try options.refuseActivations() }
    return ImportedModel(
      tensors: tensors, topology: topology, members: members, metadata: header.metadata)
  }

  private static func check(_ fields: HeaderFields) throws(FormatError) {
    guard try fields.string("format") == format else {
      throw fields.error(
        .invalidValue(expected: format, found: "another format"), at: "format")
    }
    let found = try fields.integer("version")
    guard found == version else {
      throw fields.error(
        .outOfRange(expected: "version \(version)", found: "\(found), which needs a newer reader"),
        at: "version")
    }
    try Header.checkFrame(fields)
  }

  private static func tensor(_ fields: HeaderFields) throws(FormatError) -> Tensor {
    let name = try fields.string("name")
    let type = try fields.word("dtype", among: ElementType.allCases)
    let shape = try fields.integers("shape")
    var others = JSONObject()
    for member in fields.object.members
    where !["data", "dtype", "name", "shape"].contains(member.name) {
      others[try unescaped(member.name, ownEntryMembers, fields)] = member.value
    }
    let info: TensorInfo
    do throws(FormatError) {
      info = try TensorInfo(
        name: name, type: type, shape: shape, otherMembers: others, path: fields.path)
    } catch {
      throw FormatError(error.reason, field: error.field)
    }
    var elements = ModelJSONElements(info)
    return Tensor(info, bytes: try elements.read(try fields.value("data"), fields.path(of: "data")))
  }

  /// Writes a model.
  ///
  /// - Returns: nothing, since nothing is left out.
  /// - Throws: `FormatError` with `limit-exceeded` for a text that would not be read again, or `system`.
  public static func write(
    _ model: ExportedModel, to path: String
  ) throws(FormatError) -> [ModelPart] {
    var text = JSONText()
    text.append("{\n  \"format\": \"\(format)\",\n  \"version\": \(version),\n")
    for member in model.header.members.members {
      text.append("  ")
      text.append(.string(escaped(member.name, ownMembers)))
      text.append(": ")
      text.append(member.value, indentedBy: 2)
      text.append(",\n")
    }
    text.append("  \"tensors\": [")
    for (index, tensor) in model.tensors.enumerated() {
      text.append(index == 0 ? "\n" : ",\n")
      try write(tensor, to: &text)
    }
    text.append(model.tensors.isEmpty ? "]\n}\n" : "\n  ]\n}\n")
    try text.write(to: path)
    return []
  }

  private static func write(
    _ tensor: Tensor, to text: inout JSONText
  ) throws(FormatError) {
    text.append("    { \"name\": ")
    text.append(.string(tensor.info.name))
    text.append(", \"dtype\": \"\(tensor.info.type.rawValue)\", \"shape\": ")
    text.append("\(tensor.info.shape)")
    for member in tensor.info.otherMembers.members {
      text.append(", ")
      text.append(.string(escaped(member.name, ownEntryMembers)))
      text.append(": ")
      text.append(member.value)
    }
    text.append(", \"data\": ")
    var elements = ModelJSONElements(tensor.info)
    try elements.write(tensor.bytes, to: &text)
    text.append(" }")
  }

  /// The name under which a member of the header stands beside ours.
  private static func escaped(_ name: String, _ own: [String]) -> String {
    isTaken(name, own) ? prefix + name : name
  }

  /// The name that a member of the header has.
  ///
  /// - Throws: `FormatError` with `unknown-member` for a prefix that none needs.
  private static func unescaped(
    _ name: String, _ own: [String], _ fields: HeaderFields
  ) throws(FormatError) -> String {
    guard name.utf8.starts(with: prefix.utf8) else { return name }
    let rest = String(decoding: Array(name.utf8.dropFirst(prefix.utf8.count)), as: UTF8.self)
    guard isTaken(rest, own) else { throw fields.error(.unknownMember, at: name) }
    return rest
  }

  private static func isTaken(_ name: String, _ own: [String]) -> Bool {
    own.contains { $0.hasSameBytes(as: name) } || name.utf8.starts(with: prefix.utf8)
  }
}
