/// `nnmodel completion`: what a shell needs to complete command lines.
struct CompletionCommand: Command {
  static let name = "completion"
  static let summary = "prints what makes bash or zsh complete command lines"
  static let discussion = """
    'make install' puts both in place. Without it, for bash add the first line to ~/.bashrc, for zsh
    the second to ~/.zshrc behind compinit:

      source <(nnmodel completion bash)
      source <(nnmodel completion zsh)
    """
  static let examples = [
    "nnmodel completion bash > ~/.local/share/bash-completion/completions/nnmodel"
  ]

  var shell = Shell.bash

  static let options: [Option<Self>] = [.positional("SHELL", \.shell, "the shell")]

  /// A shell whose language is spoken.
  enum Shell: String, CaseIterable, ArgumentValue { case bash, zsh }

  func run(_ terminal: Terminal) throws {
    let text =
      switch shell {
      case .bash: BashCompletion(tool: NNModel.tool).text
      case .zsh: ZshCompletion(tool: NNModel.tool).text
      }
    // It is read in whatever locale, and put in place in another.
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      try terminal.write(PrintableText.line(String(line), unicode: false) + "\n")
    }
  }
}
