public import ModelFormat

/// Tensors that are spread over several safetensors files, as an index beside them tells.
///
/// The index is JSON: `{"metadata": {…}, "weight_map": {"layers.0.weight": "model-00001-of-00002.safetensors", …}}`
/// (huggingface_hub, "Serialization"). A shard is a regular file in the same directory, or a link
/// to one; no other path is opened.
public struct SafetensorsShards: Sendable {
  private let index: String
  private let limits: ReaderLimits
  private let shards: [(path: String, header: SafetensorsHeader)]

  /// The longest index that is read, in bytes.
  private static let maximumLength = 64 << 20

  /// Whether a JSON object is such an index.
  static func recognises(_ object: JSONObject) -> Bool { object["weight_map"] != nil }

  /// Reads the index, and the header of every shard.
  ///
  /// - Parameter limits: `memory` bounds what is made of the index, and of each header.
  /// - Throws: `FormatError` for a shard whose name is a path, that is missing, or whose tensors are not those
  ///   that the index says; or as `Safetensors.Reader`.
  public init(
    index path: String, limits: ReaderLimits = ReaderLimits()
  ) throws(FormatError) {
    let bytes = try WholeFile.read(path, limit: Self.maximumLength)
    let directory = String(
      path[..<(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)])
    do throws(FormatError) {
      let root = try HeaderFields(
        try JSON(parsing: bytes, limits: limits), path: "index", offset: 0)
      let map = try root.fields("weight_map")
      var expected: [String: Int] = [:]
      for member in map.object.members {
        let name = try map.string(member.name)
        guard !name.isEmpty, name != ".", name != "..",
          !name.utf8.contains(where: { $0 == 0x2F || $0 == 0 })
        else {
          throw map.error(
            .invalidValue(
              expected: "the name of a file in the same directory", found: "\"\(name)\""),
            at: member.name)
        }
        expected[name, default: 0] += 1
      }
      index = path
      self.limits = limits
      shards = try expected.keys.sorted().map { (name) throws(FormatError) in
        let reader = try Self.reader(of: directory + name, limits)
        for tensor in reader.tensors where map.object[tensor.name] != .string(name) {
          throw FormatError(
            .inconsistent(expected: "only tensors of the index", found: "\"\(tensor.name)\""),
            field: "header", path: directory + name)
        }
        guard reader.tensors.count == expected[name] else {
          throw FormatError(
            .inconsistent(
              expected: "the \(expected[name] ?? 0) tensors that the index says",
              found: "\(reader.tensors.count)"),
            field: "header", path: directory + name)
        }
        return (directory + name, reader.header)
      }
    } catch {
      throw error.inFile(path)
    }
  }

  /// Opens a shard, which may be a link: the cache of Hugging Face consists of such.
  private static func reader(
    of path: String, _ limits: ReaderLimits
  ) throws(FormatError) -> Safetensors.Reader {
    try Safetensors.Reader(
      reading: try File(openingRegular: path, followingLinks: true), limits: limits)
  }

  /// The tensors, in the order of the shards' names and of their data.
  public var tensors: [TensorInfo] { shards.flatMap(\.header.tensors) }

  /// What the tensors become.
  ///
  /// - Throws: as `NetworkAssembly`.
  public func assembly(_ options: ImportOptions) throws(FormatError) -> NetworkAssembly {
    try NetworkAssembly(tensors, carried: try members()["model"], options)
  }

  private func members() throws(FormatError) -> JSONObject {
    var known: Set<[UInt8]> = []
    let all = shards.flatMap(\.header.metadata).filter {
      known.insert(Array($0.name.utf8)).inserted
    }
    return try Safetensors.members(all, in: index, limits)
  }

  /// Writes a model file, keeping every tensor as it is.
  ///
  /// - Throws: `FormatError` for whatever is not as the format wants it, or `system`.
  public func convert(
    assembly: NetworkAssembly, to path: String, options: WriteOptions = WriteOptions()
  ) throws(FormatError) {
    let header = try Safetensors.header(try members(), assembly)
    var writer = try ModelFileWriter(replacing: path, header: header, options: options)
    for shard in shards {
      let reader = try Self.reader(of: shard.path, limits)
      guard reader.tensors == shard.header.tensors else {
        throw FormatError(
          .inconsistent(expected: "the same header as before", found: "another"), field: "header",
          path: shard.path)
      }
      try reader.forEachPiece { (piece) throws(FormatError) in try writer.append(piece) }
    }
    try writer.finish()
  }
}
