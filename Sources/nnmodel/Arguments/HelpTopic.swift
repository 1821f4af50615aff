/// A page of help that belongs to no single command: `nnmodel help layers`.
struct HelpTopic: Sendable {
  var name: String
  var summary: String
  /// Blank lines part paragraphs; lines that begin with a space stay as they are.
  var text: String

  /// `nnmodel help exit-codes`.
  static var exitCodes: HelpTopic {
    let lines = ExitCode.table.map { row in
      "  " + row.status + String(repeating: " ", count: 7 - row.status.count) + row.meaning
    }
    return HelpTopic(
      name: "exit-codes", summary: "what the exit status says to a script",
      text: "The tool ends with one of:\n\n" + lines.joined(separator: "\n"))
  }
}
