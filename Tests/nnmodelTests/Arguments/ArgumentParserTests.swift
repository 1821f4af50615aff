import Testing

@testable import nnmodel

struct ArgumentParserTests {
  @Test func propertiesKeepTheirInitialValues() throws {
    let bake = try Bake(parsing: ["r.txt"])
    #expect(bake.recipe == "r.txt")
    #expect(bake.minutes == 12 && bake.heat == 0.75 && bake.seed == 42 && bake.crust == .thin)
    #expect(bake.cheese == nil && bake.output == nil && bake.toppings.isEmpty)
    #expect(bake.notes == ["plain"] && bake.sizes == [30, 40])
    #expect(!bake.isQuiet && bake.isHot)
  }

  @Test func everyKindOfOptionIsTaken() throws {
    let bake = try Bake(parsing: [
      "--minutes", "20", "--heat=0.5", "--seed", "18446744073709551615", "--crust", "pan-style",
      "--cheese", "1e2", "-o", "box", "--note", "a", "-n", "b", "--sizes", "1, 2,3", "--memory",
      "2147483648", "--quiet", "--cold", "r.txt", "basil", "ham",
    ])
    #expect(bake.minutes == 20 && bake.heat == 0.5 && bake.seed == .max && bake.crust == .panStyle)
    #expect(bake.cheese == 100 && bake.output == "box" && bake.notes == ["a", "b"])
    #expect(bake.sizes == [1, 2, 3] && bake.memory == 2 << 30)
    #expect(bake.isQuiet && !bake.isHot)
    #expect(bake.recipe == "r.txt" && bake.toppings == ["basil", "ham"])
  }

  @Test(arguments: [
    ["r", "-o", "box"], ["-o", "box", "r"], ["-obox", "r"], ["-o=box", "r"], ["--output=box", "r"],
    ["r", "--output", "box"], ["-qo", "box", "r"], ["-qcobox", "r"], ["-o", "box", "--", "r"],
  ])
  func formsOfOneOption(arguments: [String]) throws {
    let bake = try Bake(parsing: arguments)
    #expect(bake.output == "box" && bake.recipe == "r")
  }

  @Test func twoDashesEndTheOptions() throws {
    let bake = try Bake(parsing: ["-q", "--", "--quiet", "-o", "--", "-"])
    #expect(bake.recipe == "--quiet" && bake.toppings == ["-o", "--", "-"])
  }

  @Test func aLoneDashIsAnArgumentAndAValue() throws {
    let bake = try Bake(parsing: ["-", "-o", "-"])
    #expect(bake.recipe == "-" && bake.output == "-")
  }

  @Test func negativeNumbersAreNoOptions() throws {
    let mix = try Mix(parsing: ["-3", "-.5e-1", "--speed", "1"])
    #expect(mix.left == -3 && mix.right == -0.05)
    #expect(try Bake(parsing: ["r", "--note", "-1,2"]).notes == ["-1,2"])
  }

  @Test func attachedValuesMayBeAnything() throws {
    let bake = try Bake(parsing: ["--note=--quiet", "--note=", "--note=a=b", "r"])
    #expect(bake.notes == ["--quiet", "", "a=b"] && !bake.isQuiet)
  }

  @Test func anOptionalArgumentMayBeGiven() throws {
    #expect(try Mix(parsing: ["1", "2", "--speed=1"]).bowl == nil)
    #expect(try Mix(parsing: ["1", "2", "tub", "--speed=1"]).bowl == "tub")
  }

  @Test func flagsMayBeRepeated() throws {
    #expect(try Bake(parsing: ["-q", "--quiet", "-qq", "r"]).isQuiet)
  }

  @Test(arguments: [
    (["r", "--minuts", "3"], "unknown option '--minuts' (did you mean '--minutes'?)"),
    (["r", "--minuts=3"], "unknown option '--minuts' (did you mean '--minutes'?)"),
    (["r", "--xyzzy"], "unknown option '--xyzzy'"),
    (["r", "-x"], "unknown option '-x'"),
    (["r", "-qx"], "unknown option '-x'"),
    (["r", "-minutes", "3"], "unknown option '-minutes' (did you mean '--minutes'?)"),
    (["r", "-output=x"], "unknown option '-output=x' (did you mean '--output'?)"),
    (["r", "--RECIPE", "x"], "unknown option '--RECIPE'"),
    ([], "RECIPE is missing: the recipe to follow"),
    (["-q"], "RECIPE is missing: the recipe to follow"),
    (["r", "--minutes"], "--minutes needs a value: --minutes N"),
    (["r", "-m"], "-m needs a value: -m N"),
    (
      ["r", "--minutes", "--quiet"],
      "--minutes needs a value, but '--quiet' follows (if that is the value: --minutes=--quiet)"
    ),
    (["r", "-o", "--"], "-o needs a value, but '--' follows (if that is the value: -o=--)"),
    (["r", "-m", "3", "--minutes", "4"], "--minutes was given before: it can be given once"),
    (["r", "--quiet=no"], "--quiet takes no value, but was given 'no'"),
    (["r", "-q=no"], "-q takes no value, but was given 'no'"),
    (["r", "--minutes", "soon"], "--minutes 'soon': expected a whole number"),
    (["r", "--minutes="], "--minutes '': expected a whole number"),
    (["r", "--minutes", "1.5"], "--minutes '1.5': expected a whole number"),
    (["r", "--minutes", "61"], "--minutes '61': out of range: expected 1 to 60"),
    (["r", "--minutes", "-1"], "--minutes '-1': out of range: expected 1 to 60"),
    (["r", "--heat", "0"], "--heat '0': out of range: expected above 0 and below 1"),
    (["r", "--cheese=-0.1"], "--cheese '-0.1': out of range: expected 0 or more"),
    (
      ["r", "--crust", "thikc"],
      "--crust 'thikc': did you mean 'thick'? expected one of thin, thick, pan-style"
    ),
    (["r", "--crust", "blue"], "--crust 'blue': expected one of thin, thick, pan-style"),
    (["r", "--sizes", "1,,2"], "--sizes '1,,2': element 2 of the list is empty"),
    (["r", "--sizes", "1,x"], "--sizes '1,x': element 2, 'x': expected a whole number"),
    (["r", "--sizes", "0"], "--sizes '0': element 1, '0': out of range: expected 1 or more"),
    (["r", "-q", "-n", "loud"], "--quiet and a loud note exclude"),
  ])
  func whatIsWrongIsSaid(arguments: [String], message: String) {
    #expect(throws: UsageError(message, command: "bake")) { try Bake(parsing: arguments) }
  }

  @Test(arguments: [
    (["1", "2", "3", "4", "--speed=1"], "unexpected argument '4': mix takes LEFT RIGHT BOWL"),
    (["1", "--speed=1"], "RIGHT is missing: the second"),
    (["1", "2"], "--speed N is missing: how fast"),
    (["9", "2"], "LEFT '9': out of range: expected -5 to 5"),
    (["1", "two"], "RIGHT 'two': expected a number, such as 0.5 or 1e-3"),
  ])
  func whatIsWrongWithArgumentsIsSaid(arguments: [String], message: String) {
    let error = #expect(throws: UsageError.self) { try Mix(parsing: arguments) }
    #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
  }
}
