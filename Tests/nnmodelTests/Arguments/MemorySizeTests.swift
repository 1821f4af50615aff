import Foundation
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
    let trained = directory.file("t.nnmodel")
    #expect(tool("load", SampleModels.flowers, "-o", archive, "--quiet").code == 0)
    for words in [
      ["predict", SampleModels.flowers, SampleModels.iris],
      ["evaluate", SampleModels.flowers, SampleModels.iris], ["load", SampleModels.flowers],
      ["load", SampleModels.flowers, "-o", directory.file("b.npz")],
      ["save", archive, "-o", directory.file("m.nnmodel")],
      ["verify", "--predictions", SampleModels.flowers],
      ["cast", SampleModels.flowers, "--to", "bf16", "-o", directory.file("c.nnmodel")],
      ["report", SampleModels.flowers, "-o", directory.file("r.html")],
      ["train", SampleModels.iris, "--target", "species", "--epochs", "1", "-o", trained],
    ] {
      let run = tool(words + ["--max-memory", "100"])
      #expect(run.code == 65, "\(words)")
      #expect(run.error.contains("at most 100 bytes in memory, the limit that was asked for"))
      #expect(tool(words + ["--max-memory", "1M"]).code == 0)
    }
    // 3 biases and 8 · 4 weights, of 4 bytes each.
    let one = ["load", SampleModels.flowers, "--max-memory", "100", "--tensor"]
    #expect(tool(one + ["layers.1.bias"]).code == 0)
    #expect(tool(one + ["layers.0.weight"]).code == 65)
    #expect(
      try directory.contents().sorted()
        == ["a.npz", "b.npz", "c.nnmodel", "m.nnmodel", "r.html", "t.nnmodel"])
  }

  @Test("rows take 8 bytes a number: inputs as they enter the network, and what is learnt")
  func rows() throws {
    let directory = try TemporaryDirectory()
    let model = directory.file("m.nnmodel")
    // 4 rows of 2 numbers, 3 texts that become an input each, and a value: 4 · (3 + 1) · 8 bytes as they are read,
    // and 4 · 5 · 8 more of the inputs that are made of them.
    let table = try directory.write(
      Array("a,b,colour,y\n1,2,red,0.5\n3,4,green,0.25\n5,6,blue,1.5\n7,8,red,2.5\n".utf8),
      to: "t.csv")
    let train = [
      "train", table, "--target", "y", "--layers", "1,linear", "--epochs", "1", "--quiet", "-o",
      model,
    ]
    let needed = 4 * 4 * 8 + 4 * 5 * 8
    let refused = tool(train + ["--max-memory", "\(needed - 1)"])
    #expect(refused.code == 65)
    #expect(refused.error.contains("rows: at most \(needed - 1) bytes"))
    #expect(refused.error.contains("\(needed) found"))
    #expect(tool(train + ["--max-memory", "100"]).error.contains("rows up to line 5:"))
    #expect(try directory.contents() == ["t.csv"])
    #expect(tool(train + ["--max-memory", "\(needed)"]).code == 0)
    // 9 of the rows take more than 400 bytes, the model less.
    let rows = String(repeating: "1,2,red,0.5\n", count: 20)
    let long = try directory.write(Array("a,b,colour,y\n\(rows)".utf8), to: "long.csv")
    let judged = tool("evaluate", model, long, "--max-memory", "400")
    #expect(judged.code == 65)
    #expect(judged.error.contains("long.csv: rows up to line 10:"))
  }

  @Test("arrays and images are refused before they are read")
  func arrays() throws {
    let directory = try TemporaryDirectory()
    let model = directory.file("m.nnmodel")
    let images = Fixtures.path("data/digits_idx/images-idx3-ubyte.gz")
    let labels = Fixtures.path("data/digits_idx/labels-idx1-ubyte.gz")
    let arrays = ["train", images, "--labels", labels, "--epochs", "1", "--quiet", "-o", model]
    let drawings = ["cats", "trains"].map { Fixtures.path("data/quickdraw/\($0)1000.bin") }
    let pictures = ["train"] + drawings + ["--image-size", "28x28", "--epochs", "1", "-o", model]
    // 300 · 64 and 2 · 1000 · 784 numbers.
    for (words, least) in [(arrays, 300 * 64 * 8), (pictures, 2 * 1000 * 784 * 8)] {
      let refused = tool(words + ["--max-memory", "\(least - 1)"])
      #expect(refused.code == 65)
      #expect(refused.error.contains("the limit that was asked for"))
      #expect(try directory.contents().isEmpty)
    }
    #expect(tool(arrays + ["--max-memory", "\(300 * 64 * 8)"]).code == 0)
  }

  @Test("a checkpoint beyond the limit is not skipped for an older one")
  func resume() throws {
    let directory = try TemporaryDirectory()
    let run = directory.file("run")
    let train = [
      "train", SampleModels.iris, "--target", "species", "--epochs", "2", "--quiet", "--save-to",
      run, "-o", directory.file("m.nnmodel"), "--max-memory", "1M",
    ]
    #expect(tool(train).code == 0)
    let resume = ["resume", run, "--epochs", "4", "--quiet"]
    for path in [
      run, run + "/" + (try FileManager.default.contentsOfDirectory(atPath: run).max() ?? ""),
    ] {
      let refused = tool(["resume", path, "--epochs", "4", "--max-memory", "100"])
      #expect(refused.code == 65)
      #expect(refused.error.contains("limit that was asked for"))
      #expect(!refused.error.contains("skipped"))
    }
    // Without a word of it, the limit that the training began with.
    #expect(tool(resume).code == 0)
    #expect(tool(resume + ["--max-memory", "5K"]).code == 65)
  }
}
