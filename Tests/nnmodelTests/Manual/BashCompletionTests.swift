import TestSupport
import Testing

@testable import nnmodel

/// What bash itself makes of the function.
@Suite(.enabled(if: BuiltTool.path != nil))
struct BashCompletionTests {
  /// The candidates for the last of some words, sorted.
  private func candidates(_ words: String...) throws -> [String] {
    let script = """
      set -eu
      source <(nnmodel completion bash)
      cd "$1"
      shift
      COMP_WORDS=(nnmodel "$@")
      COMP_CWORD=$#
      _nnmodel || true
      for word in ${COMPREPLY[@]+"${COMPREPLY[@]}"}; do echo "$word"; done
      """
    let run = try BuiltTool.shell(script, arguments: [Fixtures.path("data")] + words)
    #expect(run.code == 0 && run.error == "", "\(run.error)")
    return run.lines.sorted()
  }

  @Test func commands() throws {
    #expect(try candidates("tr") == ["train"])
    #expect(try candidates("--") == ["--help", "--version"])
    #expect(try Set(candidates("")).isSuperset(of: NNModel.commands.map { $0.name }))
    #expect(try candidates("help", "lay") == ["layers"])
  }

  @Test func options() throws {
    #expect(try candidates("inspect", "--pl") == ["--planes"])
    #expect(try candidates("train", "x.csv", "--save-") == ["--save-every", "--save-to"])
  }

  @Test func wordsOfAnOption() throws {
    #expect(try candidates("train", "--missing", "") == ["drop", "mean", "refuse"])
    #expect(try candidates("train", "--missing", "=", "d") == ["drop"])
    #expect(try candidates("train", "--missing", "=") == ["drop", "mean", "refuse"])
    #expect(try candidates("completion", "") == ["bash", "zsh"])
    #expect(try candidates("train", "--epochs", "") == [], "a number is nothing to guess")
  }

  @Test func files() throws {
    #expect(try candidates("predict", "iris.") == ["iris.csv"])
    #expect(try candidates("train", "-o", "iris.") == ["iris.csv"])
    #expect(try candidates("train", "--quiet", "iris.") == ["iris.csv"])
  }
}
