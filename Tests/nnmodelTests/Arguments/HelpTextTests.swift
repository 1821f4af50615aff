import Testing

@testable import nnmodel

struct HelpTextTests {
  @Test func aWholePage() {
    let text = HelpText(for: Bake.self, tool: "kitchen", width: 80)
    #expect(
      text.lines.map(\.text).joined(separator: "\n") == """
        kitchen bake: bake a pizza

        usage: kitchen bake [options] RECIPE [TOPPING...]

        The oven is heated first, which takes a while, and the pizza is put into it only
        when that is done.

          dough -> topping -> oven

        arguments
          RECIPE                    the recipe to follow
          TOPPING...                what goes on top

        options
          -m, --minutes N           how long (1 to 60; default 12)
              --heat SHARE          how hot the oven is (above 0 and below 1; default
                                    0.75)
              --seed N              where the olives fall (default 42)
              --crust KIND          what the crust is like (one of thin, thick,
                                    pan-style; default thin)
              --cheese GRAMS        how much cheese (0 or more; default to taste)

        result
          -o, --output FILE         where the pizza goes
          -n, --note TEXT           what to tell the guests (may be repeated; default
                                    plain)
              --sizes LIST          diameters in centimetres (1 or more; default 30,40)
              --memory SIZE         how much of the cook's to use (default 1024)
          -q, --quiet               say nothing
          -c, --cold                let it cool down

          -h, --help                print this

        examples
          kitchen bake margherita.txt basil -o pizza.box
        """)
  }

  @Test func requiredOptionsStandInTheUsage() {
    let lines = HelpText(for: Mix.self, tool: "kitchen", width: 80).lines.map(\.text)
    #expect(lines.contains("usage: kitchen mix [options] --speed N LEFT RIGHT [BOWL]"))
    #expect(lines.contains("      --speed N             how fast (1 or more; required)"))
    #expect(lines.contains("  BOWL                      what to mix in (default the bowl at hand)"))
  }

  @Test(arguments: [30, 40, 60, 79, 100])
  func linesFitTheTerminal(width: Int) {
    for line in HelpText(for: Bake.self, tool: "kitchen", width: width).lines.map(\.text)
    where !line.contains("margherita") {
      #expect(line.displayColumns <= width, "\(line)")
    }
  }

  @Test func aWideTerminalDoesNotMakeLongLines() {
    let lines = HelpText(for: Bake.self, tool: "kitchen", width: 500).lines
    #expect(lines.allSatisfy { $0.text.count <= 100 })
  }

  @Test func aLongLabelStandsAlone() {
    var text = HelpText(width: 80)
    text.entry("--a-name-that-is-longer-than-the-column", "meaning")
    #expect(
      text.lines.map(\.text) == [
        "  --a-name-that-is-longer-than-the-column", String(repeating: " ", count: 28) + "meaning",
      ])
  }

  @Test func aLongWordIsNotBroken() {
    #expect(HelpText.wrap("a abcdefghij b", to: 5) == ["a", "abcdefghij", "b"])
    #expect(HelpText.wrap("", to: 5) == [])
  }
}
