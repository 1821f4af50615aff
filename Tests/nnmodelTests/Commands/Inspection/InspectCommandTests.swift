import Foundation
import TestSupport
import Testing

@testable import nnmodel

struct InspectCommandTests {
  @Test func aTrainedModel() throws {
    let run = tool("inspect", SampleModels.flowers)
    #expect(run.code == 0)
    let lines = run.lines
    try #require(lines.count > 6)
    #expect(lines[0].hasPrefix("\(SampleModels.flowers): nnmodel 1.0, "))
    #expect(
      lines[1...3] == [
        "network    4 → 8,tanh,3,softmax, 67 parameters",
        "inputs     sepal_length, sepal_width, petal_length, petal_width",
        "output     species, 3 classes: setosa, versicolor, virginica",
      ])
    #expect(lines[4].hasPrefix("training   adamw:lr="))
    #expect(
      lines[4].hasSuffix(", cross-entropy, 5 epochs, 25 steps, batch size 32, seed 42"))
    #expect(lines.contains("metadata   title: Flowers"))
    #expect(
      lines.contains {
        $0.split(separator: " ").prefix(6).joined(separator: " ") == "layers.0.weight f32 8 × 4 128"
      })
  }

  /// The fixtures were made by another program, whose index says what is in them.
  @Test(arguments: Fixtures.golden)
  func everyValidFile(_ fixture: GoldenFixture) throws {
    let run = tool("inspect", "--json", fixture.path)
    #expect(run.code == 0)
    let result = try run.object()
    let tensors = try #require(result["tensors"] as? [[String: Any]])
    #expect(tensors.map { $0["name"] as? String } == fixture.tensors.map(\.name))
    #expect(tensors.map { $0["dtype"] as? String } == fixture.tensors.map(\.dtype))
    #expect(tensors.map { $0["shape"] as? [Int] } == fixture.tensors.map(\.shape))
    #expect(result["bytes"] as? Int == (try fixture.bytes().count))
    #expect(result["version"] as? String == (fixture.file == "minor-7.nnmodel" ? "1.7" : "1.0"))

    let shown = tool("inspect", fixture.path)
    #expect(shown.code == 0)
    // Nothing in a file can steer the terminal or begin a line of its own.
    let isPlain = shown.output.unicodeScalars.allSatisfy {
      $0 == "\n" || ($0.value >= 0x20 && !(0x7F...0x9F).contains($0.value))
    }
    #expect(isPlain)
    if fixture.tensors.isEmpty {
      #expect(!shown.output.contains("dtype"))
    } else {
      #expect(shown.lines.count >= fixture.tensors.count + 4)
    }
  }

  @Test func hostileTextIsSpelledOut() {
    let run = tool("inspect", Fixtures.path("v1/metadata.nnmodel"))
    #expect(run.output.contains("controls: \\u{1}\\u{2}"))
    #expect(run.output.contains("\\u{1b}"))
    #expect(run.output.contains("notes: two lines\\nand\\ttabs, \"quotes\", \\"))
  }

  @Test func whatThisVersionDoesNotKnowIsShownAllTheSame() throws {
    let unknown = try tool("inspect", "--json", Fixtures.path("v1/unknown-members.nnmodel"))
      .object()
    #expect((unknown["header"] as? [String: Any])?.isEmpty == false)
    let layer = tool("inspect", Fixtures.path("broken/layer-kind-unknown.nnmodel"))
    #expect(layer.code == 0)
    #expect(layer.output.contains("network    not known to this version: "))
    #expect(layer.output.contains("header.model.layers[0].kind: unknown word \"convolution\""))
    #expect(layer.output.contains("layers.1.bias"))
  }

  @Test func aFileFromAPipe() throws {
    let directory = try TemporaryDirectory()
    let fixture = try #require(Fixtures.golden.first { $0.file == "network-xor.nnmodel" })
    let pipe = directory.pipe("p", holding: try fixture.bytes())
    let (piped, straight) = (tool("inspect", pipe), tool("inspect", fixture.path))
    #expect(piped.code == 0)
    #expect(piped.lines.dropFirst() == straight.lines.dropFirst())
  }

  @Test func whatCannotBeRead() throws {
    let directory = try TemporaryDirectory()
    let missing = tool("inspect", directory.file("no.nnmodel"))
    #expect(missing.code == 66)
    #expect(
      missing.error
        == "nnmodel: \(directory.path)/no.nnmodel: cannot open: No such file or directory\n")
    #expect(tool("inspect", directory.path).code == 66)
    let table = tool("inspect", SampleModels.iris)
    #expect(table.code == 65)
    #expect(table.error.hasSuffix("byte 0, prelude.magic: not an nnmodel file\n"))
    let peer = tool("inspect", Fixtures.path("peers/torch/digits_mlp.safetensors"))
    #expect(peer.code == 65)
    #expect(peer.error.contains("a safetensors file, not a model file"))
  }
}
