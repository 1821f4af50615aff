import TestSupport
import Testing

@testable import nnmodel

struct MemorySizeTests {
  @Test(
    "units are powers of 1,024",
    arguments: [
      ("1", 1), ("1000", 1000), ("2K", 2048), ("3m", 3 << 20), ("2G", 2 << 30), ("1T", 1 << 40),
    ])
  func sizes(_ text: String, _ expected: Int) throws {
    #expect(try MemorySize(argument: text).byteCount == expected)
  }

  @Test(
    "what is no size",
    arguments: ["", "0", "-1", "G", "1.5G", "2GB", "9999999T", "0x10", "9223372036854775808"])
  func refusals(_ text: String) {
    #expect(throws: InvalidValue.self) { _ = try MemorySize(argument: text) }
  }

  @Test func theToolKeepsToIt() throws {
    let directory = try TemporaryDirectory()
    let archive = directory.file("a.npz")
    #expect(tool("load", SampleModels.flowers, "-o", archive, "--quiet").code == 0)
    for words in [
      ["predict", SampleModels.flowers, SampleModels.iris],
      ["evaluate", SampleModels.flowers, SampleModels.iris], ["load", SampleModels.flowers],
      ["load", SampleModels.flowers, "-o", directory.file("b.npz")],
      ["save", archive, "-o", directory.file("m.nnmodel")],
      ["verify", "--predictions", SampleModels.flowers],
      ["cast", SampleModels.flowers, "--to", "bf16", "-o", directory.file("c.nnmodel")],
      ["report", SampleModels.flowers, "-o", directory.file("r.html")],
    ] {
      let run = tool(words + ["--max-memory", "100"])
      #expect(run.code == 65, "\(words)")
      #expect(run.error.contains("at most 100 bytes in memory, the limit that was asked for"))
      #expect(tool(words + ["--max-memory", "1M"]).code == 0)
    }
    #expect(
      try directory.contents().sorted() == ["a.npz", "b.npz", "c.nnmodel", "m.nnmodel", "r.html"])
  }
}
