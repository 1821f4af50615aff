import ModelFormat
import NeuralNetwork

/// The columns of inputs and outputs, which a file of ours carries as free text of these names.
struct ONNXColumns {
  /// The members of the header's `model` that have columns, and the names of the texts.
  static let names = ["inputs", "outputs"]

  /// The header's `model` with the columns.
  let model: JSON
  /// The texts that are something else.
  let otherTexts: [(name: String, text: String)]

  /// The columns that are told; nil where none are, or what has such a name does not fit the network, or is spelled as
  /// we do not spell it.
  init?(of topology: Topology, in texts: [(name: String, text: String)]) {
    guard case .object(var member) = topology.modelMember else { return nil }
    var found = false
    for name in Self.names {
      let candidates = texts.filter { $0.name == name }
      guard let text = candidates.first?.text else { continue }
      guard candidates.count == 1, let columns = try? JSONFile.parse(Array(text.utf8), name),
        columns.canonicalBytes() == Array(text.utf8)
      else { return nil }
      var part = JSONObject()
      if case .object(let known)? = member[name] { part = known }
      part["columns"] = columns
      member[name] = .object(part)
      found = true
    }
    model = .object(member)
    otherTexts = texts.filter { !Self.names.contains($0.name) }
    let header = try? Header(tensors: [], members: ["model": model])
    guard found, let header, (try? ModelSummary(header)) != nil else { return nil }
  }
}
