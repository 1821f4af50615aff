import Foundation
import ModelFormat
import TestSupport
import Testing

@testable import nnmodel

struct LoadCommandTests {
  private let directory: TemporaryDirectory
  init() throws { directory = try TemporaryDirectory() }

  @Test(arguments: [SampleModels.flowers, SampleModels.progression])
  func aModelComesBackWhole(_ model: String) throws {
    let peer = directory.file("m.safetensors")
    let back = directory.file("back.nnmodel")
    let unpacked = tool("load", model, "-o", peer)
    #expect(
      unpacked
        == CommandRun(
          code: 0, output: "", error: "unpacked \(model) as \(peer)\n"))
    let packed = tool("save", peer, "-o", back)
    #expect(packed.error.hasPrefix("packed \(peer) as \(back): the network "))
    func digest(_ path: String) -> Substring { tool("digest", path).output.prefix(64) }
    #expect(digest(back) == digest(model))
    #expect(tool("verify", "--predictions", back).code == 0)
  }

  /// The other format's own rules: eight bytes of length, JSON, data.
  @Test func whatIsWrittenIsSafetensors() throws {
    let peer = directory.file("m.safetensors")
    tool("load", SampleModels.flowers, "--quiet", "-o", peer)
    let bytes = try directory.bytes("m.safetensors")
    let length = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    let json = try JSONSerialization.jsonObject(with: Data(bytes[8..<(8 + length)]))
    let entries = try #require(json as? [String: [String: Any]])
    let file = try ModelFile(opening: SampleModels.flowers)
    #expect(entries.count == file.tensors.count + 1)
    for tensor in file.tensors {
      let offsets = try #require(entries[tensor.name]?["data_offsets"] as? [Int])
      let data = Array(bytes[(8 + length + offsets[0])..<(8 + length + offsets[1])])
      #expect(data == (try file.read(tensor.name)))
    }
    #expect((entries["__metadata__"] as? [String: String])?["title"] == "Flowers")
  }

  @Test func saysWhatAFileIs() {
    let flowers = SampleModels.flowers
    let lines = tool("load", flowers).lines
    #expect(
      (lines.first ?? "").hasPrefix(
        "\(flowers): the network 4 → 8,tanh,3,softmax, 67 parameters; all whole: 9 tensors, "))
    #expect(lines.dropFirst() == ["tells species: setosa, versicolor, virginica"])
    #expect(tool("load", SampleModels.progression).lines.dropFirst() == ["tells progression"])
    let bag = Fixtures.path("v1/dtype-f32.nnmodel")
    #expect(
      tool("load", bag).output == "\(bag): a bag of tensors; all whole: 1 tensor, 64 B\n")
  }

  @Test func jsonSaysTheSame() throws {
    let result = try tool("load", "--json", SampleModels.flowers).object()
    #expect(result["layers"] as? String == "8,tanh,3,softmax")
    #expect(result["parameters"] as? Int == 67)
    #expect(result["labels"] as? [String] == ["setosa", "versicolor", "virginica"])
    #expect(result["outputs"] as? [String] == ["species"])
    let bag = try tool("load", "--json", Fixtures.path("v1/dtype-f32.nnmodel")).object()
    #expect(bag.keys.sorted() == ["bytes", "file", "tensors"])
  }

  @Test func whatIsRefused() throws {
    let output = directory.file("m.safetensors")
    let other = tool("load", SampleModels.flowers, "-o", directory.file("m.csv"))
    #expect(other.code == 64)
    #expect(other.error.contains("a table (CSV) holds one tensor, and"))
    let unknown = tool("load", SampleModels.flowers, "-o", directory.file("m.h5"))
    #expect(unknown.code == 64)
    #expect(unknown.error.contains("the name must end in the format to write (.safetensors, "))
    for words in [
      ["-o", directory.file("m.nnmodel")], ["-o", directory.file("m.pt")],
      ["--tensor", "layers.0.weight", "-o", directory.file("m.onnx")],
      ["--tensor", "layers.0.weight", "--json"], ["--format", "onnx"],
    ] {
      #expect(tool(["load", SampleModels.flowers] + words).code == 64, "\(words)")
    }
    #expect(tool("load", SampleModels.flowers, "--tensor", "no").code == 65)
    #expect(tool("load", SampleModels.flowers, "--json", "-o", output).code == 64)
    #expect(tool("load", directory.file("no.nnmodel")).code == 66)
    #expect(tool("load", SampleModels.iris).code == 65)
    #expect(tool("load", Fixtures.path("broken/layer-kind-unknown.nnmodel")).code == 65)
    #expect(
      tool("load", SampleModels.flowers, "-o", directory.file("no/m.safetensors")).code == 73)
    #expect(
      tool("load", Fixtures.path("broken/chunk-checksum.nnmodel"), "-o", output).code == 65)
    // What was damaged half-way leaves nothing behind.
    #expect(try directory.contents() == [])
  }

  @Test(arguments: ["onnx", "npz", "json", "safetensors"])
  func anotherFormatAndBack(_ ending: String) throws {
    let (peer, back) = (directory.file("m.\(ending)"), directory.file("back.nnmodel"))
    let unpacked = tool("load", SampleModels.flowers, "-o", peer)
    #expect(unpacked.code == 0, "\(unpacked.error)")
    #expect(unpacked.error.hasPrefix("unpacked \(SampleModels.flowers) as \(peer)\n"))
    #expect(unpacked.error.contains("left out") == (ending == "onnx" || ending == "npz"))
    #expect(tool("save", peer, "-o", back).code == 0)
    if ending == "json" {
      let digests = [back, SampleModels.flowers].map { tool("digest", $0).output.prefix(64) }
      #expect(digests[0] == digests[1])
    }
    let first = try ModelFile(opening: back)
    let second = try ModelFile(opening: SampleModels.flowers)
    for name in ["layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias"] {
      #expect(try first.read(name) == second.read(name), "\(name)")
    }
  }

  @Test func oneTensorIsPrintedOrWritten() throws {
    let table = directory.file("bias.csv")
    #expect(tool("load", SampleModels.flowers, "--tensor", "layers.1.bias", "-o", table).code == 0)
    let file = try ModelFile(opening: SampleModels.flowers)
    let values = try file.read("layers.1.bias", as: Float.self)
    let text = String(decoding: try directory.bytes("bias.csv"), as: UTF8.self)
    #expect(text == values.map { "\($0)\n" }.joined())
    let array = directory.file("bias.npy")
    #expect(tool("load", SampleModels.flowers, "--tensor", "layers.1.bias", "-o", array).code == 0)
    let back = directory.file("bias.nnmodel")
    #expect(tool("save", array, "-o", back).code == 0)
    let again = try ModelFile(opening: back)
    #expect(again.tensors.map(\.name) == ["bias"])
    #expect(try again.read("bias", as: Float.self) == values)
  }

  @Test func aFileOfAnotherKindIsNotWrittenOver() throws {
    let path = try directory.write("1,2\n", to: "m.safetensors")
    let run = tool("load", SampleModels.flowers, "-o", path)
    #expect(run.code == 73)
    #expect(try directory.bytes("m.safetensors") == Array("1,2\n".utf8))
    #expect(tool("load", SampleModels.flowers, "--force", "-o", path).code == 0)
  }
}
