import Foundation
import ModelFormat
import NeuralNetwork
import TestSupport
import Testing

@testable import nnmodel

/// Tables whose columns are not all numbers that are there.
struct TableInputTests {
  private let directory: TemporaryDirectory
  private let output: String
  private static let fish = """
    size;colour;year;kind
    1;red;2001;carp
    2;blue;2002;pike
    ?;red;2001;carp
    4;blue;2002;pike
    5;red;2002;carp

    """

  init() throws {
    directory = try TemporaryDirectory()
    output = directory.file("m.nnmodel")
  }

  private func train(_ options: String...) throws -> CommandRun {
    let table = try directory.write(Self.fish, to: "fish.csv")
    let run = tool(
      ["train", table, "--target", "kind", "--epochs", "1", "-o", output] + options)
    return CommandRun(
      code: run.code, output: run.output,
      error: run.error.replacingOccurrences(of: table, with: "fish.csv"))
  }

  @Test func categoriesAndWhatIsMissingAreAnnounced() throws {
    let run = try train("--missing", "mean", "--categorical", "year")
    #expect(run.code == 0)
    let notes = run.error.split(separator: "\n")
    #expect(notes[0] == "data      5 rows, 5 inputs, target kind (2 classes)")
    #expect(notes[1] == "categories colour (2: blue, red); year (2: 2001, 2002)")
    #expect(notes[2] == "missing   1 value filled with means")
    #expect(
      try ModelSummary(ModelFile(opening: output).header).inputs == [
        Column(name: "size", fill: 3),
        Column(name: "colour", kind: .classes(labels: ["blue", "red"])),
        Column(name: "year", kind: .classes(labels: ["2001", "2002"])),
      ])
    let new = try directory.write("colour,year,size\nred,2001,\nred,2001,3\n", to: "new.csv")
    let told = tool("predict", output, new)
    #expect(told.lines.count == 3 && told.lines[1] == told.lines[2])
    #expect(tool("verify", "--predictions", output).code == 0)
    #expect(tool("evaluate", output, directory.file("fish.csv")).firstLine == "rows      5")
    let unknown = try directory.write("colour,year,size\nred,2001,1\npink,2001,3\n", to: "odd.csv")
    let refused = tool("predict", output, unknown)
    #expect(refused.code == 65 && refused.lines.count == 2)
    #expect(
      refused.error
        == "nnmodel: \(unknown): line 3, colour: unknown class 'pink'; known are 'blue', 'red'\n")
  }

  @Test func rowsThatLackAValueAreCounted() throws {
    let run = try train("--missing", "drop", "--scale", "min-max")
    #expect(run.code == 0)
    #expect(
      run.error.hasPrefix(
        "data      4 rows, 1 with missing values left out, 4 inputs, target kind (2 classes)\n"))
    #expect(run.error.contains(", scale min-max, "))
    let file = try ModelFile(opening: output)
    #expect(try file.read("scaling.inputs.mean", as: Double.self) == [1, 0, 0, 2001])
    #expect(try file.read("scaling.inputs.deviation", as: Double.self) == [4, 1, 1, 1])
  }

  @Test func whatIsWrongInATableIsTold() throws {
    #expect(try train().error == "nnmodel: fish.csv: line 4, size: expected a number, found '?'\n")
    let comma = try train("--delimiter", "comma")
    #expect(comma.error.contains("there is no column 'kind' to learn"))
    #expect(try train("--delimiter", "semicolon", "--missing", "drop").code == 0)
    #expect(
      try train("--delimiter", "colon").error.contains("expected one of comma, semicolon, tab"))
    #expect(
      try train("--missing", "men").error.contains("did you mean 'mean'? expected one of refuse"))
    #expect(
      try train("--categorical", "yaer").error
        == "nnmodel: fish.csv: there is no column 'yaer' to be of categories (did you mean 'year'?)\n"
    )
    #expect(try train("--categorical", "kind").code == 64)
    let short = try directory.write("a,b,y\n1,2,p\n3,q\n", to: "short.csv")
    #expect(
      tool("train", short, "--target", "y", "-o", output).error
        == "nnmodel: \(short): line 3, fields: expected 3, found 2\n")
    let infinite = try directory.write("a,y\n1,p\n1e999,q\n", to: "infinite.csv")
    #expect(
      tool("train", infinite, "--target", "y", "-o", output).error
        == "nnmodel: \(infinite): line 3, a: expected a number, found '1e999'\n")
  }
}
