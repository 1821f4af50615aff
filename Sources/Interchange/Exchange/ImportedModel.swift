public import ModelFormat
public import NeuralNetwork

/// What an importer has made of another program's file.
///
/// Tensors keep the element type that they have there; `Network` rounds to single precision when it loads. Where
/// the file tells the network, its tensors bear the names of spec/format.md §9.
public struct ImportedModel: Sendable {
  /// Every tensor.
  public var tensors: [Tensor]

  /// The network, where the file tells it; nil leaves a bag of tensors, of which ``ImportOptions`` may make one.
  public var topology: Topology?

  /// Members of the header that the file tells beside these; of `model` more than the network, names of columns say.
  public var members: JSONObject

  /// The header's `metadata`: free text that the file holds, name by name.
  public var metadata: [(name: String, text: String)]

  /// What was taken for granted because the file does not say it, one sentence each, for a person to read.
  public var assumptions: [String]

  /// A model in memory.
  public init(
    tensors: [Tensor], topology: Topology? = nil, members: JSONObject = JSONObject(),
    metadata: [(name: String, text: String)] = [], assumptions: [String] = []
  ) {
    self.tensors = tensors
    self.topology = topology
    self.members = members
    self.metadata = metadata
    self.assumptions = assumptions
  }

  /// What the tensors become, with what a person adds.
  ///
  /// - Throws: as `NetworkAssembly`.
  public func assembly(_ options: ImportOptions) throws(FormatError) -> NetworkAssembly {
    try NetworkAssembly(
      tensors.map(\.info), known: topology, carried: members["model"], options)
  }

  /// Writes a model file.
  ///
  /// - Throws: `FormatError` where the tensors are not what the network needs, for what no reader would take, or
  ///   with `system`.
  public func write(
    to path: String, assembly: NetworkAssembly, options: WriteOptions = WriteOptions()
  ) throws(FormatError) {
    var members = members
    if !metadata.isEmpty {
      members["metadata"] = .object(JSONObject(texts: metadata))
    }
    members["model"] = assembly.model
    members["producer"] = Producer.json
    let renamed = zip(assembly.tensors, tensors).map { Tensor($0, bytes: $1.bytes) }
    if assembly.topology != nil {
      // What would not load is not packed as a network, a scaling by NaN say.
      _ = try Model(try Header(tensors: assembly.tensors, members: members), renamed)
    }
    try ModelFileWriter.write(renamed, members: members, to: path, options: options)
  }
}
