/// All that there is to say of one command, for what describes the tool from outside: its manual page, and shells that
/// complete its command lines.
struct CommandDescription: Sendable {
  var name: String
  var summary: String
  var discussion: String
  var examples: [String]
  /// The lines of its table that are options: `--epochs N`, `--quiet`; of every command, `--help` too.
  var options: [Line]
  /// Those that are arguments: `DATA`.
  var arguments: [Line]

  /// A line of the table, and its meaning with words, range and default.
  struct Line: Sendable {
    var synopsis: OptionSynopsis
    var meaning: String

    /// Whether its value is the path of a file or directory.
    var takesPath: Bool {
      ["FILE", "DIR", "MODEL", "DATA", "SOURCE", "CHECKPOINT"].contains(synopsis.placeholder)
    }

    /// How it is written: `-o`, `--output`.
    var spellings: [String] { [synopsis.short, synopsis.name].compactMap { $0 } }
  }

  init<Described: Command>(_ command: Described.Type) {
    name = command.name
    summary = command.summary
    discussion = command.discussion
    examples = command.examples
    let defaults = Described()
    var lines = command.options.filter { $0.synopsis.kind != .heading }.map { option in
      Line(
        synopsis: option.synopsis,
        meaning: option.synopsis.text(default: option.defaultText(defaults)))
    }
    let help = OptionSynopsis(kind: .flag, name: "--help", short: "-h", help: "print the help")
    lines.append(Line(synopsis: help, meaning: help.help))
    arguments = lines.filter { $0.synopsis.kind == .positional }
    options = lines.filter { $0.synopsis.kind != .positional }
  }
}

extension Tool {
  /// Every command, in the order of the overview.
  var descriptions: [CommandDescription] {
    func description<Described: Command>(_ command: Described.Type) -> CommandDescription {
      CommandDescription(command)
    }
    return commands.map { description($0) }
  }

  /// What `nnmodel help` takes.
  var helpNames: [String] { commands.map { $0.name } + topics.map(\.name) }
}
