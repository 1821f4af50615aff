@testable import nnmodel

/// A command with an option of every kind.
struct Bake: Command {
  enum Crust: String, CaseIterable, ArgumentValue {
    case thin, thick
    case panStyle = "pan-style"
  }

  var recipe = ""
  var toppings: [String] = []
  var minutes = 12
  var heat = 0.75
  var seed: UInt64 = 42
  var crust = Crust.thin
  var cheese: Double?
  var output: String?
  var notes: [String] = ["plain"]
  var sizes: [Int] = [30, 40]
  var memory: UInt64 = 1024
  var isQuiet = false
  var isHot = true

  static let name = "bake"
  static let summary = "bake a pizza"
  static let discussion = """
    The oven is heated first, which takes a while, and the pizza is put into it only when that
    is done.

      dough -> topping -> oven
    """
  static let examples = ["kitchen bake margherita.txt basil -o pizza.box"]
  static let options: [Option<Self>] = [
    .positional("RECIPE", \.recipe, "the recipe to follow"),
    .positionals("TOPPING", \.toppings, "what goes on top", required: false),
    .value("--minutes", short: "-m", \.minutes, "N", "how long", in: .from(1, through: 60)),
    .value("--heat", \.heat, "SHARE", "how hot the oven is", in: .above(0, below: 1)),
    .value("--seed", \.seed, "N", "where the olives fall"),
    .value("--crust", \.crust, "KIND", "what the crust is like"),
    .value("--cheese", \.cheese, "GRAMS", "how much cheese", in: .atLeast(0), default: "to taste"),
    .heading("result"),
    .value("--output", short: "-o", \.output, "FILE", "where the pizza goes"),
    .repeated("--note", short: "-n", \.notes, "TEXT", "what to tell the guests"),
    .list("--sizes", \.sizes, "LIST", "diameters in centimetres", in: .atLeast(1)),
    .value("--memory", \.memory, "SIZE", "how much of the cook's to use"),
    .flag("--quiet", short: "-q", \.isQuiet, "say nothing"),
    .flag("--cold", short: "-c", \.isHot, sets: false, "let it cool down"),
  ]

  func validate() throws(UsageError) {
    if isQuiet && notes.contains("loud") { throw UsageError("--quiet and a loud note exclude") }
  }

  func run(_ terminal: Terminal) throws {
    try terminal.print("baked \(recipe) for \(minutes) minutes")
  }
}

/// Two arguments that must be given, in order, and one that may.
struct Mix: Command {
  var left = 0
  var right = 0.0
  var bowl: String?
  var speed = 1

  static let name = "mix"
  static let summary = "mix two things"
  static let options: [Option<Self>] = [
    .positional("LEFT", \.left, "the first", in: .from(-5, through: 5)),
    .positional("RIGHT", \.right, "the second"),
    .positional("BOWL", \.bowl, "what to mix in", default: "the bowl at hand"),
    .value("--speed", \.speed, "N", "how fast", in: .atLeast(1), required: true),
  ]

  func run(_ terminal: Terminal) throws {}
}

/// A command that does what the test tells it to.
struct Serve: Command {
  var how = How.well
  var pieces: [Int] = []

  enum How: String, CaseIterable, ArgumentValue {
    case well, cold, burnt, late, wrong, unknown
  }
  struct Unheard: Error {}

  static let name = "serve"
  static let summary = "serve what was baked"
  static let options: [Option<Self>] = [
    .positional("HOW", \.how, "how to", required: false),
    .positionals("PIECE", \.pieces, "which pieces", required: false),
  ]

  func run(_ terminal: Terminal) throws {
    try terminal.print("served")
    switch how {
    case .well: break
    case .cold: throw ExitCode.different
    case .burnt: throw Failure(.data, "pizza.box: burnt on one side\nand raw on the other")
    case .late: throw UsageError("late and hungry guests exclude each other")
    case .wrong: throw Failure(.cannotCreate, "table: cannot be laid")
    case .unknown: throw Unheard()
    }
  }
}

let kitchen = Tool(
  name: "kitchen", version: "1.2.3", summary: "makes pizza",
  commands: [Bake.self, Mix.self, Serve.self],
  topics: [
    HelpTopic(name: "dough", summary: "how it rises", text: "Slowly.\n\n  flour\n  water"),
    .exitCodes,
  ])
