public import ModelFormat

/// What the header alone says of a network: enough to describe it, without reading a weight.
public struct ModelSummary: Sendable {
  /// The shape of the network.
  public let topology: Topology
  /// The input columns, if the file names them.
  public let inputs: [Column]?
  /// The output columns, if the file names them.
  public let outputs: [Column]?
  /// How it was trained, if the file tells; the history is a tensor, and not read here.
  public let training: TrainingRecord?

  /// Interprets `model` and `training`.
  ///
  /// - Throws: `FormatError` with whatever breaks N12, N1 … N4 and N6 of spec/format.md: `missing-member` where
  ///   there is no network.
  public init(_ header: Header) throws(FormatError) {
    guard let member = header["model"] else {
      throw FormatError(.missingMember, field: "header.model", offset: Header.offset)
    }
    let description = try ModelDescription(parsing: member)
    topology = description.topology
    inputs = description.inputs
    outputs = description.outputs
    training =
      if let member = header["training"] { try TrainingRecord(parsing: member) } else { nil }
  }
}
