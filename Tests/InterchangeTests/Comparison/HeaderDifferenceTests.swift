import ModelFormat
import TestSupport
import Testing

@testable import Interchange

struct HeaderDifferenceTests {
  @Test("names each place as deep as it can be named")
  func places() {
    let left: JSON = [
      "metadata": ["title": "A", "author": "X"], "training": ["optimizer": ["beta1": 0.9]],
      "same": [1, 2],
    ]
    let right: JSON = [
      "metadata": ["title": "B"], "training": ["optimizer": ["beta1": 0.8], "seed": "00"],
      "same": [1, 2],
    ]
    #expect(
      HeaderDifference.between(left, right) == [
        HeaderDifference(path: "metadata.author", left: "X", right: nil),
        HeaderDifference(path: "metadata.title", left: "A", right: "B"),
        HeaderDifference(path: "training.optimizer.beta1", left: 0.9, right: 0.8),
        HeaderDifference(path: "training.seed", left: nil, right: "00"),
      ])
    #expect(HeaderDifference.between(left, left).isEmpty)
    #expect(
      HeaderDifference.between(["metadata": ["title": "A", "author": "X"]], [:]).map(\.path) == [
        "metadata.author", "metadata.title",
      ])
    #expect(HeaderDifference.between(["metadata": [:]], [:]).map(\.path) == ["metadata"])
  }

  @Test("pairs the elements of lists as far as that says something")
  func lists() {
    let layer: JSON = ["kind": "dense", "units": 3]
    let wider: JSON = ["kind": "dense", "units": 4]
    #expect(
      HeaderDifference.between([layer, layer], [wider, layer, layer], at: "layers") == [
        HeaderDifference(path: "layers[0].units", left: 3, right: 4),
        HeaderDifference(path: "layers[2]", left: nil, right: layer),
      ])
    #expect(
      HeaderDifference.between(["a", "b"], ["a", "c"], at: "labels") == [
        HeaderDifference(path: "labels[1]", left: "b", right: "c")
      ])
    #expect(
      HeaderDifference.between(["a", "b"], ["b"], at: "labels") == [
        HeaderDifference(path: "labels", left: ["a", "b"], right: ["b"])
      ])
  }

  @Test("compares strings as bytes, and kinds with each other")
  func kinds() {
    let (one, two) = ("caf\u{E9}", "cafe\u{301}")
    #expect(one == two)
    #expect(HeaderDifference.between(.string(one), .string(two)).count == 1)
    #expect(HeaderDifference.between([.string(one), 1], [.string(two), 1]).count == 1)
    #expect(HeaderDifference.between(1, "1").count == 1)
    #expect(HeaderDifference.between(["a": 1], [1]).count == 1)
  }

  @Test("compares many members at once")
  func many() {
    func object(_ letter: String) -> JSON {
      .object(JSONObject((1_000_000..<1_200_000).map { .init(name: "\(letter)\($0)", value: 1) }))
    }
    let (left, right) = (object("b"), object("a"))
    var found: [HeaderDifference] = []
    let seconds = threadSeconds {
      found = HeaderDifference.between(left, right, at: "metadata")
    }
    #expect(seconds < 20)
    #expect(found.count == 400_000)
    #expect(found.first?.path == "metadata.a1000000" && found.last?.left == 1)
  }
}
