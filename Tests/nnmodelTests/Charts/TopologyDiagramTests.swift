import NeuralNetwork
import Testing

@testable import nnmodel

struct TopologyDiagramTests {
  private func tree(_ inputs: Int, _ layers: [Layer]) throws -> MarkupTree {
    let topology = try Topology(inputs: inputs, layers: layers)
    return try MarkupTree(TopologyDiagram(topology: topology).picture.file.text)
  }

  @Test func everyNeuronAndEveryWeightOfASmallNetwork() throws {
    let tree = try tree(2, [.dense(4, .tanh), .dense(1, .sigmoid)])
    #expect(tree.ofClass("neuron").count == 7)
    let links = tree.ofClass("link").compactMap { $0.attributes["d"] }
    #expect(links.map { $0.filter { $0 == "L" }.count } == [8, 4])
    #expect(
      tree["text"].map(\.text) == [
        "input", "2 numbers", "4 tanh", "12 parameters", "1 sigmoid", "5 parameters",
      ])
  }

  @Test func largeLayersAreAbbreviated() throws {
    let tree = try tree(784, [.dense(128, .relu), .dense(10, .softmax)])
    #expect(tree.ofClass("neuron").count == 8 + 8 + 10)
    #expect(tree["text"].filter { $0.text == "…" }.count == 2)
    #expect(tree["text"].contains { $0.text == "100,480 parameters" })
  }

  @Test func otherLayersArePills() throws {
    let tree = try tree(
      3,
      [
        .dense(8, .linear, bias: false), .layerNorm(), .activation(.silu), .dropout(rate: 0.25),
        .dense(2, .linear), .batchNorm(),
      ])
    #expect(tree.ofClass("pill").count == 4)
    let texts = tree["text"].map(\.text)
    #expect(texts.contains("layer-norm, 16 parameters"))
    #expect(texts.contains("batch-norm, 4 parameters"))
    #expect(texts.contains("dropout 0.25"))
    #expect(texts.contains("24 weights, no bias"))
  }

  @Test func manyLayersAreBarsAndTheMiddleOfVeryManyIsLeftOut() throws {
    let thirty = try tree(8, (0..<30).map { .dense(8 + $0, .relu) })
    #expect(thirty["circle"].isEmpty)
    #expect(thirty.ofClass("neuron").count == 31)
    let hundred = try tree(8, (0..<100).map { _ in .dense(8, .relu) })
    #expect(hundred.ofClass("neuron").count == 36)
    #expect(hundred["text"].contains { $0.text == "… 65 more …" })
  }

  /// Nothing is drawn or written beside the picture, by the width that a sign has at most.
  @Test func everythingIsWithinThePicture() throws {
    for layers in [[Layer.dense(1, .linear)], (0..<12).map { _ in .dense(1 << 14, .leakyRelu()) }] {
      let tree = try tree(1000, layers)
      let width = try #require(tree["svg"].first?.attributes["width"].flatMap(Double.init))
      let height = try #require(tree["svg"].first?.attributes["height"].flatMap(Double.init))
      for element in tree["text"] {
        let x = try #require(element.attributes["x"].flatMap(Double.init))
        let y = try #require(element.attributes["y"].flatMap(Double.init))
        #expect(x >= 0 && y > 0 && y < height)
        if element.attributes["text-anchor"] == nil {
          #expect(x + 7.3 * Double(element.text.count) <= width)
        }
      }
    }
  }
}
