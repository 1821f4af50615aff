public import ModelFormat

/// What a header may still say when some of its file's tensors are gone.
///
/// A network without one of its tensors is none; one whose scaling is gone would load, and predict nonsense, since
/// nothing but these tensors says that it had any. A training that goes on without a piece of it ends elsewhere, and
/// nothing shows it (spec/format.md N5, N8, N11).
public struct SurvivingMembers: Sendable {
  /// What the file is no more.
  public enum Consequence: Sendable {
    /// A network: it is a bag of tensors.
    case network
    /// A checkpoint: its training cannot go on.
    case training
    /// A table of its epochs is missing.
    case history
    /// Examples that prove a transfer are missing.
    case examples
  }

  /// The header's top-level members besides `tensors` that hold.
  public private(set) var members: JSONObject

  /// Tensors that are whole, but must not stand without others that are gone.
  public private(set) var tensorsToLeaveOut: Set<String> = []

  /// What the file is no more, in the order of weight.
  public private(set) var consequences: [Consequence] = []

  /// Works out what holds without some tensors.
  public init(_ header: Header, without lost: [String]) {
    members = header.members
    guard header["model"] != nil, !lost.isEmpty else { return }
    func isLost(_ prefixes: String...) -> Bool {
      lost.contains { name in prefixes.contains { name.hasPrefix($0) } }
    }
    if isLost("layers.", "scaling.") {
      for name in ["model", "training", "run"] { members[name] = nil }
      consequences.append(.network)
      return
    }
    let (lacksHistory, lacksExamples) = (lost.contains("history"), isLost("examples."))
    if case .object(var training)? = members["training"] {
      if training["state"] != nil,
        lacksHistory || lacksExamples || isLost("optimizer.", "best.", "last.")
      {
        training["state"] = nil
        members["run"] = nil
        consequences.append(.training)
      }
      if lacksHistory {
        training["history"] = nil
        consequences.append(.history)
      }
      members["training"] = .object(training)
    }
    if lacksExamples {
      tensorsToLeaveOut = ["examples.inputs", "examples.outputs"]
      consequences.append(.examples)
    }
  }
}
