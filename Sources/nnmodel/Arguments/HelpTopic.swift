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

  /// `nnmodel help json`.
  static var json: HelpTopic {
    HelpTopic(
      name: "json", summary: "what --json prints, and what of it stays",
      text: """
        Every command that prints results prints them as JSON with --json: one object a line, on
        standard output, and nothing else there. The help of a command names the members.

        They stay: a member keeps its name and its meaning in every version 1 of the tool, and new ones
        may come beside it. What is not known is null. Numbers are as short as they can be and read back
        as the same number; what is not finite is null. Text is UTF-8, and escaped to ASCII where the
        locale is none of UTF-8. An error is no result: it is a line on standard error, and an exit
        status that 'nnmodel help exit-codes' lists.

          nnmodel evaluate digits.nnmodel test.csv --json | jq .accuracy
        """)
  }
}
