import ModelFormat

/// The tool as a whole: finds the command, runs it, and turns what it throws into a line and a code.
struct Tool: Sendable {
  var name: String
  var version: String
  var summary: String
  var commands: [any Command.Type]
  var topics: [HelpTopic] = []

  /// Does what the command line says (without the tool's own name), and tells how it ended.
  func run(_ arguments: [String], on terminal: Terminal) -> ExitCode {
    do {
      try dispatch(arguments, terminal)
      try terminal.flush()
      return .success
    } catch {
      return report(error, on: terminal)
    }
  }

  private func dispatch(_ arguments: [String], _ terminal: Terminal) throws {
    guard let word = arguments.first else { return try show(overview(terminal), on: terminal) }
    let rest = Array(arguments.dropFirst())
    switch word {
    case "help", "--help", "-h":
      guard rest.count < 2 else { throw UsageError("help takes one name, not \(rest.count)") }
      try show(help(on: rest.first, terminal), on: terminal)
    case "--version", "version":
      try terminal.print("\(name) \(version)")
    case _ where word.hasPrefix("-"):
      let hint = Suggestion.hint(for: word, among: ["--help", "--version"])
      throw UsageError("unknown option \(word.quoted)\(hint): the command comes first")
    default:
      guard let command = command(named: word) else { throw unknown("command", word) }
      try perform(command, rest, terminal)
    }
  }

  private func perform<Chosen: Command>(
    _ command: Chosen.Type, _ arguments: [String], _ terminal: Terminal
  ) throws {
    // A value never begins with a dash unless it is attached, so this can be nobody's value; and
    // help is given however wrong the rest of the line is.
    let options = arguments.prefix { $0 != "--" }
    guard !options.contains("--help"), !options.contains("-h") else {
      let text = HelpText(for: command, tool: name, width: terminal.width)
      return try show(text, on: terminal)
    }
    do {
      let chosen = try Chosen(parsing: arguments)
      // What is small is not asked for, and where it cannot be had, the process ends with a trap.
      try requireMemory(8 << 20, for: "begin with less than 24 MiB of memory")
      try chosen.run(terminal)
    } catch var error as UsageError {
      error.command = error.command ?? Chosen.name
      throw error
    }
  }

  private func command(named word: String) -> (any Command.Type)? {
    commands.first { $0.name == word }
  }

  private func unknown(_ kind: String, _ word: String) -> UsageError {
    let names = commands.map { $0.name } + ["help"]
    let all = kind == "command" ? names : names + topics.map(\.name)
    return UsageError("unknown \(kind) \(word.quoted)" + Suggestion.hint(for: word, among: all))
  }

  /// Says what went wrong, behind whatever results there were.
  private func report(_ error: any Error, on terminal: Terminal) -> ExitCode {
    var error = error
    do {
      try terminal.flush()
    } catch let lost where error is ExitCode {
      error = lost  // What the code answers for never arrived.
    } catch {}

    if let closed = error as? OutputError, closed.isClosedPipe { return closed.exitCode }
    if error is ExitCode { return ExitCode.of(error) }
    terminal.printError("\(error)", from: name)
    if let usage = error as? UsageError {
      let topic = usage.command.map { " \($0)" } ?? ""
      terminal.printHint("see '\(name) help\(topic)'")
    }
    return ExitCode.of(error)
  }
}

extension Tool {
  /// What `nnmodel` alone prints: every command in a line, and where to read on.
  private func overview(_ terminal: Terminal) -> HelpText {
    var text = HelpText(width: terminal.width, column: 16)
    text.line(StyledText(name, .bold) + StyledText(": \(summary)"))
    text.line()
    text.line("usage: \(name) COMMAND [options] [arguments]")
    if !commands.isEmpty {
      text.heading("commands")
      for command in commands { text.entry(command.name, command.summary) }
    }
    if !topics.isEmpty {
      text.heading("topics")
      for topic in topics { text.entry(topic.name, topic.summary) }
    }
    text.line()
    text.prose("'\(name) help NAME' tells all about a command or a topic.")
    return text
  }

  private func help(
    on word: String?, _ terminal: Terminal
  ) throws(UsageError) -> HelpText {
    guard let word else { return overview(terminal) }
    if let command = command(named: word) { return helpText(for: command, terminal) }
    guard let topic = topics.first(where: { $0.name == word }) else { throw unknown("topic", word) }
    var text = HelpText(width: terminal.width)
    text.line(StyledText(topic.name, .bold) + StyledText(": \(topic.summary)"))
    text.line()
    text.prose(topic.text)
    return text
  }

  private func helpText<Described: Command>(
    for command: Described.Type, _ terminal: Terminal
  ) -> HelpText {
    HelpText(for: command, tool: name, width: terminal.width)
  }

  private func show(_ text: HelpText, on terminal: Terminal) throws {
    for line in text.lines { try terminal.print(line) }
  }
}
