import Glibc
import Testing

@testable import nnmodel

struct ToolTests {
  private func run(_ arguments: String...) -> (code: Int32, output: String, error: String) {
    let captured = CapturedTerminal()
    let code = kitchen.run(arguments, on: captured.terminal)
    return (code.status, captured.output, captured.error)
  }

  @Test func aCommandIsRun() {
    #expect(run("bake", "r.txt", "-m5") == (0, "baked r.txt for 5 minutes\n", ""))
  }

  @Test func nothingGivesTheOverview() {
    let overview = """
      kitchen: makes pizza

      usage: kitchen COMMAND [options] [arguments]

      commands
        bake          bake a pizza
        mix           mix two things
        serve         serve what was baked

      topics
        dough         how it rises
        exit-codes    what the exit status says to a script

      'kitchen help NAME' tells all about a command or a topic.

      """
    #expect(run() == (0, overview, ""))
    #expect(run("help") == (0, overview, ""))
    #expect(run("--help") == (0, overview, ""))
    #expect(run("-h") == (0, overview, ""))
  }

  @Test func helpHasManyDoors() {
    let help = run("help", "bake")
    #expect(help.code == 0 && help.output.hasPrefix("kitchen bake: bake a pizza\n"))
    #expect(run("bake", "--help") == help)
    #expect(run("bake", "-h") == help)
    #expect(run("bake", "--wrong", "x", "--help") == help, "however wrong the rest is")
    #expect(run("bake", "--", "--help").output == "baked --help for 12 minutes\n")
  }

  @Test func topics() {
    #expect(run("help", "dough").output == "dough: how it rises\n\nSlowly.\n\n  flour\n  water\n")
    let codes = run("help", "exit-codes").output
    #expect(codes.contains("\n  64     the command line is wrong\n"))
    #expect(codes.contains("\n  128+N  ended by signal N"))
  }

  @Test func version() {
    #expect(run("--version") == (0, "kitchen 1.2.3\n", ""))
    #expect(run("version") == (0, "kitchen 1.2.3\n", ""))
  }

  @Test(arguments: [
    (["bkae"], "unknown command 'bkae' (did you mean 'bake'?)", ""),
    (["xyzzy"], "unknown command 'xyzzy'", ""),
    (["hepl"], "unknown command 'hepl' (did you mean 'help'?)", ""),
    (
      ["--verison"],
      "unknown option '--verison' (did you mean '--version'?): the command comes first", ""
    ),
    (["--quiet", "bake"], "unknown option '--quiet': the command comes first", ""),
    (["help", "duogh"], "unknown topic 'duogh' (did you mean 'dough'?)", ""),
    (["help", "a", "b"], "help takes one name, not 2", ""),
    (["bake"], "RECIPE is missing: the recipe to follow", " bake"),
    (["mix", "1", "2", "--sped"], "unknown option '--sped' (did you mean '--speed'?)", " mix"),
    (["mix", "1\u{1B}[2J"], "LEFT '1\\u{1b}[2J': expected a whole number", " mix"),
  ])
  func usageErrors(arguments: [String], message: String, topic: String) {
    let captured = CapturedTerminal()
    #expect(kitchen.run(arguments, on: captured.terminal) == .usage)
    #expect(captured.output == "")
    #expect(captured.error == "kitchen: \(message)\nsee 'kitchen help\(topic)'\n")
  }

  @Test(arguments: [
    ("well", 0, ""),
    ("cold", 1, ""),
    ("burnt", 65, "kitchen: pizza.box: burnt on one side\\nand raw on the other\n"),
    ("wrong", 73, "kitchen: table: cannot be laid\n"),
    (
      "late", 64,
      "kitchen: late and hungry guests exclude each other\nsee 'kitchen help serve'\n"
    ),
    ("unknown", 70, "kitchen: Unheard()\n"),
  ])
  func whatACommandThrows(how: String, code: Int, error: String) {
    #expect(run("serve", how) == (Int32(code), "served\n", error), "results come out all the same")
  }

  @Test(arguments: ["well", "cold"])
  func aFullDiskIsAnError(how: String) throws {
    let full = unsafe open("/dev/full", O_WRONLY)
    defer { close(full) }
    let error = TemporaryFile()
    let terminal = Terminal(output: full, error: error.descriptor) { _ in nil }
    #expect(kitchen.run(["serve", how], on: terminal) == .inputOutput)
    #expect(
      error.text
        == "kitchen: standard output: cannot write: No space left on device\n")
  }

  @Test func aReaderThatWentAwayIsNotAnError() throws {
    SystemCalls.prepareStandardStreams()
    var ends: [Int32] = [0, 0]
    try #require(unsafe pipe(&ends) == 0)
    close(ends[0])
    defer { close(ends[1]) }
    let error = TemporaryFile()
    let terminal = Terminal(output: ends[1], error: error.descriptor) { _ in nil }
    #expect(kitchen.run(["serve"], on: terminal).status == 141)
    #expect(error.text == "")
  }

  @Test func tablesOfTheToolHaveNoFlaws() {
    #expect(NNModel.tool.flaws == [])
    #expect(kitchen.flaws == [])
  }

  @Test func flawsOfATableAreFound() {
    struct Flawed: Command {
      var one = "", two: [String] = [], three = 0
      static let name = "help"
      static let summary = ""
      static let options: [Option<Self>] = [
        .positional("A", \.one, "a", required: false),
        .positionals("B", \.two, ""),
        .positional("C", \.three, "c"),
        .value("--three", short: "-3", \.three, "N", "n"),
        .value("--three", short: "-h", \.three, "N", "n"),
        .value("three", \.three, "N", "n"),
      ]
      func run(_ terminal: Terminal) {}
    }
    let tool = Tool(name: "t", version: "", summary: "", commands: [Flawed.self])
    #expect(tool.flaws.count == 8)
  }

  @Test(arguments: ["", "bake", "bake --crust=", "bake --", "help "])
  func longArgumentsAreNotRepeated(_ line: String) {
    let captured = CapturedTerminal(["LANG": "C.UTF-8"])
    var words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    words[words.count - 1] += String(repeating: "long", count: 10_000)
    _ = kitchen.run(words, on: captured.terminal)
    #expect(
      captured.error.count < 400 && captured.error.contains("bytes)"),
      "\(captured.error.prefix(500))")
  }

  @Test func noByteAboveASCIIWithoutUnicode() {
    let captured = CapturedTerminal(["LANG": "C"])
    #expect(kitchen.run(["bake", "--crust=dünn", "x"], on: captured.terminal) == .usage)
    #expect(captured.error.utf8.allSatisfy { $0 < 0x80 })
    #expect(captured.error.contains("--crust 'd\\u{fc}nn'"))
  }
}
