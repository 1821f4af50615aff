import Interchange

/// `title=Digits`: a name, and a text for it. A name may have a `=` in it, too.
struct NamedText: ArgumentValue, Equatable {
  private let argument: String

  init(argument: String) throws(InvalidValue) {
    guard argument.contains("=") else { throw InvalidValue("expected NAME=TEXT") }
    guard !argument.hasPrefix("=") else { throw InvalidValue("there is no name before the =") }
    self.argument = argument
  }

  var argumentText: String? { argument }

  /// Name and text: parted behind the first name that is among the known ones, else at the first `=`.
  func parts(among known: [String] = []) -> (name: String, text: String) {
    let splits = argument.utf8.indices.filter { argument.utf8[$0] == UInt8(ascii: "=") }.map {
      (name: String(argument[..<$0]), text: String(argument[argument.utf8.index(after: $0)...]))
    }
    return splits.first { known.contains($0.name) } ?? splits[0]
  }
}

extension HeaderEdit.Change {
  init(_ argument: NamedText, among known: [String] = []) {
    let parts = argument.parts(among: known)
    self.init(parts.name, parts.text)
  }
}
