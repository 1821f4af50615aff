/// Lays out the help for a width of the terminal.
struct HelpText {
  private(set) var lines: [StyledText] = []
  private let width: Int
  /// Where the explanations begin.
  private let column: Int

  /// Lines longer than 100 columns are hard to read however wide the screen is.
  init(width: Int, column: Int = 28) {
    self.width = min(max(width, 24), 100)
    self.column = column
  }

  /// A line as it is.
  mutating func line(_ text: StyledText = "") { lines.append(text) }

  /// A title, with an empty line above.
  mutating func heading(_ words: String) {
    lines.append("")
    lines.append(StyledText(words, .bold))
  }

  /// Paragraphs, parted by blank lines; lines that begin with a space stay as they are.
  mutating func prose(_ text: String) {
    var paragraph = ""
    func wrapped() -> [StyledText] { Self.wrap(paragraph, to: width).map { StyledText($0) } }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.isEmpty || line.hasPrefix(" ") {
        if !paragraph.isEmpty { lines += wrapped() }
        paragraph = ""
        lines.append(StyledText(String(line)))
      } else {
        paragraph += paragraph.isEmpty ? String(line) : " " + line
      }
    }
    if !paragraph.isEmpty { lines += wrapped() }
  }

  /// A name with what it means: side by side where the terminal is wide enough, else below.
  mutating func entry(_ label: String, _ meaning: String) {
    let isNarrow = width < column + 24
    let indent = isNarrow ? 8 : column
    let wrapped = Self.wrap(meaning, to: width - indent)
    let start = "  " + label
    let padding = String(repeating: " ", count: indent)

    if isNarrow || start.count + 2 > column {
      lines.append(StyledText(start))
      lines += wrapped.map { StyledText(padding + $0) }
    } else {
      let gap = String(repeating: " ", count: column - start.count)
      lines.append(StyledText(start + gap + (wrapped.first ?? "")))
      lines += wrapped.dropFirst().map { StyledText(padding + $0) }
    }
  }

  /// Breaks at spaces; a word longer than a line has one of its own.
  static func wrap(_ text: String, to width: Int, hanging: String = "") -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, line.displayColumns + 1 + word.description.displayColumns > width {
        lines.append(line)
        line = hanging + word
      } else {
        line += line.isEmpty ? String(word) : " " + word
      }
    }
    if !line.isEmpty { lines.append(line) }
    return lines
  }
}

extension HelpText {
  /// All about one command: usage, what it does, arguments, options with their defaults, examples.
  init<Described: Command>(for command: Described.Type, tool: String, width: Int) {
    self.init(width: width)
    let table = Described.options
    let defaults = Described()
    func entries(_ options: [Option<Described>]) {
      for option in options {
        let meaning = option.synopsis.text(default: option.defaultText(defaults))
        entry(option.synopsis.label, meaning)
      }
    }

    line(StyledText("\(tool) \(Described.name)", .bold) + StyledText(": \(Described.summary)"))
    line()
    let usage = "usage: \(tool) \(Described.name)" + Self.usage(of: table.map(\.synopsis))
    lines += Self.wrap(usage, to: self.width, hanging: "    ").map { StyledText($0) }
    if !Described.discussion.isEmpty {
      line()
      prose(Described.discussion)
    }

    let positionals = table.filter { $0.synopsis.kind == .positional }
    if !positionals.isEmpty {
      heading("arguments")
      entries(positionals)
    }
    let options = table.filter { $0.synopsis.kind != .positional }
    if options.first?.synopsis.kind != .heading { heading("options") }
    for option in options {
      if option.synopsis.kind == .heading {
        heading(option.synopsis.name)
      } else {
        entries([option])
      }
    }
    if table.contains(where: { $0.synopsis.kind == .heading }) { line() }
    entry("-h, --help", "print this")

    if !Described.examples.isEmpty {
      heading("examples")
      for example in Described.examples { line(StyledText("  " + example)) }
    }
  }

  /// ` [options] --to TYPE MODEL [DATA]`: what must be given is named, what may is in brackets.
  private static func usage(of table: [OptionSynopsis]) -> String {
    var words = " [options]"
    for synopsis in table where synopsis.kind == .value && synopsis.isRequired {
      words += " \(synopsis.name) \(synopsis.placeholder)"
    }
    for synopsis in table where synopsis.kind == .positional {
      words += synopsis.isRequired ? " \(synopsis.label)" : " [\(synopsis.label)]"
    }
    return words
  }
}
