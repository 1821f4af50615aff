import Testing

@testable import nnmodel

struct ZshCompletionTests {
  private let text = ZshCompletion(tool: NNModel.tool).text

  @Test func everyCommandAndOption() {
    for command in NNModel.tool.descriptions {
      #expect(text.contains("\n    \(command.name))\n"))
      for option in command.options { #expect(text.contains(option.synopsis.name)) }
    }
  }

  @Test func specifications() {
    #expect(text.contains("'(-o --output)'{-o,--output}'[where the model is saved;"))
    #expect(
      text.contains(
        "'--missing[what becomes of rows in which a value is missing]:WORD:(refuse drop mean)'"))
    #expect(text.contains(#"'--raw[the network'\''s outputs as plain rows\: no header"#))
  }

  @Test(.enabled(if: BuiltTool.path != nil))
  func zshReadsIt() throws {
    let run = try BuiltTool.shell(
      "command -v zsh >/dev/null || exit 0; zsh -n <(nnmodel completion zsh)")
    #expect(run == CommandRun(code: 0, output: "", error: ""))
  }
}
