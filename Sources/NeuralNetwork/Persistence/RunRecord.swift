import ModelFormat

/// The header's `run`: what holds on one machine alone, and is no part of what was learnt.
public struct RunRecord: Hashable, Sendable {
  /// The words of the command that began the training, from which its data are found again.
  public var arguments: [String]
  /// What was allowed to differ from the checkpoint that the training was resumed from.
  public var overrides: [String]

  /// A record of a run.
  public init(arguments: [String] = [], overrides: [String] = []) {
    self.arguments = arguments
    self.overrides = overrides
  }

  /// The member as it stands in the header.
  var json: JSON {
    [
      "arguments": .array(arguments.map { .string($0) }),
      "overrides": .array(overrides.map { .string($0) }),
    ]
  }

  /// Interprets the member; a file without one has an empty record.
  ///
  /// - Throws: `FormatError` with `missing-member` or `wrong-type`.
  init(_ header: Header) throws(FormatError) {
    self.init()
    guard let member = header["run"] else { return }
    let fields = try HeaderFields(member, path: "header.run")
    if fields.has("arguments") { arguments = try fields.strings("arguments") }
    if fields.has("overrides") { overrides = try fields.strings("overrides") }
  }
}
