import Glibc
import Testing

@testable import nnmodel

struct TerminalTests {
  private func terminal(_ environment: [String: String]) -> Terminal {
    Terminal(output: -1, error: -1) { environment[$0] }
  }

  @Test(arguments: [
    ([:], false), (["LANG": "en_GB.UTF-8"], true), (["LANG": "C.utf8"], true),
    (["LANG": "C"], false),
    (["LC_ALL": "C", "LANG": "en_GB.UTF-8"], false), (["LC_ALL": "", "LANG": "de_DE.UTF-8"], true),
    (["LC_CTYPE": "POSIX", "LANG": "de_DE.UTF-8"], false), (["LC_CTYPE": "C.UTF-8"], true),
    (["LANG": "de_DE.ISO-8859-1"], false),
  ])
  func unicodeByLocale(environment: [String: String], isUnicode: Bool) {
    #expect(terminal(environment).isUnicode == isUnicode)
  }

  @Test(arguments: [
    ([:], 80), (["COLUMNS": "132"], 132), (["COLUMNS": "0"], 80), (["COLUMNS": "wide"], 80),
  ])
  func widthWithoutATerminal(environment: [String: String], width: Int) {
    #expect(terminal(environment).width == width)
  }

  @Test func widthOfATerminal() {
    let screen = PseudoTerminal(columns: 101)
    let terminal = screen.terminal(["COLUMNS": "50"])
    #expect(terminal.outputIsTerminal && terminal.errorIsTerminal)
    #expect(terminal.width == 101)
    screen.resize(columns: 33)
    #expect(terminal.width == 33, "asked each time")
    screen.resize(columns: 0)
    #expect(terminal.width == 50, "0 means that it does not know")
  }

  @Test(arguments: [
    (["TERM": "xterm"], true), (["TERM": "xterm", "NO_COLOR": ""], true),
    (["TERM": "xterm", "NO_COLOR": "1"], false), (["TERM": "dumb"], false), ([:], false),
  ])
  func colours(environment: [String: String], hasColour: Bool) throws {
    let screen = PseudoTerminal(columns: 80)
    try screen.terminal(environment).print(StyledText("a", .bold))
    #expect(screen.printed() == (hasColour ? "\u{1B}[1ma\u{1B}[0m\n" : "a\n"))
  }

  @Test func noColourInAFile() throws {
    let captured = CapturedTerminal()
    try captured.terminal.print(StyledText("a", .red))
    captured.terminal.printError("no", from: "tool")
    try captured.terminal.flush()
    #expect(captured.output == "a\n" && captured.error == "tool: no\n")
  }

  @Test func theTwoStreams() throws {
    let captured = CapturedTerminal()
    let terminal = captured.terminal
    try terminal.print("result\u{7}")
    try terminal.write("raw\t1\n")
    try terminal.write([0, 255])
    try terminal.print(["a": "é"] as JSONOutput)
    terminal.note("doing \u{7}")
    terminal.warn("mind")
    try terminal.flush()
    #expect(captured.output == "result\\u{7}\nraw\t1\n\0\u{FFFD}{\"a\":\"é\"}\n")
    #expect(captured.error == "doing \\u{7}\nwarning: mind\n")
  }

  @Test func quietStillSaysWhatIsWrong() {
    let captured = CapturedTerminal()
    var terminal = captured.terminal
    terminal.isQuiet = true
    terminal.note("doing")
    terminal.warn("mind")
    terminal.printError("wrong", from: "tool")
    #expect(captured.error == "warning: mind\ntool: wrong\n")
  }

  @Test func asciiAloneInAPlainLocale() throws {
    let captured = CapturedTerminal(["LANG": "C"])
    try captured.terminal.print("3 × 4 – ü")
    try captured.terminal.print(["größe": "é"] as JSONOutput)
    var table = Table("naïve")
    table.add("…")
    try captured.terminal.print(table)
    try captured.terminal.flush()
    #expect(
      captured.output
        == "3 x 4 - \\u{fc}\n{\"gr\\u00f6\\u00dfe\":\"\\u00e9\"}\nna\\u{ef}ve\n...\n")
  }

  @Test func standardErrorThatIsGoneIsNoFailure() {
    terminal([:]).note("nobody hears this")
    terminal([:]).printError("nor this", from: "tool")
  }

  @Test func otherLinesTakeTheDrawnOneAway() throws {
    let screen = PseudoTerminal(columns: 80)
    let terminal = screen.terminal()
    terminal.drawStatus("50 %")
    terminal.drawStatus("60 %")
    #expect(screen.printed() == "\r50 %\u{1B}[K\r60 %\u{1B}[K")
    try terminal.print("result")
    #expect(screen.printed() == "\r\u{1B}[Kresult\n")
    terminal.drawStatus("70 %")
    terminal.note("note")
    #expect(screen.printed() == "\r70 %\u{1B}[K\r\u{1B}[Knote\n")
    terminal.drawStatus("80 %")
    terminal.keepStatus()
    terminal.keepStatus()
    terminal.note("below")
    #expect(screen.printed() == "\r80 %\u{1B}[K\nbelow\n")
  }
}
