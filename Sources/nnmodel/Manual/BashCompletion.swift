/// The function by which bash completes command lines of the tool.
///
/// It knows every command, option and word of the tables by heart, and never runs the tool: completing costs nothing,
/// whatever the tool would do. Bash gives the words of the line in `COMP_WORDS` and takes candidates from `COMPREPLY`
/// (bash(1), "Programmable Completion").
struct BashCompletion {
  let tool: Tool

  var text: String {
    let names = tool.descriptions.map(\.name)
    return """
      # Completion of \(tool.name)'s command lines in bash, from '\(tool.name) completion bash'.

      _\(tool.name)() {
        local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
        local options= values= paths=yes
        COMPREPLY=()
        # --option=value is three words here.
        if [[ $current == '=' ]]; then
          current=
        elif [[ $previous == '=' && COMP_CWORD -gt 2 ]]; then
          previous=${COMP_WORDS[COMP_CWORD-2]}
        fi
        if ((COMP_CWORD == 1)); then
          COMPREPLY=($(compgen -W '\((names + ["help", "--help", "--version"]).joined(separator: " "))' -- "$current"))
          return
        fi
        case ${COMP_WORDS[1]} in
          help) values='\(tool.helpNames.joined(separator: " "))' paths= ;;
      \(tool.descriptions.map(clause).joined(separator: "\n"))
        esac
        if [[ -n $values ]]; then
          COMPREPLY=($(compgen -W "$values" -- "$current"))
        elif [[ $current == -* && -n $options ]]; then
          COMPREPLY=($(compgen -W "$options" -- "$current"))
        elif [[ -n $paths ]]; then
          compopt -o filenames 2>/dev/null
          local IFS=$'\\n'
          COMPREPLY=($(compgen -f -- "$current"))
        fi
      }
      complete -F _\(tool.name) \(tool.name)

      """
  }

  /// What one command makes of the word before the one that is completed.
  private func clause(_ command: CommandDescription) -> String {
    let names = command.options.flatMap { option in
      option.synopsis.short.map { [$0, option.synopsis.name] } ?? [option.synopsis.name]
    }
    var lines = ["    \(command.name))", "      options='\(names.joined(separator: " "))'"]
    if let words = command.arguments.first?.synopsis.words, !words.isEmpty {
      lines.append("      [[ $current == -* ]] || values='\(words.joined(separator: " "))'")
    }
    // A value is a path unless it is one of some words, or of no words that a shell could know.
    var cases: [String] = []
    var unknown: [String] = []
    for option in command.options where option.synopsis.kind == .value {
      let spellings = option.spellings.joined(separator: "|")
      if !option.synopsis.words.isEmpty {
        let words = option.synopsis.words.joined(separator: " ")
        cases.append("        \(spellings)) values='\(words)' ;;")
      } else if option.takesPath {
        cases.append("        \(spellings)) options= ;;")
      } else {
        unknown.append(spellings)
      }
    }
    if !unknown.isEmpty {
      cases.append("        \(unknown.joined(separator: "|"))) return ;;")
    }
    if !cases.isEmpty {
      lines.append("      case $previous in")
      lines += cases
      lines.append("      esac")
    }
    lines.append("      ;;")
    return lines.joined(separator: "\n")
  }
}
