/// The header: what the file says of its tensors and, where there is one, of the network and its
/// training (spec/format.md §5).
///
/// The container checks the frame alone. `model` and `training` are interpreted by who knows networks;
/// what nobody here knows is kept, so that rewriting a file loses nothing.
public struct Header: Equatable, Sendable {
  /// Where the header begins in a file.
  public static let offset: UInt64 = 64

  /// Every top-level member but `tensors`.
  public private(set) var members: JSONObject

  /// The tensors, in the order of their data.
  public let tensors: [TensorInfo]

  private let names: NameIndex

  /// Describes a file of these tensors.
  ///
  /// - Throws: ``FormatError`` with `duplicate-name` or `limit-exceeded`.
  public init(tensors: [TensorInfo], members: JSONObject = JSONObject()) throws(FormatError) {
    self.tensors = tensors
    self.members = members
    self.members["tensors"] = nil
    if tensors.count > Limits.tensorCount {
      throw FormatError(
        .limitExceeded(expected: "at most \(Limits.tensorCount)", found: "\(tensors.count)"),
        field: "header.tensors", offset: Self.offset)
    }
    var names = NameIndex(minimumCapacity: tensors.count)
    for (index, tensor) in tensors.enumerated()
    where !names.insert(tensor.name, at: index) {
      throw FormatError(
        .duplicateName(tensor.name), field: "header.tensors[\(index)].name", offset: Self.offset)
    }
    self.names = names
  }

  /// A member of the header: `model`, `training`, `run`, or one that this version does not know.
  public subscript(name: String) -> JSON? {
    get { members[name] }
    set { if !name.hasSameBytes(as: "tensors") { members[name] = newValue } }
  }

  /// Free text about the file, name by name.
  public var metadata: [(name: String, text: String)] {
    guard case .object(let object) = members["metadata"] else { return [] }
    return object.members.compactMap { member in
      if case .string(let text) = member.value { (member.name, text) } else { nil }
    }
  }

  /// The index of the tensor of a name, compared as bytes.
  public func index(of name: String) -> Int? {
    names[name]
  }

  /// The whole header as one value.
  public var json: JSON {
    var object = members
    object["tensors"] = .array(tensors.map(\.json))
    return .object(object)
  }
}

extension Header {
  /// Reads the raw header.
  ///
  /// - Throws: ``FormatError`` for whatever breaks H3 … H6 and S1 … S8, or takes more memory than the limits allow.
  init(parsing bytes: [UInt8], limits: ReaderLimits = ReaderLimits()) throws(FormatError) {
    let fields = try HeaderFields(try JSONParser.parse(bytes, limits: limits), path: "header")
    try Self.checkFrame(fields)
    let entries = try fields.array("tensors")
    try limits.check(tensorCount: entries.count)
    var tensors: [TensorInfo] = []
    tensors.reserveCapacity(entries.count)
    for (index, entry) in entries.enumerated() {
      do throws(FormatError) {
        tensors.append(try TensorInfo(parsing: entry))
      } catch {
        throw error.inside("header.tensors[\(index)]")
      }
    }
    try self.init(tensors: tensors, members: fields.object)
  }

  /// The members that the container knows have their types (S2).
  package static func checkFrame(_ fields: HeaderFields) throws(FormatError) {
    for name in ["metadata", "model", "producer", "run", "storage", "training"]
    where fields.object[name] != nil {
      let member = try fields.fields(name)
      if name == "metadata" {
        for entry in member.object.members { _ = try member.string(entry.name) }
      }
      if name == "producer" {
        _ = try member.string("name")
        _ = try member.string("version")
      }
    }
  }

  /// The canonical bytes, after the checks that a reader would make.
  ///
  /// - Throws: ``FormatError`` where no reader would take the header.
  func checkedBytes(limit: Int = Limits.headerSize) throws(FormatError) -> [UInt8] {
    let json = json
    try json.validate(at: "header")
    try Self.checkFrame(try HeaderFields(json, path: "header"))
    let bytes = json.canonicalBytes()
    if bytes.count > limit {
      throw FormatError(
        .limitExceeded(expected: "at most \(limit) bytes", found: "\(bytes.count)"),
        field: "header", offset: Self.offset)
    }
    return bytes
  }

  /// The header as it is stored: a zlib stream, of stored blocks where a better one would look like a bomb
  /// (P9, H7).
  static func stored(_ raw: [UInt8]) throws(FormatError) -> [UInt8] {
    // Two buffers of the encoder, what zlib needs, and the result.
    try requireMemory(4 * raw.count, for: "pack a header of \(raw.count) bytes")
    let separators = JSONTally(of: raw).separators
    var encoder = ZlibStreamEncoder(upTo: raw.count)
    let limit = Limits.storedBound(ofRaw: raw.count)
    var output: [UInt8] = []
    if let length = try encoder.encode(
      raw.span, planes: 1, matches: .forced, limit: limit, into: &output),
      raw.count <= Limits.headerRatio * length + Limits.headerAllowance,
      separators <= Limits.separatorBound(ofStored: length)
    {
      return Array(output[..<length])
    }
    return ZlibStreamEncoder.stored(raw.span)
  }
}
