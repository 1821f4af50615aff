import Foundation
import ModelFormat
import TestSupport
import Testing

@testable import nnmodel

struct SaveCommandTests {
  private let directory: TemporaryDirectory
  private let output: String
  private let peer = Fixtures.path("peers/torch/digits_mlp.safetensors")

  init() throws {
    directory = try TemporaryDirectory()
    output = directory.file("m.nnmodel")
  }

  @Test func aNetworkOfPyTorchPredictsWhatPyTorchDid() throws {
    let run = tool("save", peer, "--activation", "relu,linear", "-o", output)
    #expect(run.code == 0)
    #expect(run.output == "")
    #expect(
      run.error
        == "packed \(peer) as \(output): the network 64 → 64,relu,10,linear, 4,810 parameters\n")
    let inputs = Fixtures.path("peers/torch/digits_mlp.inputs.csv")
    let told = tool("predict", "--no-header", "--raw", output, inputs).lines
    let expected = try SampleModels.rows(of: Fixtures.path("peers/torch/digits_mlp.expected.csv"))
    #expect(told.count == expected.count)
    for (line, row) in zip(told, expected) {
      let numbers = line.split(separator: ",").compactMap { Double(String($0)) }
      #expect(numbers.count == 10)
      #expect(zip(numbers, row.compactMap(Double.init)).allSatisfy { abs($0 - $1) < 1e-4 })
    }
  }

  @Test func softmaxGivesProbabilities() throws {
    #expect(tool("save", peer, "--activation", "relu,softmax", "-o", output).code == 0)
    let inputs = Fixtures.path("peers/torch/digits_mlp.inputs.csv")
    let lines = tool("predict", "--no-header", output, inputs).lines
    #expect(lines.first == (1...10).map { "output_\($0)" }.joined(separator: ","))
    let sums = lines.dropFirst().map { line in
      line.split(separator: ",").compactMap { Double(String($0)) }.reduce(0, +)
    }
    #expect(sums.allSatisfy { abs($0 - 1) < 1e-5 })
  }

  @Test func namesOfOtherLibrariesAreUnderstood() {
    #expect(tool("save", peer, "--activation", "rectifier,identity", "-o", output).code == 0)
    #expect(tool("inspect", output).output.contains("64 → 64,relu,10,linear"))
  }

  @Test func withoutActivationsABagOfTensors() throws {
    let run = tool("save", peer, "-o", output)
    #expect(run.error == "packed \(peer) as \(output): a bag of 4 tensors\n")
    let source = try Fixtures.bytes("peers/torch/digits_mlp.safetensors")
    let file = try ModelFile(opening: output)
    for tensor in file.tensors {
      #expect(source.contains(try file.read(tensor.name)))
    }
    #expect(
      tool("save", peer, "--quiet", "-o", output) == CommandRun(code: 0, output: "", error: ""))
  }

  @Test(arguments: ["raw", "zlib", "auto"])
  func aModelIsPackedAgainWithTheSameContent(_ encoding: String) throws {
    for fixture in Fixtures.golden {
      #expect(tool("save", "--encoding", encoding, fixture.path, "-o", output).code == 0)
      #expect(tool("digest", output).output == "\(fixture.digest)  \(output)\n")
    }
  }

  @Test func aModelMayReplaceItself() throws {
    let bytes = try Fixtures.bytes("v1/network-xor.nnmodel")
    let path = try directory.write(bytes, to: "same.nnmodel")
    let before = tool("digest", path)
    #expect(tool("save", "--encoding", "raw", path, "-o", path).code == 0)
    #expect(tool("digest", path) == before)
    #expect(try directory.contents() == ["same.nnmodel"])
  }

  @Test(arguments: [
    (["--activation", "relu,sotfmax"], Int32(64), "element 2, 'sotfmax': did you mean 'softmax'?"),
    (
      ["--activation", "relu"], 65,
      "--activation: one activation for each of the layers 0, 2 expected, 1"
    ),
    (["--encoding", "lzma"], 64, "--encoding 'lzma': expected one of auto, raw, zlib"),
  ])
  func options(_ options: [String], _ code: Int32, _ message: String) throws {
    let captured = CapturedTerminal()
    let arguments = ["save", peer, "-o", output] + options
    #expect(NNModel.tool.run(arguments, on: captured.terminal).status == code)
    #expect(captured.error.contains(message), "\(captured.error)")
    #expect(try directory.contents() == [])
  }

  @Test func whatIsRefused() throws {
    let table = tool("save", SampleModels.iris, "-o", output)
    #expect(table.code == 65)
    #expect(table.error.contains("line 1, column 1: a number expected, 'sepal_length' found"))
    let text = try directory.write("no model\n", to: "text")
    #expect(tool("save", text, "-o", output).error.contains("of no format that is known"))
    #expect(tool("save", text, "--format", "onnx", "-o", output).code == 65)
    #expect(tool("save", Fixtures.path("peers/keras/digits_mlp.keras"), "-o", output).code == 65)
    try FileManager.default.removeItem(atPath: text)
    #expect(tool("save", "-", "-o", output).code == 64)
    #expect(tool("save", peer).code == 64)
    #expect(tool("save", directory.file("no"), "-o", output).code == 66)
    #expect(tool("save", directory.path, "-o", output).code == 66)
    #expect(tool("save", "/dev/null", "-o", output).code == 65)
    #expect(tool("save", peer, "-o", directory.file("no/m.nnmodel")).code == 73)
    let known = tool("save", SampleModels.flowers, "--activation", "relu", "-o", output)
    #expect(known.code == 64)
    #expect(known.error.contains("is a model file already and knows its layers"))
    for name in ["header_past_end", "overlap", "truncated_data", "wrong_size"] {
      let path = Fixtures.path("peers/safetensors/bad_\(name).safetensors")
      let bad = tool("save", path, "-o", output)
      #expect(bad.code == 65)
      #expect(bad.error.hasPrefix("nnmodel: \(path): "))
    }
    #expect(try directory.contents() == [])
  }

  @Test(arguments: [
    ["--layers", "64,relu,10"], ["--activation", "relu,linear"],
    [
      "--rename", "^0=first", "--rename", #"(\w+)\.(weight|bias)"# + "=net.$1.$2", "--layers",
      "64,relu,10",
    ],
  ])
  func waysToSayTheNetwork(_ words: [String]) {
    let run = tool(["save", peer, "-o", output] + words)
    #expect(run.code == 0, "\(run.error)")
    #expect(run.error.contains("the network 64 → 64,relu,10,linear, 4,810 parameters"))
  }

  @Test func aTopologyAsJSON() throws {
    let member = """
      {"kind": "feedforward", "inputs": {"shape": [64]},
       "layers": [{"kind": "dense", "units": 64, "activation": "relu", "bias": true},
                  {"kind": "dense", "units": 10, "activation": "softmax", "bias": true}]}
      """
    let topology = try directory.write(member, to: "t.json")
    let run = tool(
      "save", peer, "--topology", topology, "--rename", "^0=layers.0", "--rename", "^2=layers.1",
      "-o", output)
    #expect(run.error.contains("the network 64 → 64,relu,10,softmax"), "\(run.error)")
    #expect(tool("save", peer, "--topology", topology, "-o", output).code == 65)
    let both = tool(
      "save", peer, "--topology", topology, "--activation", "relu,linear", "-o", output)
    #expect(both.code == 64)
  }

  @Test func whatIsGuessedIsSaid() {
    let lesson = Fixtures.path("peers/toynn/tanh.json")
    #expect(tool("save", lesson, "-o", output).error.contains("took sigmoid"))
    let told = tool("save", lesson, "--activation", "tanh,tanh", "-o", output)
    #expect(told.error.contains("the network 3 → 5,tanh,2,tanh"))
    #expect(!told.error.contains("took"))
  }

  @Test func aFileOfAnotherKindIsNotWrittenOver() throws {
    let bytes = try Fixtures.bytes("peers/torch/digits_mlp.safetensors")
    let path = try directory.write(bytes, to: "w.safetensors")
    let run = tool("save", path, "-o", path)
    #expect(run.code == 73)
    #expect(run.error.contains("is there already and is a safetensors file; --force writes over"))
    #expect(try directory.bytes("w.safetensors") == bytes)
  }

  @Test func aFullDisk() {
    let run = tool("save", SampleModels.flowers, "-o", "/dev/full")
    #expect(run.code == 74)
    #expect(run.error == "nnmodel: /dev/full: cannot write: No space left on device\n")
  }
}
