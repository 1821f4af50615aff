/// The manual page, `man nnmodel`: all that the help says, in the language of man(7).
struct ManualPage {
  let tool: Tool
  private var lines: [String] = []

  init(of tool: Tool) {
    self.tool = tool
    lines = [
      ".TH \(tool.name.uppercased()) 1 \"\" \"\(tool.name) \(tool.version)\" \"User Commands\"",
      ".nh", ".ad l",
    ]
    section("NAME")
    add("\(tool.name) \\- \(Self.plain(tool.summary))")
    section("SYNOPSIS")
    add(".B \(tool.name)\n.I COMMAND\n[options] [arguments]\n.br")
    add(".B \(tool.name) help\n[\\fICOMMAND\\fR | \\fITOPIC\\fR]")
    section("COMMANDS")
    for command in tool.descriptions { describe(command) }
    for topic in tool.topics {
      section(topic.name.uppercased())
      add(Self.capitalised(topic.summary) + ".")
      prose(topic.text)
    }
    section("ENVIRONMENT")
    for (name, meaning) in Self.environment { entry(name, meaning) }
  }

  /// The page's source.
  var text: String { lines.joined(separator: "\n") + "\n" }

  /// The variables that the tool looks at.
  static let environment = [
    ("NO_COLOR", "if it is set and not empty, nothing is coloured (no-color.org)"),
    ("COLUMNS", "the width to write for, where no terminal can be asked"),
    ("TERM", "if it is 'dumb' or not set, no line is drawn over and nothing is coloured"),
    ("LC_ALL, LC_CTYPE, LANG", "a locale that is not UTF-8 gets ASCII alone"),
    (
      "NNMODEL_KERNEL",
      "plain, avx2 or avx512: the instructions to compute with; they change no bit of any result"
    ),
  ]

  private mutating func describe(_ command: CommandDescription) {
    add(".SS \(Self.quoted("\(tool.name) \(command.name)"))")
    add(Self.plain(Self.capitalised(command.summary)) + ".")
    if !command.discussion.isEmpty { prose(command.discussion) }
    for line in command.arguments + command.options {
      entry(line.synopsis.label.trimmed, line.meaning)
    }
    guard !command.examples.isEmpty else { return }
    add(".PP\nExamples:")
    verbatim(command.examples.map { "  " + $0 })
  }

  private mutating func section(_ title: String) { add(".SH \(Self.quoted(title))") }

  private mutating func entry(_ label: String, _ meaning: String) {
    add(".TP\n.B \(Self.plain(label))\n\(Self.plain(meaning))")
  }

  /// Paragraphs as the help has them: lines that begin with a space stay as they are.
  private mutating func prose(_ text: String) {
    var paragraph: [String] = []
    var block: [String] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let isVerbatim = line.hasPrefix(" ")
      if !isVerbatim, !block.isEmpty {
        verbatim(block)
        block = []
      }
      if isVerbatim || line.isEmpty, !paragraph.isEmpty {
        add(".PP\n" + paragraph.joined(separator: "\n"))
        paragraph = []
      }
      if isVerbatim {
        block.append(String(line))
      } else if !line.isEmpty {
        paragraph.append(Self.plain(String(line)))
      }
    }
    if !paragraph.isEmpty { add(".PP\n" + paragraph.joined(separator: "\n")) }
    if !block.isEmpty { verbatim(block) }
  }

  private mutating func verbatim(_ block: [String]) {
    add(".PP\n.nf\n" + block.map(Self.plain).joined(separator: "\n") + "\n.fi")
  }

  private mutating func add(_ text: String) { lines.append(text) }

  /// Text that roff takes for text, in ASCII whatever the locale: backslashes, hyphens and signs at the start of a line
  /// mean themselves.
  static func plain(_ text: String) -> String {
    var output = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": output += "\\e"
      case "-": output += "\\-"
      case "'": output += "\\(aq"
      case "`": output += "\\(ga"
      case "^": output += "\\(ha"
      case "~": output += "\\(ti"
      case _ where scalar.isASCII: output.unicodeScalars.append(scalar)
      default: output += "\\[u" + String(scalar.value, radix: 16, uppercase: true).padded + "]"
      }
    }
    return output.hasPrefix(".") ? "\\&" + output : output
  }

  private static func quoted(_ text: String) -> String { "\"\(plain(text))\"" }

  private static func capitalised(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }
}

extension String {
  /// With zeros before it, so that it has four digits.
  fileprivate var padded: String { String(repeating: "0", count: max(0, 4 - utf8.count)) + self }

  /// Without the spaces at its start.
  fileprivate var trimmed: String { String(drop { $0 == " " }) }
}
