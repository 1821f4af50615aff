/// The function by which zsh completes command lines of the tool, with the meaning of each option beside it.
///
/// It is written for `_arguments` and `_describe` (zshcompsys(1)), and never runs the tool.
struct ZshCompletion {
  let tool: Tool

  var text: String {
    let commands = tool.descriptions
    let listed =
      commands.map { quoted(described($0.name, $0.summary)) }
      + [quoted(described("help", "tells all about a command or a topic"))]
    return """
      #compdef \(tool.name)
      # Completion of \(tool.name)'s command lines in zsh, from '\(tool.name) completion zsh'.

      _\(tool.name)() {
        local -a commands
        commands=(
      \(listed.map { "    " + $0 }.joined(separator: "\n"))
        )
        if ((CURRENT == 2)); then
          _describe -t commands command commands
          _arguments '--help[print the overview]' '--version[print the version]'
          return
        fi
        local command=$words[2]
        shift words
        ((CURRENT--))
        case $command in
          help) _arguments '1:name:(\(tool.helpNames.joined(separator: " ")))' ;;
      \(commands.map(clause).joined(separator: "\n"))
        esac
      }

      # As a file in $fpath it is called; read by 'source', it is bound.
      if [[ $funcstack[1] == _\(tool.name) ]]; then
        _\(tool.name) "$@"
      else
        compdef _\(tool.name) \(tool.name)
      fi

      """
  }

  private func clause(_ command: CommandDescription) -> String {
    let specifications = command.options.map(specification) + command.arguments.map(argument)
    return "    \(command.name))\n      _arguments -s -S \\\n"
      + specifications.map { "        " + $0 }.joined(separator: " \\\n") + "\n      ;;"
  }

  /// `'(-o --output)'{-o,--output}'[where the model is saved]:FILE:_files'`
  private func specification(_ option: CommandDescription.Line) -> String {
    let synopsis = option.synopsis
    let meaning = "[" + escaped(synopsis.help, "[]:\\") + "]"
    let value = synopsis.kind == .value ? ":\(synopsis.placeholder):\(action(option))" : ""
    let names = option.spellings
    if names.count == 1 {
      return quoted((synopsis.isRepeated ? "*" : "") + names[0] + meaning + value)
    }
    let excluded = synopsis.isRepeated ? "*" : "(\(names.joined(separator: " ")))"
    return "\(quoted(excluded)){\(names.joined(separator: ","))}\(quoted(meaning + value))"
  }

  private func argument(_ line: CommandDescription.Line) -> String {
    let place = line.synopsis.isRepeated ? "*" : ""
    return quoted("\(place):\(line.synopsis.placeholder):\(action(line))")
  }

  private func action(_ line: CommandDescription.Line) -> String {
    if !line.synopsis.words.isEmpty { return "(\(line.synopsis.words.joined(separator: " ")))" }
    return line.takesPath ? "_files" : " "
  }

  private func described(_ name: String, _ meaning: String) -> String {
    "\(name):\(escaped(meaning, ":\\"))"
  }

  private func escaped(_ text: String, _ signs: String) -> String {
    text.map { signs.contains($0) ? "\\\($0)" : "\($0)" }.joined()
  }

  /// A word of the shell; an apostrophe ends it, and begins the next.
  private func quoted(_ text: String) -> String {
    "'" + text.map { $0 == "'" ? "'\\''" : "\($0)" }.joined() + "'"
  }
}
