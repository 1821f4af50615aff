import Testing

@testable import nnmodel

struct ManualPageTests {
  private let text = ManualPage(of: NNModel.tool).text

  @Test func everyCommandOptionAndTopic() {
    for command in NNModel.tool.descriptions {
      #expect(text.contains("\n.SS \"nnmodel \(command.name)\"\n"))
      for option in command.options {
        #expect(text.contains(ManualPage.plain(option.synopsis.name)))
      }
    }
    for topic in NNModel.topics {
      #expect(text.contains("\n.SH \"\(ManualPage.plain(topic.name.uppercased()))\"\n"))
    }
  }

  @Test(
    "signs of roff mean themselves",
    arguments: [
      (".5 is half", "\\&.5 is half"), ("don't", "don\\(aqt"), ("a\\b", "a\\eb"),
      ("-o", "\\-o"), ("1 × 2…", "1 \\[u00D7] 2\\[u2026]"), ("~/x", "\\(ti/x"),
    ])
  func plain(_ text: String, _ expected: String) {
    #expect(ManualPage.plain(text) == expected)
  }

  @Test(.enabled(if: BuiltTool.path != nil))
  func groffHasNothingToSay() throws {
    let run = try BuiltTool.shell(
      "command -v groff >/dev/null || exit 0; nnmodel manual | groff -man -Tutf8 -ww -z 2>&1"
    )
    #expect(run == CommandRun(code: 0, output: "", error: ""))
  }
}
